"""Troubles of the whole batch: a disk that is full, gone or must not be written to. They pause it; nothing is lost."""

from __future__ import annotations

import math
import os
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from restorer.batch.journal import MARKER, is_marked
from restorer.jobs.job import Failure

_MEGABYTE = 1_000_000
_TRY_AGAIN_S = 30.0


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why the batch rests. sentence: for the person. is_over: looks whether it can go on."""

    sentence: str
    is_over: Callable[[], bool]


def full(place: Path, needed: int) -> Trouble:
    """The disk of `place` is full. needed: bytes that would do, a guess."""
    free = _free(place)
    try_at = time.monotonic() + _TRY_AGAIN_S

    def is_over() -> bool:
        now = _free(place)
        # Room enough and yet none to be had is a quota's doing, and only trying tells whether that is over.
        return now >= needed and (now > free or time.monotonic() >= try_at)

    said = f"about {_amount(needed)} are needed, {_amount(free)} are free." if needed > free else "make room."
    sentence = f"The disk with “{place}” is full: {said} The batch goes on when there is room."
    return Trouble(sentence, is_over)


def trouble_with(
    inputs: tuple[Path, ...], output: Path, scratch: Path, failure: Failure, needed: int
) -> Trouble | None:
    """Whether what a task failed of is the whole batch's trouble; None: it is the one photo's.

    needed: bytes still to be written, a guess.
    """
    if failure.kind == "NoRoom" and "MemoryError" not in failure.detail and "memory" not in failure.sentence:
        elsewhere = scratch if _is_full(scratch) and not _is_full(output) else output
        return full(elsewhere, needed)
    return output_trouble(output) or _input_trouble(inputs) or _scratch_trouble(scratch)


def output_trouble(output: Path) -> Trouble | None:
    """What is wrong with the folder of outputs, if something is. Nothing is written to find out."""
    if output.is_dir() and not is_marked(output):
        sentence = (
            f"The folder “{output}” is not the one that the batch began in: its hidden file {MARKER} is missing. "
            "Was its drive unplugged?"
        )
    elif not output.is_dir():
        sentence = f"The folder “{output}” is not there (any more). Was its drive unplugged?"
    elif not os.access(output, os.W_OK | os.X_OK):
        sentence = f"The folder “{output}” must not be written to."
    else:
        return None
    return Trouble(f"{sentence} The batch goes on when that has changed.", lambda: output_trouble(output) is None)


def _scratch_trouble(scratch: Path) -> Trouble | None:
    if os.access(scratch, os.W_OK | os.X_OK):
        return None
    sentence = f"The folder “{scratch.parent}”, where photos are worked on, must not be written to."
    return Trouble(f"{sentence} The batch goes on when that has changed.", lambda: _scratch_trouble(scratch) is None)


def _input_trouble(inputs: tuple[Path, ...]) -> Trouble | None:
    gone = [given for given in inputs if not os.path.lexists(given)]
    if not gone:
        return None

    def is_over() -> bool:
        return all(os.path.lexists(given) for given in gone)

    return Trouble(f"“{gone[0]}” is not there (any more). The batch goes on when it is back.", is_over)


def _is_full(place: Path) -> bool:
    return _free(place) < _MEGABYTE


def _free(place: Path) -> int:
    """Bytes, of the nearest folder that is there."""
    for folder in (place, *place.parents):
        try:
            return shutil.disk_usage(folder).free
        except OSError:
            continue
    return 0


def _amount(number: int) -> str:
    """“640 KB”, “120 MB”, “3.4 GB”."""
    if number >= 1000 * _MEGABYTE:
        return f"{number / (1000 * _MEGABYTE):.1f} GB"
    if number >= _MEGABYTE:
        return f"{number / _MEGABYTE:.0f} MB"
    return f"{math.ceil(max(number, 0) / 1000)} KB"
