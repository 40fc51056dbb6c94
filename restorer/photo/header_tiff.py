"""A TIFF's directories: which page is the picture, its kind, metadata, and how much of it is there."""

from __future__ import annotations

import numpy as np

from restorer.photo.header import Header
from restorer.photo.header_blobs import Blobs, orientation_of, resolution_of
from restorer.photo.header_directory import Directory, TiffFile
from restorer.photo.header_exif import exif_of_tiff
from restorer.photo.limits import Limits, refusal
from restorer.photo.photoshop_resources import iptc_records
from restorer.photo.source_file import SourceFile

_SUBFILE, _WIDTH, _HEIGHT, _BITS, _PHOTOMETRIC = 254, 256, 257, 258, 262
_STRIP_PLACES, _SAMPLES, _ROWS_PER_STRIP, _STRIP_LENGTHS, _PLANAR = 273, 277, 278, 279, 284
_TILE_WIDTH, _TILE_HEIGHT, _TILE_PLACES, _TILE_LENGTHS = 322, 323, 324, 325
_EXTRA_SAMPLES, _SAMPLE_FORMAT = 338, 339
_XMP, _IPTC, _PHOTOSHOP, _ICC, _C2PA = 700, 33723, 34377, 34675, 52545
_COMPRESSION, _OLD_JPEG = 259, 6
_GREYS, _CMYK, _LABS, _MASK = (0, 1), 5, (8, 9, 10), 4
_MAX_PARTS = 1 << 22


def peek_tiff(file: SourceFile, limits: Limits) -> Header:
    """The header of a TIFF's picture: the first page that is not a small copy of another."""
    page, pages, directory = picture_page(file, limits)
    size = limits.check(directory.number(_WIDTH), directory.number(_HEIGHT), file.path)
    blobs = _blobs(file, directory, page, limits)
    if pages > 1:
        blobs.warn(f"The file holds {pages} pages; page {page + 1} was opened.")
    tag = orientation_of(directory)
    extra = directory.numbers(_EXTRA_SAMPLES)
    photometric = directory.number(_PHOTOMETRIC, 1)
    floating = directory.number(_SAMPLE_FORMAT, 1) == 3
    bits = max((int(depth) for depth in directory.numbers(_BITS)), default=1)
    colours = "CMYK" if photometric == _CMYK else "Lab" if photometric in _LABS else "RGB"
    return Header(
        format="tiff",
        stored=size,
        bits=16 if bits > 8 else 8,
        grey=photometric in _GREYS,
        alpha=bool(extra) and extra[0] in (1, 2),
        orientation=tag or 1,
        tag=tag,
        colours="float" if floating and colours == "RGB" else colours,
        page=page,
        pages=pages,
        needs=_needs(directory),
        icc=blobs.icc,
        exif=blobs.exif,
        xmp=blobs.xmp,
        iptc=blobs.iptc,
        resolution=resolution_of(directory),
        content_credentials=directory.has(_C2PA),
        warnings=tuple(blobs.warnings),
    )


def picture_page(file: SourceFile, limits: Limits) -> tuple[int, int, Directory]:
    """Index of the page that is the picture, how many pages are pictures, and its directory."""
    tiff = TiffFile.of(file)
    directories = [] if tiff is None else list(tiff.directories(limits.max_pages))
    if not directories:
        raise refusal(file.path, "The file is cut off or damaged: it holds no picture.")
    # NewSubfileType: bit 0 a reduced copy, bit 2 a mask (TIFF 6.0, section 8)
    whole = [index for index, found in enumerate(directories) if not found.number(_SUBFILE) & (1 | _MASK)]
    chosen = whole[0] if whole else 0
    return chosen, max(1, len(whole)), directories[chosen]


def rows_there(file: SourceFile, limits: Limits) -> int:
    """How many of the picture's rows have their data inside the file, counted from the top."""
    directory = picture_page(file, limits)[2]
    height, width = directory.number(_HEIGHT), directory.number(_WIDTH)
    tiled = directory.has(_TILE_PLACES)
    places = directory.numbers(_TILE_PLACES if tiled else _STRIP_PLACES, _MAX_PARTS)
    lengths = directory.numbers(_TILE_LENGTHS if tiled else _STRIP_LENGTHS, _MAX_PARTS)
    rows = directory.number(_TILE_HEIGHT) if tiled else min(directory.number(_ROWS_PER_STRIP, height), height)
    if not places or len(places) != len(lengths) or rows < 1:
        return height
    ends = np.array(places) + np.array(lengths)
    there = ends <= file.size
    across = -(-width // max(1, directory.number(_TILE_WIDTH))) if tiled else 1
    down = -(-height // rows)
    planes = directory.number(_SAMPLES, 1) if directory.number(_PLANAR, 1) == 2 else 1
    if len(there) < across * down * planes:
        return height
    whole = there[: across * down * planes].reshape(planes, down, across).all(axis=(0, 2))
    first = down if whole.all() else int(whole.argmin())
    part = 0
    if first < down and not tiled and planes == 1 and directory.number(_COMPRESSION, 1) == 1:
        in_strip = min(rows, height - first * rows)
        part = int(in_strip * max(0.0, file.size - places[first]) / max(1.0, lengths[first]))
    return min(height, rows * first + part)


def _needs(directory: Directory) -> int:
    """Where the data of an uncompressed picture in strips should end; 0 for others, of which a part is no use."""
    if directory.number(_COMPRESSION, 1) != 1 or directory.has(_TILE_PLACES):
        return 0
    places = directory.numbers(_STRIP_PLACES, _MAX_PARTS)
    lengths = directory.numbers(_STRIP_LENGTHS, _MAX_PARTS)
    return int(max((place + length for place, length in zip(places, lengths, strict=False)), default=0))


def needs_pillow(file: SourceFile, limits: Limits) -> bool:
    """Whether the picture is of a kind that libvips' build does not read: 8-bit Lab, old-style JPEG inside."""
    directory = picture_page(file, limits)[2]
    lab = directory.number(_PHOTOMETRIC, 1) in _LABS and directory.number(_BITS) == 8
    return lab or directory.number(_COMPRESSION) == _OLD_JPEG


def _blobs(file: SourceFile, directory: Directory, page: int, limits: Limits) -> Blobs:
    blobs = Blobs(limits)
    for name, tag in (("icc", _ICC), ("xmp", _XMP), ("iptc", _IPTC)):
        if blobs.admits(name, directory.length(tag)):
            blobs.put(name, directory.blob(tag, limits.max_profile_bytes + limits.max_metadata_bytes))
    resources = directory.blob(_PHOTOSHOP, limits.max_metadata_bytes)
    if resources is not None:
        blobs.put("iptc", iptc_records(resources))
    blobs.put("exif", exif_of_tiff(file, limits, page=page))
    return blobs
