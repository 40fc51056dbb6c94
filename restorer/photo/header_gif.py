"""A GIF's screen (GIF89a, section 18). Its pictures are looked at when they are decoded."""

from __future__ import annotations

from restorer.photo.header import Header
from restorer.photo.limits import Limits
from restorer.photo.source_file import SourceFile


def peek_gif(file: SourceFile, limits: Limits) -> Header:
    """The header of a GIF. Whether its first picture has transparent places only decoding can tell."""
    screen = file.read_at(6, 4)
    width, height = int.from_bytes(screen[:2], "little"), int.from_bytes(screen[2:], "little")
    return Header(
        format="gif",
        stored=limits.check(width, height, file.path),
        bits=8,
        grey=False,
        alpha=False,
    )
