"""A HEIF's or AVIF's header, by libheif (pillow-heif), which reads both; no pixels are decoded."""

from __future__ import annotations

from typing import Any

from restorer.photo.header import Header
from restorer.photo.header_blobs import Blobs, exif_block, exif_resolution
from restorer.photo.limits import Limits, refusal
from restorer.photo.sniff import sniff_file
from restorer.photo.source_file import SourceFile

# ITU-T H.273: code points of primaries and transfer characteristics
_P3, _SRGB_CURVE, _BT2020 = 12, 13, 9
_HIGH_RANGE = {16: "PQ", 18: "HLG"}
# The user type of a C2PA manifest's box (C2PA 2.1, 11.3.4)
_MANIFEST = bytes.fromhex("d8fec3d61b0e483c92975828877ec481")


def peek_heif(file: SourceFile, limits: Limits) -> Header:
    """The header of a HEIF or AVIF. Turning and mirroring is done by the decoder.

    What EXIF says of orientation repeats that, or is wrong: there is nothing left to apply (ISO/IEC 23008-12, A.2).
    """
    kind = sniff_file(file) or "heif"
    image = open_heif(file)
    info = image.info
    width, height = image.size
    depth = int(info.get("bit_depth", 8))
    blobs = Blobs(limits)
    blobs.put("exif", exif_block(info["exif"]) if info.get("exif") else None)
    blobs.put("xmp", info.get("xmp"))
    blobs.put("icc", info.get("icc_profile") or _profile_of_code_points(blobs, info.get("nclx_profile") or {}))
    if len(image) > 1 and kind == "heif":
        blobs.warn(f"The file holds {len(image)} pictures; the main one was opened.")
    return Header(
        format=kind,
        stored=limits.check(width, height, file.path),
        bits=8 if depth == 8 else 16,
        depth=16 if depth == 8 else depth,
        grey=image.mode.startswith("L"),
        alpha=image.has_alpha,
        page=image.primary_index,
        icc=blobs.icc,
        exif=blobs.exif,
        xmp=blobs.xmp,
        resolution=exif_resolution(blobs.exif),
        content_credentials=_has_manifest(file),
        warnings=tuple(blobs.warnings),
    )


def open_heif(file: SourceFile) -> Any:
    """libheif's view of the file: sizes and metadata now, pixels when they are asked for.

    Raises
    ------
    BadInput
        it is damaged or cut off.
    """
    import pillow_heif

    try:
        return pillow_heif.open_heif(file.read_at(0, file.size), convert_hdr_to_8bit=False)
    except (ValueError, RuntimeError, SyntaxError, OSError, EOFError, IndexError) as error:
        raise refusal(file.path, "The file is damaged and cannot be read.", detail=repr(error)) from error


def _profile_of_code_points(blobs: Blobs, nclx: dict[str, Any]) -> bytes | None:
    """A profile for what the file says in code points alone: Display P3 has one, sRGB needs none."""
    import pyvips

    transfer = nclx.get("transfer_characteristics")
    if transfer in _HIGH_RANGE:
        blobs.warn(
            f"The picture is meant for screens of high dynamic range ({_HIGH_RANGE[transfer]}); "
            "it is opened as stored and may look flat."
        )
    elif nclx.get("color_primaries") == _P3 and transfer == _SRGB_CURVE:
        return bytes(pyvips.Image.profile_load("p3"))
    return None


def _has_manifest(file: SourceFile) -> bool:
    """Whether one of the file's own boxes is a C2PA manifest (ISO/IEC 14496-12, 4.2)."""
    offset = 0
    for _ in range(1000):
        head = file.read_at(offset, 32)
        if len(head) < 8:
            return False
        length = int.from_bytes(head[:4], "big")
        start = 8
        if length == 1:
            length, start = int.from_bytes(head[8:16], "big"), 16
        if head[4:8] == b"uuid" and head[start : start + 16] == _MANIFEST:
            return True
        if length < 8:
            return False
        offset += length
    return False
