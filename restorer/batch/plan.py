"""The plan: every photo with the name of its output, settled before any work is done."""

from __future__ import annotations

import datetime
import enum
import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from restorer.batch.losses import would_drop
from restorer.batch.names import DEFAULT, Names, fit
from restorer.batch.request import BatchRequest
from restorer.batch.scan import Found, Identity, Scan, scan
from restorer.core.control import Control
from restorer.core.errors import BadRequest, RestorerError
from restorer.core.files import same_file
from restorer.core.geometry import Size
from restorer.photo.colour import space
from restorer.photo.formats import by_suffix, same_as_source, suffix_for
from restorer.photo.limits import Limits
from restorer.photo.metadata_exif import directories
from restorer.photo.read_colour import settle as settle_colours
from restorer.photo.read_header import peek
from restorer.photo.tiff_directory import DirectoryError

_TELL_EVERY = 50  # photos
_TAKEN, _CHANGED = 36867, 306  # DateTimeOriginal, DateTime (Exif 2.32, 4.6.5)
_DATE = re.compile(rb"(\d{4}):(\d\d):(\d\d)")


class State(enum.Enum):
    """What became of a photo. SAVING: its output was being written when it was last heard of."""

    WAITING = "waiting"
    SAVING = "saving"
    RESTORED = "restored"
    UNCHANGED = "unchanged"
    SKIPPED = "skipped"
    UNREADABLE = "unreadable"
    FAILED = "failed"
    ASIDE = "set aside"

    @property
    def done(self) -> bool:
        return self in (State.RESTORED, State.UNCHANGED)

    @property
    def ended(self) -> bool:
        return self not in (State.WAITING, State.SAVING)


@dataclass(frozen=True, slots=True)
class Entry:
    """One photo as it is planned. number: from 1, in the order of names.

    target: of the output, relative to the folder of outputs; None where there will be none. reason: why not.
    size_bytes, changed_ns: of the source. output_bytes: a guess. losses: what the output will not hold, in sentences.
    """

    number: int
    source: Path
    target: PurePosixPath | None
    state: State = State.WAITING
    reason: str = ""
    size_bytes: int = 0
    changed_ns: int = 0
    output_bytes: int = 0
    losses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """All entries, and what was found on the way."""

    entries: tuple[Entry, ...]
    found: Scan

    @property
    def bytes_needed(self) -> int:
        """A guess at the disk space for all outputs."""
        return sum(entry.output_bytes for entry in self.entries if entry.state is State.WAITING)


@dataclass(frozen=True, slots=True)
class PlanProgress:
    """found: so far. looked_at: how many of its photos were opened for size and format; 0 while it counts."""

    found: Scan
    looked_at: int = 0


@dataclass(frozen=True, slots=True)
class Looked:
    """What planning needs to know of a photo. size: upright, in px. reason: why it cannot be read, else empty.

    alpha, grey_profile, misfit, colours: what an output may not hold, as in `losses.Seen`; colours: "RGB", "CMYK",
    "Lab" or "float".
    """

    photo: Found
    format: str = ""
    bits: int = 8
    size: Size = field(default_factory=lambda: Size(1, 1))
    date: str = ""
    reason: str = ""
    alpha: bool = False
    grey_profile: bool = False
    misfit: str = ""
    colours: str = "RGB"


def make_plan(
    request: BatchRequest,
    control: Control | None = None,
    tell: Callable[[PlanProgress], None] = lambda _: None,
    limits: Limits | None = None,
) -> Plan:
    """Find the photos and settle all names. Nothing is written.

    Raises
    ------
    BadRequest
        the folders cannot be used as asked.
    Cancelled
        `control` was asked to stop.
    """
    check_folders(request)
    found, looked = look_through(request, control, tell, limits)
    return settle(request, found, looked)


def look_through(
    request: BatchRequest,
    control: Control | None = None,
    tell: Callable[[PlanProgress], None] = lambda _: None,
    limits: Limits | None = None,
) -> tuple[Scan, tuple[Looked, ...]]:
    """Find the photos and read their headers: the part of planning that takes time.

    Raises
    ------
    Cancelled
        `control` was asked to stop.
    """
    found = scan(
        request.inputs,
        request.output,
        recursive=request.recursive,
        control=control,
        tell=lambda so_far: tell(PlanProgress(so_far)),
    )
    looked = []
    for number, photo in enumerate(found.photos, 1):
        if control is not None:
            control.check()
        looked.append(_look_at(photo, limits or Limits()))
        if number % _TELL_EVERY == 0:
            tell(PlanProgress(found, number))
    tell(PlanProgress(found, len(looked)))
    return found, tuple(looked)


def _look_at(photo: Found, limits: Limits) -> Looked:
    if photo.problem:
        return Looked(photo)
    try:
        header = peek(photo.path, limits)
    except RestorerError as error:
        return Looked(photo, reason=error.sentence)
    except OSError as error:
        return Looked(photo, reason=f"It cannot be read: {error.strerror or error}.")
    colours = settle_colours(header)
    left_out = header.icc is not None and colours.kept is None and colours.converted_from is None
    return Looked(
        photo,
        header.format,
        header.bits,
        header.size,
        taken_on(header.exif, photo.changed_ns),
        alpha=header.alpha,
        grey_profile=colours.kept is not None and space(colours.kept) == "GRAY",
        misfit=" ".join(colours.warnings) if left_out else "",
        colours=header.colours,
    )


def settle(request: BatchRequest, found: Scan, looked: tuple[Looked, ...]) -> Plan:
    """Settle the names of photos that were looked at, with another template or choice for collisions, say."""
    naming = _Naming(request, found)
    return Plan(tuple(naming.entry(number, one) for number, one in enumerate(looked, 1)), found)


def check_folders(request: BatchRequest) -> None:
    """Raises BadRequest where the folders cannot be used as asked."""
    for given in request.inputs:
        if not os.path.lexists(given):
            raise BadRequest(f"“{given}” is not there.")
    if request.output.exists() and not request.output.is_dir():
        raise BadRequest(f"“{request.output}” is a file. The outputs need a folder.")
    into_itself = any(same_file(given, request.output) for given in request.inputs)
    if into_itself and request.template.text == DEFAULT and request.collision != "rename":
        raise BadRequest(
            "The outputs would get the names of the originals, which are never written over. Choose another folder, "
            "or a pattern for names such as “{name} {preset}”."
        )


class _Naming:
    """Gives each photo its place in the plan."""

    def __init__(self, request: BatchRequest, found: Scan) -> None:
        self._request = request
        self._sources = found.sources
        self._names = Names({photo.folder for photo in found.photos})
        self._counter = 0

    def entry(self, number: int, looked: Looked) -> Entry:
        photo = looked.photo
        if photo.problem:
            return Entry(number, photo.path, None, State.SKIPPED, photo.problem)
        if looked.reason:
            return Entry(number, photo.path, None, State.UNREADABLE, looked.reason, photo.size_bytes, photo.changed_ns)
        return self._named(number, looked)

    def _named(self, number: int, looked: Looked) -> Entry:
        photo = looked.photo
        kind = self._request.options.format or same_as_source(looked)
        own = by_suffix(photo.path.suffix)
        suffix = photo.path.suffix if own is not None and own.id == kind else suffix_for(kind)
        size = self._request.output_size(looked.size)
        self._counter += 1
        values = {
            "name": photo.path.stem,
            "folder": photo.path.parent.name,
            "preset": self._request.label,
            "scale": f"{size.long_side / looked.size.long_side:.3g}x",
            "width": str(size.width),
            "height": str(size.height),
            "format": kind,
            "date": looked.date,
        }
        *folders, stem = (fit(part) for part in self._request.template.filled(values, self._counter))
        target = self._names.give(photo.folder.joinpath(*folders), stem, suffix, self._may_be_used)
        state, reason = self._collision(target)
        grown = size.pixels / looked.size.pixels
        guess = int(photo.size_bytes * grown)
        losses = would_drop(looked, kind, self._request) if state is State.WAITING else ()
        return Entry(number, photo.path, target, state, reason, photo.size_bytes, photo.changed_ns, guess, losses)

    def _may_be_used(self, target: PurePosixPath) -> bool:
        if self._request.collision == "skip":
            return True
        there = _at(self._request.output / target)
        if self._request.collision == "rename":
            return there is None
        return there is None or not (there.is_folder or there.identity in self._sources)

    def _collision(self, target: PurePosixPath) -> tuple[State, str]:
        there = _at(self._request.output / target) if self._request.collision == "skip" else None
        if there is None:
            return State.WAITING, ""
        if there.identity in self._sources:
            return State.SKIPPED, f"“{target}” is an original, which is never written over."
        return State.SKIPPED, f"“{target}” exists already."


@dataclass(frozen=True, slots=True)
class _There:
    identity: Identity | None
    is_folder: bool


def _at(path: Path) -> _There | None:
    """What stands at `path`; of a link to nowhere the link."""
    if not os.path.lexists(path):
        return None
    try:
        facts = os.stat(path)
    except OSError:
        return _There(None, False)
    return _There((facts.st_dev, facts.st_ino), path.is_dir())


def taken_on(exif: bytes | None, changed_ns: int) -> str:
    """The day that the photo was taken as its EXIF says it, else the day that the file was last changed (UTC)."""
    for tag in (_TAKEN, _CHANGED):
        said = _DATE.match(_exif_text(exif, tag))
        if said is not None and said[1] != b"0000":
            return b"-".join(said.groups()).decode("ascii")
    return datetime.datetime.fromtimestamp(changed_ns / 1e9, datetime.UTC).date().isoformat()


def _exif_text(exif: bytes | None, tag: int) -> bytes:
    if exif is None:
        return b""
    try:
        _, top, below, *_ = directories(exif)
    except DirectoryError:
        return b""
    for directory in (below, top):
        entry = None if directory is None else directory.get(tag)
        if entry is not None and entry.value is not None:
            return entry.value
    return b""
