"""What formats share: EXIF's orientation and resolution, blobs within their limits."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from restorer.photo.header_directory import Block, Directory, TiffFile
from restorer.photo.limits import Limits
from restorer.photo.photo import Resolution

_ORIENTATION, _X_RESOLUTION, _Y_RESOLUTION, _RESOLUTION_UNIT = 274, 282, 283, 296


class Blobs:
    """Collects what a container holds, leaves out what is too large, and says so.

    limits: of the sizes. icc, exif, xmp, iptc: the first one found counts.
    """

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.icc: bytes | None = None
        self.exif: bytes | None = None
        self.xmp: bytes | None = None
        self.iptc: bytes | None = None
        self.warnings: list[str] = []

    def put(self, name: str, content: bytes | None) -> None:
        """Keep `content` as "icc", "exif", "xmp" or "iptc", unless there is one already."""
        if not content or getattr(self, name) is not None:
            return
        if self.admits(name, len(content)):
            setattr(self, name, content)

    def admits(self, name: str, length: int) -> bool:
        """Whether a blob of `length` bytes may be read; if not, it is said once."""
        most = self.limits.max_profile_bytes if name == "icc" else self.limits.max_metadata_bytes
        if length <= most:
            return True
        what = "colour profile" if name == "icc" else f"{name.upper()} block"
        self.warn(f"The {what} is larger than {most / 2**20:.3g} MB and was left out.")
        return False

    def inflate(self, name: str, packed: bytes) -> bytes | None:
        """Unpack a zlib stream to at most what `name` may take; None where it is larger or damaged."""
        most = self.limits.max_profile_bytes if name == "icc" else self.limits.max_metadata_bytes
        unpacker = zlib.decompressobj()
        try:
            content = unpacker.decompress(packed, most + 1)
        except zlib.error:
            self.warn(f"The {'colour profile' if name == 'icc' else name.upper() + ' block'} is damaged.")
            return None
        return content if self.admits(name, len(content)) else None

    def warn(self, sentence: str) -> None:
        if sentence not in self.warnings:
            self.warnings.append(sentence)


def exif_block(raw: bytes) -> bytes | None:
    """The EXIF block from its TIFF header on; None where it is none."""
    if raw.startswith(b"Exif\0\0"):
        raw = raw[6:]
    return raw if raw[:4] in (b"II*\0", b"MM\0*") else None


def exif_orientation(exif: bytes | None) -> int:
    """The orientation tag of an EXIF block, 1 to 8; 0 where there is none."""
    for directory in _first(exif):
        return orientation_of(directory)
    return 0


def exif_resolution(exif: bytes | None) -> Resolution | None:
    """The resolution that an EXIF block states."""
    for directory in _first(exif):
        return resolution_of(directory)
    return None


def orientation_of(directory: Directory) -> int:
    """A directory's orientation, 1 to 8; 0 where it has none."""
    found = directory.number(_ORIENTATION)
    return found if 1 <= found <= 8 else 0


def resolution_of(directory: Directory) -> Resolution | None:
    """A directory's resolution in pixels per inch; None where it has none, or no unit."""
    across = directory.numbers(_X_RESOLUTION, 1)
    down = directory.numbers(_Y_RESOLUTION, 1)
    factor = {2: 1.0, 3: 2.54}.get(directory.number(_RESOLUTION_UNIT, 2))
    if not across or not down or factor is None:
        return None
    return plausible(across[0] * factor, down[0] * factor)


def plausible(x_dpi: float, y_dpi: float) -> Resolution | None:
    """A resolution, unless it is nonsense."""
    if 1 <= x_dpi <= 100_000 and 1 <= y_dpi <= 100_000:
        return Resolution(x_dpi, y_dpi)
    return None


def _first(exif: bytes | None) -> Iterator[Directory]:
    tiff = TiffFile.of(Block(exif)) if exif else None
    if tiff is not None:
        yield from tiff.directories(1)
