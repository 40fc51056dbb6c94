"""`peek`: a file's header, by the reader of its format."""

from __future__ import annotations

from pathlib import Path

from restorer.photo.header import Header
from restorer.photo.header_bmp import peek_bmp
from restorer.photo.header_gif import peek_gif
from restorer.photo.header_heif import peek_heif
from restorer.photo.header_jpeg import peek_jpeg
from restorer.photo.header_png import peek_png
from restorer.photo.header_raw import peek_raw
from restorer.photo.header_tiff import peek_tiff
from restorer.photo.header_webp import peek_webp
from restorer.photo.limits import Limits, refusal
from restorer.photo.sniff import HEAD_BYTES, name_other, sniff_file
from restorer.photo.source_file import SourceFile

_READERS = {
    "jpeg": peek_jpeg,
    "png": peek_png,
    "tiff": peek_tiff,
    "webp": peek_webp,
    "gif": peek_gif,
    "bmp": peek_bmp,
    "heif": peek_heif,
    "avif": peek_heif,
    "raw": peek_raw,
}


def peek(path: Path, limits: Limits) -> Header:
    """What the header of `path` says; no pixels are decoded.

    Raises
    ------
    BadInput
        it is not a photo that is read, is damaged at its beginning, or larger than `limits`.
    """
    with SourceFile(path) as file:
        return peek_file(file, limits)


def peek_file(file: SourceFile, limits: Limits) -> Header:
    """`peek` for a file that is open already."""
    kind = sniff_file(file)
    if kind is None:
        other = name_other(file.read_at(0, HEAD_BYTES))
        raise refusal(file.path, f"It is not a photo format that is read (it is {other}).")
    return _READERS[kind](file, limits)
