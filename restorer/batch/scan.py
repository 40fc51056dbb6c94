"""Finding the photos: folders walked without following links, so that no loop and no output is walked into."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from restorer.core.control import Control
from restorer.photo.formats import by_suffix

_TELL_EVERY = 500  # entries

Identity = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Found:
    """A file that may be a photo.

    path: absolute. folder: where it lies below what was given, "." at the top. problem: why it is not to be read,
    known without opening it, else empty. size_bytes, changed_ns: of the file when it was found. link: to a file.
    identity: of the file, wherever links lead.
    """

    path: Path
    folder: PurePosixPath
    size_bytes: int = 0
    changed_ns: int = 0
    problem: str = ""
    link: bool = False
    identity: Identity | None = None


@dataclass(slots=True)
class Scan:
    """What was found. folders: looked into. others: files that are no photos. hidden: entries whose name begins with
    a dot. unreadable: folders that could not be looked into, with the reason. sources: identities of all photos.
    """

    photos: list[Found] = field(default_factory=list)
    folders: int = 0
    others: int = 0
    hidden: int = 0
    unreadable: list[tuple[Path, str]] = field(default_factory=list)
    sources: set[Identity] = field(default_factory=set)

    def __str__(self) -> str:
        """“1,284 photos in 37 folders, 12 other files”."""
        return ", ".join(
            part
            for part in (
                f"{counted(len(self.photos), 'photo')} in {counted(self.folders, 'folder')}",
                counted(self.others, "other file") if self.others else "",
                f"{counted(len(self.unreadable), 'folder')} not readable" if self.unreadable else "",
            )
            if part
        )


def counted(number: int, what: str) -> str:
    """“1 photo”, “1,284 photos”."""
    return f"{number:,} {what}" + ("" if number == 1 else "s")


def scan(
    inputs: tuple[Path, ...],
    output: Path,
    *,
    recursive: bool = True,
    control: Control | None = None,
    tell: Callable[[Scan], None] = lambda _: None,
) -> Scan:
    """All photos in `inputs`, by their suffixes, in the order of their names; `output` is not looked into.

    tell: called now and then with what was found so far.

    Raises
    ------
    Cancelled
        `control` was asked to stop.
    """
    found = Scan()
    closed = _identity(output)
    seen: set[Identity] = set()
    entries = 0
    for given in inputs:
        if given.is_dir():
            for _ in _walk(given, PurePosixPath(), closed, recursive, seen, found):
                entries += 1
                if entries % _TELL_EVERY == 0:
                    if control is not None:
                        control.check()
                    tell(found)
        else:
            _note(os.fspath(given), PurePosixPath(), given.is_symlink(), found)
    _settle_links(found)
    tell(found)
    return found


def _identity(path: str | Path) -> Identity | None:
    try:
        facts = os.stat(path)
    except OSError:
        return None
    return facts.st_dev, facts.st_ino


def _walk(
    top: Path, folder: PurePosixPath, closed: Identity | None, recursive: bool, seen: set[Identity], found: Scan
) -> Iterator[None]:
    """Every entry below `top`; each folder once, however it was reached. Yields after each entry."""
    waiting = [(os.fspath(top), folder)]
    while waiting:
        place, below = waiting.pop()
        identity = _identity(place)
        if identity is None or identity == closed or identity in seen:
            continue
        seen.add(identity)
        found.folders += 1
        try:
            with os.scandir(place) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError as error:
            found.unreadable.append((Path(place), error.strerror or str(error)))
            continue
        deeper = []
        for entry in entries:
            yield
            if entry.name.startswith("."):
                found.hidden += 1
            elif entry.is_dir(follow_symlinks=False):
                deeper.append((entry.path, below / entry.name))
            else:
                _note(entry.path, below, entry.is_symlink(), found)
        if recursive:
            waiting.extend(reversed(deeper))


def _note(path: str, folder: PurePosixPath, link: bool, found: Scan) -> None:
    """Take a file in as a photo, or count it as another."""
    if by_suffix(os.path.splitext(path)[1]) is None:
        found.others += 1
        return
    try:
        facts = os.stat(path)
    except OSError as error:
        problem = "It is a link that leads nowhere or in a circle." if link else f"{error.strerror}."
        found.photos.append(Found(Path(path), folder, problem=problem))
        return
    if stat.S_ISDIR(facts.st_mode):  # a link: a folder of such a name is walked into
        found.photos.append(Found(Path(path), folder, problem="It is a link to a folder, and links are not followed."))
        return
    problem = "" if stat.S_ISREG(facts.st_mode) else "It is not a file but a pipe or a device."
    identity = (facts.st_dev, facts.st_ino)
    if not problem:
        found.sources.add(identity)
    found.photos.append(Found(Path(path), folder, facts.st_size, facts.st_mtime_ns, problem, link, identity))


def _settle_links(found: Scan) -> None:
    """A link to a photo that is in the batch itself is not a second photo."""
    links = [place for place, photo in enumerate(found.photos) if photo.link and not photo.problem]
    if not links:
        return
    own = {photo.identity for photo in found.photos if not photo.link and not photo.problem}
    for place in links:
        photo = found.photos[place]
        if photo.identity in own:
            found.photos[place] = Found(photo.path, photo.folder, problem="It is a link to a photo of this batch.")
        own.add(photo.identity)
