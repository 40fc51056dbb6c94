"""Reading a file back before it is shown to anybody: is everything in it that was put into it?"""

from __future__ import annotations

import hashlib
import struct
from io import BufferedRandom
from typing import IO, Any

import pyvips
from PIL import Image, UnidentifiedImageError

from restorer.core.control import Control
from restorer.core.errors import Internal
from restorer.photo.containers import EXIF_MARK, PNG_IPTC_KEY, Blobs
from restorer.photo.tiff_directory import DirectoryError, header, read_directory
from restorer.photo.write_encode import Encoding

# Mean difference of the means of 8 × 8 blocks, in 8-bit levels, past which a lossy file shows another picture than
# was given: a black one differs by its whole mean. Pure colour noise at quality 1 gives 12 of a mean of 50.
_FAR_OFF, _FAR_OFF_OF_MEAN, _NEAR = 16.0, 0.6, 2.0
_BLOCK = 8


class NotAsWritten(Internal):
    """The file does not hold what was put into it; `detail` says what."""

    def __init__(self, what: str) -> None:
        super().__init__(
            "The photo was written, but reading it back gave something else, so it was not kept. Please report this.",
            detail=what,
        )


def verify(file: BufferedRandom, image: Any, encoding: Encoding, blobs: Blobs, control: Control | None = None) -> str:
    """Decode `file` whole and compare it with `image` and `blobs`; the SHA-256 of its bytes, in hex.

    Lossless files must have every pixel, lossy ones must be near. Streams, whatever the size.

    Raises
    ------
    NotAsWritten
        something is missing or different.
    Cancelled
        `control` said so.
    """
    if control is not None:
        control.check()
    try:
        loaded = pyvips.Image.new_from_source(_source(file), "", access="sequential", fail_on="error")
        _shape(loaded, image, encoding)
        _blobs_of(loaded, encoding.format, blobs)
        _pixels(loaded, image, encoding)
    except pyvips.Error as error:
        raise NotAsWritten(f"it cannot be decoded: {error}") from error
    if encoding.format == "png" and blobs.photoshop is not None:
        _png_iptc(file, blobs.photoshop)
    if encoding.format == "tiff" and blobs.exif is not None:
        _tiff_exif(file)
    return _digest(file)


def _source(file: IO[bytes]) -> Any:
    file.seek(0)
    source = pyvips.SourceCustom()
    source.on_read(file.read)
    source.on_seek(file.seek)
    return source


def _shape(loaded: Any, image: Any, encoding: Encoding) -> None:
    if (loaded.width, loaded.height) != (image.width, image.height):
        raise NotAsWritten(f"{loaded.width} × {loaded.height} px instead of {image.width} × {image.height}")
    if encoding.format in ("webp", "avif") and loaded.bands >= image.bands:
        return
    if loaded.bands != image.bands:
        raise NotAsWritten(f"{loaded.bands} channels instead of {image.bands}")
    if loaded.format != image.format:
        raise NotAsWritten(f"{loaded.format} instead of {image.format}")


def _pixels(loaded: Any, image: Any, encoding: Encoding) -> None:
    loaded = loaded[: image.bands] if loaded.bands > image.bands else loaded
    if encoding.lossless:
        worst = (loaded - image).abs().max()
        if worst > 0:
            raise NotAsWritten(f"pixels differ by up to {worst}")
        return
    blocks = (min(_BLOCK, image.width), min(_BLOCK, image.height))
    level = 257 if image.format == "ushort" else 1
    small = image.shrink(*blocks)
    far = (loaded.shrink(*blocks) - small).abs().avg() / level
    if far > min(_FAR_OFF, max(_NEAR, _FAR_OFF_OF_MEAN * small.avg() / level)):
        raise NotAsWritten(f"pixels differ by {far:.1f} levels on average")


def _blobs_of(loaded: Any, kind: str, blobs: Blobs) -> None:
    expected = {"icc-profile-data": blobs.icc, "xmp-data": blobs.xmp}
    if kind != "tiff":
        expected["exif-data"] = blobs.exif
    if kind == "jpeg":
        expected["iptc-data"] = blobs.photoshop and b"Photoshop 3.0\0" + blobs.photoshop
    if kind == "tiff":
        expected["iptc-data"] = blobs.iptc
    for name, content in expected.items():
        found = loaded.get(name) if loaded.get_typeof(name) else None
        if found is not None:
            found = bytes(found).removeprefix(EXIF_MARK)
        if found != content:
            raise NotAsWritten(f"{name}: {_length(found)} instead of {_length(content)}")


def _length(content: bytes | None) -> str:
    return "nothing" if content is None else f"{len(content)} bytes"


def _png_iptc(file: IO[bytes], resource: bytes) -> None:
    """The profile among a PNG's texts, which libvips does not hand out."""
    file.seek(0)
    try:
        with Image.open(file, formats=("PNG",)) as opened:
            text = str(opened.info.get(PNG_IPTC_KEY.decode(), ""))
    except (UnidentifiedImageError, ValueError, OSError) as error:
        raise NotAsWritten(f"the IPTC text: {error!r}") from error
    if bytes.fromhex("".join(text.split()[2:])) != resource:
        raise NotAsWritten("the IPTC text is another one")


def _tiff_exif(file: IO[bytes]) -> None:
    """Every directory of a TIFF can be read to its last value."""

    def read(offset: int, length: int) -> bytes:
        file.seek(offset)
        return file.read(length)

    try:
        layout, first = header(read(0, 16))
        top = read_directory(read, first, layout)
        entries = list(top.entries)
        for tag in (0x8769, 0x8825):
            pointer = top.get(tag)
            if pointer is not None:
                (at,) = struct.unpack_from(layout.offset_code, pointer.field)
                entries += read_directory(read, at, layout).entries
    except DirectoryError as error:
        raise NotAsWritten(f"the EXIF directories: {error}") from error
    if any(entry.value is None for entry in entries):
        raise NotAsWritten("a value of the EXIF directories is missing")


def _digest(file: BufferedRandom) -> str:
    file.seek(0)
    return hashlib.file_digest(file, "sha256").hexdigest()
