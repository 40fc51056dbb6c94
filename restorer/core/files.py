"""Files that are whole or absent, names that are free, and the places that are ours."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import sys
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from restorer.core.errors import BadRequest, NoRoom, RestorerError

_NO_SPACE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
# Systems and file systems (FAT, some network drives) where a hard link is not to be had.
_NO_LINK = {errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EACCES, errno.EINVAL}
_NO_SUCH_RENAME = {errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP}
_AT_FDCWD, _RENAME_NOREPLACE = -100, 1  # Linux: fcntl.h, stdio.h
_RENAME_EXCL = 4  # macOS: sys/stdio.h


@dataclass(frozen=True, slots=True)
class Places:
    """The folders that are ours. Nothing is made before it is needed.

    data: kept (weights of the person's own, journals, sidecars of closed folders, drafts).
    cache: may be deleted at any time (compiled networks, measured speeds).
    scratch: stores of photos being worked on; swept of what dead processes left.
    """

    data: Path
    cache: Path
    scratch: Path

    @staticmethod
    def standard() -> Places:
        """Where this system keeps such things; RESTORER_HOME puts all of them below one folder."""
        home = os.environ.get("RESTORER_HOME")
        if home:
            return Places.below(Path(home))
        cache = Path(platformdirs.user_cache_dir("restorer", appauthor=False))
        return Places(Path(platformdirs.user_data_dir("restorer", appauthor=False)), cache, cache / "scratch")

    @staticmethod
    def below(folder: Path) -> Places:
        """All three below one folder, as tests and portable installations want them."""
        return Places(folder / "data", folder / "cache", folder / "scratch")


def resources() -> Path:
    """The folder `resources/` that belongs to this version of the program."""
    return Path(__file__).resolve().parents[2] / "resources"


def shipped_weights() -> Path:
    """The folder `weights/` that belongs to this version of the program."""
    return Path(__file__).resolve().parents[2] / "weights"


def file_error(error: OSError, path: Path, doing: str) -> RestorerError:
    """A sentence for what the system said when we were `doing` (“saving”, “reading”) something with `path`."""
    detail = f"{doing} {path}: {error!r}"
    if error.errno in _NO_SPACE:
        return NoRoom(f"The disk is full: “{path.name}” was not finished. Make room and try again.", detail=detail)
    if isinstance(error, PermissionError) or error.errno == errno.EROFS:
        return BadRequest(f"There is no permission for {doing} “{path.name}” in “{path.parent}”.", detail=detail)
    if isinstance(error, FileNotFoundError):
        return BadRequest(f"“{path}” is not there (any more).", detail=detail)
    return BadRequest(f"{doing.capitalize()} “{path.name}” failed: {error.strerror or error}.", detail=detail)


@contextlib.contextmanager
def partial_beside(target: Path) -> Iterator[Path]:
    """A free hidden path in the folder of `target`, removed at the end if it is still there."""
    partial = target.with_name(f".restorer-{uuid.uuid4().hex}.partial{target.suffix}")
    try:
        yield partial
    finally:
        partial.unlink(missing_ok=True)


def sync_file(path: Path) -> None:
    """Have the file's bytes on the disk before anything else happens."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Have the folder's entries on the disk; a system that cannot is left alone."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(handle)


def place(partial: Path, target: Path, *, overwrite: bool) -> None:
    """Put the finished file `partial` in the place of `target`, in the same folder, in one instant.

    Raises
    ------
    FileExistsError
        `target` exists and `overwrite` is false. Nothing is changed then.
    """
    sync_file(partial)
    if overwrite:
        os.replace(partial, target)
    elif sys.platform == "win32":
        os.rename(partial, target)  # refuses an existing target on Windows
    else:
        _place_new(partial, target)
    sync_folder(target.parent)


def _place_new(partial: Path, target: Path) -> None:
    try:
        os.link(partial, target)
    except OSError as error:
        if error.errno not in _NO_LINK or isinstance(error, FileExistsError):
            raise
        if not _rename_new(partial, target):
            # Neither links nor such a rename (old network drives): claim the name, then replace our own empty claim.
            os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
            os.replace(partial, target)
    else:
        partial.unlink()


def _rename_new(partial: Path, target: Path) -> bool:
    """Rename in one instant unless `target` exists, by the kernel's own word; false where it has none for this disk.

    Raises
    ------
    FileExistsError
        `target` exists.
    """
    library = ctypes.CDLL(None, use_errno=True)
    names = os.fsencode(partial), os.fsencode(target)
    try:
        if sys.platform == "darwin":
            failed = library.renamex_np(*names, _RENAME_EXCL)
        else:
            failed = library.renameat2(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_NOREPLACE)
    except AttributeError:
        return False
    if not failed:
        return True
    number = ctypes.get_errno()
    if number in _NO_SUCH_RENAME:
        return False
    raise OSError(number, os.strerror(number), str(partial), None, str(target))


def write_whole(target: Path, content: bytes, *, overwrite: bool = True) -> None:
    """Write a small file so that readers see the old one or the whole new one."""
    with partial_beside(target) as partial:
        partial.write_bytes(content)
        place(partial, target, overwrite=overwrite)


def same_file(one: Path, other: Path) -> bool:
    """Whether both paths lead to one file, by identity and not by spelling; false where either is absent."""
    try:
        return os.path.samefile(one, other)
    except OSError:
        return False


def free_name(path: Path, taken: set[str] | None = None) -> Path:
    """`path`, or the first of “NAME (2).EXT”, “NAME (3).EXT” … that neither exists nor is in `taken`.

    `taken` holds case-folded full paths, which are promised to others already.
    """
    number = 1
    candidate = path
    while os.path.lexists(candidate) or (taken is not None and str(candidate).casefold() in taken):
        number += 1
        candidate = path.with_name(f"{path.stem} ({number}){path.suffix}")
    return candidate
