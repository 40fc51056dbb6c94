"""Small pictures for the report."""

from __future__ import annotations

import io

import numpy as np

from restorer.photo.store import Store

_QUALITY = 80


def as_jpeg(thumbnail: Store) -> bytes:
    """A store of 8-bit sRGB, as the task `Thumbnail` makes it, as a small JPEG file."""
    from PIL import Image  # the window's process leads here and needs it only while a batch is reported

    written = io.BytesIO()
    Image.fromarray(np.asarray(thumbnail.pixels()[..., :3])).save(written, "JPEG", quality=_QUALITY)
    return written.getvalue()
