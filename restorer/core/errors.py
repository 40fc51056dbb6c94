"""Errors that speak twice: a sentence for the person, a detail for a report.

    RestorerError
    ├── BadInput        the photo or file given is at fault: try another copy
    ├── BadRequest      what was asked for cannot be done: ask for something else
    ├── NoRoom          disk or memory is short: make room
    ├── DeviceFailed    a graphics card or driver is at fault: choose another device
    ├── WeightsFailed   a weights file is missing, damaged or of an unknown network
    └── Internal        we are at fault: send the report

    Cancelled           not an error: somebody asked to stop. A BaseException, so that
                        `except Exception` cannot swallow it.

They cross process boundaries as (kind, sentence, detail), see `to_parts` and `from_parts`, never pickled.
"""

from __future__ import annotations


class RestorerError(Exception):
    """Something failed. `sentence`: what happened, to which file, what to do. `detail`: for the log."""

    exit_code = 1

    def __init__(self, sentence: str, *, detail: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.detail = detail or sentence


class BadInput(RestorerError):
    """The photo or file that was given cannot be used."""


class BadRequest(RestorerError):
    """What was asked for cannot be done."""

    exit_code = 2


class NoRoom(RestorerError):
    """The disk or the memory is too small for this."""


class DeviceFailed(RestorerError):
    """A graphics card, its driver or a backend did not do its work."""


class WeightsFailed(RestorerError):
    """A weights file is missing, damaged, or of a network that is not known."""


class Internal(RestorerError):
    """A fault of the program itself."""


class Cancelled(BaseException):
    """Somebody asked to stop."""

    sentence = "Stopped."


_KINDS: dict[str, type[RestorerError]] = {
    kind.__name__: kind for kind in (RestorerError, BadInput, BadRequest, NoRoom, DeviceFailed, WeightsFailed, Internal)
}


def to_parts(error: BaseException) -> tuple[str, str, str]:
    """(kind, sentence, detail) of any exception; what is not ours becomes `Internal`."""
    if isinstance(error, RestorerError):
        return type(error).__name__, error.sentence, error.detail
    if isinstance(error, MemoryError):
        return NoRoom.__name__, "There is not enough memory for this photo.", repr(error)
    return Internal.__name__, "Something went wrong inside Restorer.", f"{type(error).__name__}: {error}"


def from_parts(kind: str, sentence: str, detail: str) -> RestorerError:
    """The error that `to_parts` took apart; a kind that is not known becomes `Internal`."""
    return _KINDS.get(kind, Internal)(sentence, detail=detail)
