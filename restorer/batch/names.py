"""The names of outputs: templates, names that every file system takes, and no two that meet.

Two names count as one when they differ only in case or in how Unicode spells them (canonical caseless matching,
The Unicode Standard 3.13, D145), because on many disks they are one.
"""

from __future__ import annotations

import string
import sys
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from restorer.core.errors import BadRequest
from restorer.recipe.recipe import did_you_mean

FIELDS = {
    "name": "the photo's name without its suffix",
    "folder": "the name of the folder that it lies in",
    "preset": "the preset, or what is done",
    "scale": "how much larger it becomes: 1x, 2x",
    "width": "of the output, in px",
    "height": "of the output, in px",
    "format": "of the output: jpeg, png, tiff",
    "date": "when it was taken, else last changed: 1936-08-01",
    "counter": "0001, 0002 and so on; {counter:6} has six digits",
}
DEFAULT = "{name}"

MOST_BYTES = 255
"""Of one name in UTF-8: what Linux takes; Windows and macOS take no fewer letters."""

_COUNTER_DIGITS = 4
_DIRECTIONS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_RESERVED = '<>:"\\|?*'
_DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))}


@dataclass(frozen=True, slots=True)
class Template:
    """A pattern for names, such as “{name} {preset}”; a slash in it makes folders. The suffix is not part of it.

    Raises
    ------
    BadRequest
        it is empty, has a field that there is not, or would leave the folder of the outputs.
    """

    text: str

    def __post_init__(self) -> None:
        parts = self.text.split("/")
        if not self.text.strip() or any(not part.strip() or set(part.strip()) == {"."} for part in parts):
            raise BadRequest(f"“{self.text[:80]}” cannot be a pattern for names: a part of it is empty or only dots.")
        self.filled(dict.fromkeys(FIELDS, "1"), 1)

    def filled(self, values: Mapping[str, str], counter: int) -> tuple[str, ...]:
        """Folders and name, not yet fit for a disk. values: of each field but the counter."""
        return tuple(_filled(part, values, counter) for part in self.text.split("/"))


def _filled(pattern: str, values: Mapping[str, str], counter: int) -> str:
    found = []
    try:
        pieces = list(string.Formatter().parse(pattern))
    except ValueError as error:
        raise BadRequest(f"“{pattern[:80]}” has a brace without its other half.", detail=repr(error)) from error
    for literal, field, spec, conversion in pieces:
        found.append(literal)
        if field is None:
            continue
        if field not in FIELDS:
            raise BadRequest(f"There is no “{{{field[:40]}}}” for names.{did_you_mean(field, FIELDS)}")
        if conversion or (spec and (field != "counter" or not _is_width(spec))):
            raise BadRequest(f"“{{{field}}}” takes nothing behind it, but the number of digits of {{counter:6}}.")
        found.append(f"{counter:0{int(spec or _COUNTER_DIGITS)}d}" if field == "counter" else values[field])
    return "".join(found)


def _is_width(spec: str) -> bool:
    return spec.isascii() and spec.isdigit() and 1 <= int(spec) <= 12


def key(path: str) -> str:
    """What two paths have in common if some disk takes them for one."""
    folded = unicodedata.normalize("NFD", unicodedata.normalize("NFD", path).casefold())
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", folded.casefold()))


def fit(text: str, *, windows: bool = sys.platform == "win32") -> str:
    """`text` as one part of a path: no separator, no control letter, never empty, hidden,
    only dots or too long.

    windows: also none of its reserved letters and device names.
    """
    forbidden = "/\\" + (_RESERVED if windows else "")
    kept = "".join("_" if letter in forbidden or _is_control(letter) else letter for letter in text).strip()
    if windows:
        kept = kept.rstrip(". ")
        if kept.partition(".")[0].strip().casefold() in _DEVICES:
            kept = f"_{kept}"
    return shortened(f"_{kept}" if not kept or kept.startswith(".") else kept, "")


def _is_control(letter: str) -> bool:
    """Control letters, marks that turn the direction of what is read, and halves of letters.

    Bytes that are no UTF-8 stand as U+DC80 to U+DCFF in names, and are kept.
    """
    if unicodedata.category(letter) == "Cs":
        return not "\udc80" <= letter <= "\udcff"
    return unicodedata.category(letter) in ("Cc", "Zl", "Zp") or letter in _DIRECTIONS


def shortened(stem: str, ending: str) -> str:
    """`stem` + `ending`, the stem cut at its end so that the whole is a name of MOST_BYTES at most."""
    room = MOST_BYTES - _length(ending)
    while _length(stem) > room:
        stem = stem[: max(len(stem) - max(1, (_length(stem) - room) // 4), 0)]
    return (stem.rstrip() or "_") + ending


def _length(text: str) -> int:
    return len(text.encode("utf-8", "surrogateescape"))


class Names:
    """Gives each photo a name below one folder; no two that meet, as files or as a file and a folder.

    folders: paths of folders below it that there will be in any case, so that no file takes such a name.
    """

    def __init__(self, folders: Iterable[PurePosixPath] = ()) -> None:
        self._files: set[str] = set()
        self._folders: set[str] = set()
        self._numbers: dict[str, int] = {}  # by the first name wished for, the number where the search goes on
        for folder in folders:
            self._claim_folder(folder)

    def give(
        self,
        folder: PurePosixPath,
        stem: str,
        suffix: str,
        is_free: Callable[[PurePosixPath], bool] = lambda _: True,
    ) -> PurePosixPath:
        """The first of “STEM.EXT”, “STEM (2).EXT” … that no other has and that `is_free` agrees to; it is taken then.

        folder: relative, "." for none; its parts are fit already. stem: fit. suffix: with its dot.
        """
        folder = self._claim_folder(folder)
        wished = key(str(folder / shortened(stem, suffix)))
        number = self._numbers.get(wished, 1)
        while True:
            candidate = folder / shortened(stem, suffix if number == 1 else f" ({number}){suffix}")
            known = key(str(candidate))
            if known not in self._files and known not in self._folders and is_free(candidate):
                self._files.add(known)
                self._numbers[wished] = number + 1
                return candidate
            number += 1

    def _claim_folder(self, folder: PurePosixPath) -> PurePosixPath:
        """The folder, each part numbered where a file has its name."""
        claimed = PurePosixPath()
        for part in folder.parts:
            number, place = 1, claimed / part
            while key(str(place)) in self._files:
                number += 1
                place = claimed / shortened(part, f" ({number})")
            claimed = place
            self._folders.add(key(str(claimed)))
        return claimed
