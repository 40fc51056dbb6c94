"""A BMP's header: read by Pillow, but for the colour profile, which Pillow leaves alone."""

from __future__ import annotations

from typing import Any

from restorer.photo.header import Header
from restorer.photo.header_blobs import Blobs, plausible
from restorer.photo.limits import Limits, refusal
from restorer.photo.source_file import SourceFile

_V5_HEADER = 124
_MODES = {"1": (True, False), "L": (True, False), "P": (False, False), "RGB": (False, False), "RGBA": (False, True)}


def peek_bmp(file: SourceFile, limits: Limits) -> Header:
    """The header of a BMP."""
    image = open_bmp(file)
    grey, alpha = _MODES[image.mode]
    blobs = Blobs(limits)
    blobs.put("icc", _profile(file, blobs))
    dpi = image.info.get("dpi")
    return Header(
        format="bmp",
        stored=limits.check(image.width, image.height, file.path),
        bits=8,
        grey=grey,
        alpha=alpha,
        icc=blobs.icc,
        resolution=plausible(*dpi) if dpi else None,
        warnings=tuple(blobs.warnings),
    )


def open_bmp(file: SourceFile, content: bytes = b"") -> Any:
    """Pillow's picture of the file, or of `content` in its stead, not decoded yet.

    Raises
    ------
    BadInput
        it is damaged, or of a kind that is not read.
    """
    import io

    from PIL.BmpImagePlugin import BmpImageFile

    # The plugin itself and not Image.open, whose limit of pixels is global: ours is checked from the header.
    try:
        image = BmpImageFile(io.BytesIO(content) if content else file.stream())
    except (OSError, SyntaxError, ValueError, KeyError, TypeError) as error:
        raise refusal(file.path, "The file is damaged and cannot be read.", detail=repr(error)) from error
    if image.mode not in _MODES:
        raise refusal(file.path, "The BMP is of a kind that is not read.", detail=image.mode)
    return image


def _profile(file: SourceFile, blobs: Blobs) -> bytes | None:
    """The profile embedded in a BITMAPV5HEADER: place and length from the header's beginning."""
    head = file.read_at(14, _V5_HEADER)
    if len(head) < _V5_HEADER or int.from_bytes(head[:4], "little") != _V5_HEADER or head[56:60] != b"DEBM":
        return None
    place, length = int.from_bytes(head[112:116], "little"), int.from_bytes(head[116:120], "little")
    if not blobs.admits("icc", length):
        return None
    content = file.read_at(14 + place, length)
    return content if len(content) == length else None
