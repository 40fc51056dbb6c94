"""Small pictures of photos, quickly: decoded small where the format allows it, upright, in sRGB."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from restorer.core.geometry import Size
from restorer.photo import read_heif, read_pillow, read_vips
from restorer.photo.colour import to_srgb
from restorer.photo.header import Header
from restorer.photo.header_raw import open_raw
from restorer.photo.header_tiff import needs_pillow
from restorer.photo.limits import Limits, refusal
from restorer.photo.photo import Photo
from restorer.photo.raster import Raster, as_stored, to_full_range
from restorer.photo.read_colour import settle
from restorer.photo.read_header import peek_file
from restorer.photo.read_raw import developed
from restorer.photo.source_file import SourceFile

# How far the sides' ratio of a raw file's preview may be from the picture's for it to stand for the picture.
_SAME_SHAPE = 0.02


def read_thumbnail(source: Path | Photo, side: int, limits: Limits) -> npt.NDArray[np.uint8]:
    """(h, w, 3) uint8 sRGB, the longer of h and w at most `side`; smaller photos keep their size. Alpha lies on white.

    Raises
    ------
    BadInput
        as `read_photo`; of a file that is cut off whatever is there is shown.
    """
    if isinstance(source, Photo):
        return _finished(_small(_of_store(source), side), 16, 1, source.facts.icc)
    with SourceFile(source) as file:
        header = peek_file(file, limits)
        colours = settle(header)
        if header.format == "raw":
            return _finished(_small(_of_array(_raw_pixels(file, header, side)), side), 16, 1, None)
        if header.format in ("heif", "bmp") or (header.format == "tiff" and needs_pillow(file, limits)):
            image, depth = _of_raster(_decoded(file, header, limits)), 16
        else:
            image, _ = read_vips.plain(file, header, colours, **_shrunk_on_load(header, side))
            depth = header.depth
        return _finished(_small_or_refused(image, side, file), depth, header.orientation, colours.kept)


def _small_or_refused(image: Any, side: int, file: SourceFile) -> npt.NDArray[Any]:
    import pyvips

    try:
        return _small(image, side)
    except pyvips.Error as error:
        raise refusal(file.path, "The file is damaged and cannot be read.", detail=str(error)) from error


def _shrunk_on_load(header: Header, side: int) -> dict[str, Any]:
    """The decoder's own way of decoding a picture small, still at least twice as large as is wanted."""
    room = max(1, header.stored.long_side // (2 * side))
    if header.format == "jpeg":
        return {"shrink": max(factor for factor in (1, 2, 4, 8) if factor <= room)}
    if header.format == "webp" and room > 1:
        return {"scale": 1 / room}
    return {}


def _decoded(file: SourceFile, header: Header, limits: Limits) -> Raster:
    if header.format == "heif":
        return read_heif.raster(file, header, limits)
    if header.format == "bmp":
        return read_pillow.raster_of_bmp(file, limits)
    return read_pillow.raster_of_tiff(file, header, limits)


def _raw_pixels(file: SourceFile, header: Header, side: int) -> npt.NDArray[Any]:
    """The camera's preview where it shows the same picture large enough, else the picture developed half as large."""
    import rawpy

    try:
        with open_raw(file) as raw:
            preview = _preview(raw)
            if preview is not None and max(preview.shape[:2]) >= side and _alike(preview, header.size):
                return preview
            return developed(raw, half_size=True)
    except rawpy.LibRawError as error:
        raise refusal(
            file.path, "This camera raw file is damaged, or of a kind that is not read.", detail=repr(error)
        ) from error


def _preview(raw: Any) -> npt.NDArray[Any] | None:
    """The preview that lies in a raw file, upright; None where there is none that is read."""
    import pyvips
    import rawpy

    try:
        found = raw.extract_thumb()
        if found.format != rawpy.ThumbFormat.JPEG:
            return None
        image = pyvips.Image.jpegload_buffer(found.data, autorotate=True)
        return _array(image.colourspace("srgb")[0:3])
    except (rawpy.LibRawError, pyvips.Error):
        return None


def _alike(preview: npt.NDArray[Any], size: Size) -> bool:
    shape = preview.shape[1] * size.height / (preview.shape[0] * size.width)
    return bool(abs(shape - 1) < _SAME_SHAPE)


def _of_store(photo: Photo) -> Any:
    import pyvips

    store = photo.store
    kind = "uchar" if store.bits == 8 else "ushort"
    image = pyvips.Image.new_from_memory(store.pixels(), store.size.width, store.size.height, store.channels, kind)
    return image.copy(interpretation="srgb" if store.bits == 8 else "rgb16")


def _of_raster(raster: Raster) -> Any:
    return _of_array(np.concatenate([strip for _, strip in raster.strips]))


def _of_array(pixels: npt.NDArray[Any]) -> Any:
    import pyvips

    height, width, bands = pixels.shape
    wide = pixels.dtype == np.uint16
    image = pyvips.Image.new_from_memory(
        np.ascontiguousarray(pixels), width, height, bands, "ushort" if wide else "uchar"
    )
    names = ("grey16", "rgb16") if wide else ("b-w", "srgb")
    return image.copy(interpretation=names[bands > 2])


def _small(image: Any, side: int) -> npt.NDArray[Any]:
    """At most `side` a side, alpha on white, in the file's own colours."""
    if image.bands in (2, 4):
        full = {"uchar": 255.0, "ushort": 65535.0}.get(image.format, 1.0)
        image = image.flatten(background=full, max_alpha=full).cast(image.format)
    scale = side / max(image.width, image.height)
    return _array(image.resize(scale) if scale < 1 else image)


def _array(image: Any) -> npt.NDArray[Any]:
    kinds = {"uchar": np.uint8, "ushort": np.uint16, "uint": np.uint32, "float": np.float32, "double": np.float64}
    flat = np.frombuffer(image.write_to_memory(), kinds[image.format])
    return flat.reshape(image.height, image.width, image.bands)


def _finished(pixels: npt.NDArray[Any], depth: int, orientation: int, icc: bytes | None) -> npt.NDArray[np.uint8]:
    """Upright and in sRGB."""
    plain = to_full_range(pixels, depth, [])
    full = 255 if plain.dtype == np.uint8 else 65535
    colour = np.repeat(plain, 3, axis=2) if plain.shape[2] == 1 else plain[..., :3]
    shape = colour.shape if orientation < 5 else (colour.shape[1], colour.shape[0], 3)
    upright = np.empty(shape, np.float32)
    as_stored(upright, orientation)[:] = colour.astype(np.float32) / np.float32(full)
    return np.asarray(to_srgb(upright, icc) * 255 + 0.5, dtype=np.uint8)
