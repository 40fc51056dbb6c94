"""Reading a file back before it is shown to anybody: is everything in it that was put into it?"""

from __future__ import annotations

import hashlib
import struct
import zlib
from io import BufferedRandom
from typing import Any

import pyvips

from restorer.core.control import Control, Progress
from restorer.core.errors import Cancelled, Internal
from restorer.photo.containers import EXIF_MARK, PNG_ICC_KEY, PNG_IPTC_KEY, PNG_SIGNATURE, Blobs
from restorer.photo.containers_tiff import moved
from restorer.photo.metadata_exif import EXIF_DIRECTORY, GPS_DIRECTORY, INTEROPERABILITY, directories
from restorer.photo.tiff_directory import DirectoryError, header, number, read_directory
from restorer.photo.write_encode import ENCODED, Encoding, watch

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
    try:
        loaded = pyvips.Image.new_from_source(_source(file), "", access="sequential", fail_on="error")
        _shape(loaded, image, encoding)
        _blobs_of(loaded, encoding.format, blobs)
        watch(loaded, control, ENCODED, 100)
        _pixels(loaded, image, encoding)
    except pyvips.Error as error:
        if control is not None and control.cancelled:
            raise Cancelled from error
        raise NotAsWritten(f"it cannot be decoded: {error}") from error
    if encoding.format == "png":
        _png_chunks(file, blobs)
    if encoding.format == "tiff" and blobs.exif is not None:
        _tiff_exif(file, blobs.exif)
    digest = _digest(file)
    if control is not None:
        control.report(Progress("write", 100, 100))
        control.check()
    return digest


def _source(file: BufferedRandom) -> Any:
    """The file by its descriptor: any name will do, and decoders that ask for single bytes do not ask Python."""
    file.flush()
    file.seek(0)
    return pyvips.Source.new_from_descriptor(file.fileno())


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
    expected = {"xmp-data": blobs.xmp}
    if kind != "png":
        expected["icc-profile-data"] = blobs.icc
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


def _png_chunks(file: BufferedRandom, blobs: Blobs) -> None:
    """Profile and IPTC text of a PNG: libvips does not hand the latter out, nor a profile that libpng finds odd."""
    at, found = len(PNG_SIGNATURE), {}
    while True:
        file.seek(at)
        length, kind = struct.unpack(">I4s", file.read(8))
        if kind == b"IDAT":
            break
        if kind in (b"iCCP", b"zTXt"):
            key, _, packed = file.read(length).partition(b"\0")
            found[key] = zlib.decompress(packed[1:])
        at += length + 12
    text = found.get(PNG_IPTC_KEY)
    resource = None if text is None else bytes.fromhex(b"".join(text.split()[2:]).decode("ascii"))
    if resource != blobs.photoshop:
        raise NotAsWritten(f"the IPTC text: {_length(resource)} instead of {_length(blobs.photoshop)}")
    if found.get(PNG_ICC_KEY) != blobs.icc:
        raise NotAsWritten(f"the profile: {_length(found.get(PNG_ICC_KEY))} instead of {_length(blobs.icc)}")


def _tiff_exif(file: BufferedRandom, exif: bytes) -> None:
    """Every value of the EXIF and GPS directories is in the TIFF, whatever its byte order."""

    def read(offset: int, length: int) -> bytes:
        file.seek(offset)
        return file.read(length)

    try:
        layout, first = header(read(0, 16))
        top = read_directory(read, first, layout)
        own, _, inner, gps, _ = directories(exif)
        for tag, expected in ((EXIF_DIRECTORY, inner), (GPS_DIRECTORY, gps)):
            if expected is None:
                continue
            pointer = top.get(tag)
            if pointer is None:
                raise NotAsWritten(f"directory {tag} is missing")
            found = {entry.tag: entry.value for entry in read_directory(read, number(pointer, layout), layout).entries}
            for name, _, _, value in moved(expected, own, layout):
                if name != INTEROPERABILITY and found.get(name) != value:
                    raise NotAsWritten(f"tag {name} of directory {tag} is another one")
    except DirectoryError as error:
        raise NotAsWritten(f"the EXIF directories: {error}") from error


def _digest(file: BufferedRandom) -> str:
    file.seek(0)
    return hashlib.file_digest(file, "sha256").hexdigest()
