"""How large a file will be, by encoding it, or a part of it, without writing any file."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyvips

from restorer.core.control import Control
from restorer.core.geometry import Size
from restorer.photo.metadata import Wanted, prepared
from restorer.photo.photo import Photo
from restorer.photo.provenance import Provenance
from restorer.photo.write import SaveOptions, check_target, encoding_for, plan_for
from restorer.photo.write_encode import Encoding, encode
from restorer.photo.write_pixels import image_of

WHOLE_PIXELS = 3_000_000  # up to here all of it is encoded: half a second for JPEG
_BANDS = 12
_ROWS = 32  # a multiple of every codec's block, so that no band is cut within one
_PLACE = Path("estimate")


@dataclass(frozen=True, slots=True)
class SizeEstimate:
    """exact: all of the picture that will be saved was encoded, so the file has just this length."""

    bytes: int
    exact: bool


def estimated_size(
    photo: Photo,
    size: Size,
    options: SaveOptions,
    provenance: Provenance | None,
    *,
    source: Path | None,
    control: Control | None = None,
) -> SizeEstimate:
    """The length of the file that `write_photo` would write.

    photo: what is there already. size: of what will be saved; where it is another, `photo` stands for it, resized.
    options: with a format.

    Raises
    ------
    BadRequest
        it cannot be saved so.
    Cancelled
        `control` said so.
    """
    chosen = check_target(size, _PLACE, options, photo.facts)
    pyvips.cache_set_max(0)  # a cached operation would hold the store's file open
    encoding, bits = encoding_for(photo.facts, chosen, options, source=source)
    plan = plan_for(photo, chosen, encoding, bits, options)
    wanted = Wanted(options.keep_metadata, options.keep_location)
    blobs, _ = prepared(photo.facts, plan.icc, chosen, size, wanted, provenance)
    image = image_of(photo.store, plan)
    whole = size == photo.size and size.pixels <= WHOLE_PIXELS
    if whole:
        file = io.BytesIO()
        encode(image, encoding, blobs, file, control)
        return SizeEstimate(file.getbuffer().nbytes, exact=True)
    sample = _bands(image, size)
    file = io.BytesIO()
    encode(sample, encoding, blobs, file, control)
    head = _length_of_nothing(image, encoding, blobs)
    body = max(0, file.getbuffer().nbytes - head) * size.pixels / (sample.width * sample.height)
    return SizeEstimate(head + round(body), exact=False)


def _bands(image: Any, size: Size) -> Any:
    """Bands from all over `image` at the scale of `size`, one below the other."""
    across, down = size.width / image.width, size.height / image.height
    rows = max(1, round(_ROWS / down))
    count = min(_BANDS, max(1, image.height // rows))
    bands = []
    for number in range(count):
        top = round(number * (image.height - rows) / max(1, count - 1))
        band = image.crop(0, top, image.width, min(rows, image.height - top))
        bands.append(band if (across, down) == (1, 1) else band.resize(across, vscale=down, kernel="cubic"))
    return pyvips.Image.arrayjoin(bands, across=1)


def _length_of_nothing(image: Any, encoding: Encoding, blobs: Any) -> int:
    """What a file of hardly any pixels takes: its head and the metadata."""
    file = io.BytesIO()
    encode(image.crop(0, 0, min(8, image.width), min(8, image.height)), encoding, blobs, file)
    return file.getbuffer().nbytes
