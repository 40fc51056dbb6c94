"""The metadata of a photo as a new file of some format will hold them, and what of them is lost there."""

from __future__ import annotations

from dataclasses import dataclass

from restorer.core.geometry import Size
from restorer.photo import metadata_exif, metadata_iptc
from restorer.photo.containers import JPEG_EXIF_ROOM, JPEG_ICC_ROOM, JPEG_IPTC_ROOM, JPEG_XMP_ROOM, Blobs
from restorer.photo.formats import Format
from restorer.photo.metadata_xmp import Edits, Texts, edited_xmp, split_for_jpeg
from restorer.photo.photo import SourceFacts
from restorer.photo.photoshop_resources import iptc_records, iptc_resource
from restorer.photo.provenance import Provenance
from restorer.photo.tiff_directory import DirectoryError
from restorer.photo.xmp_packet import XmpError

# What libpng, libtiff and others still read without being told to; real ones stay far below.
_MOST_EXIF, _MOST_IPTC, _MOST_ICC = 4 << 20, 2 << 20, 7 << 20


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of a source's metadata is kept. metadata: EXIF, XMP and IPTC at all. location: places in them."""

    metadata: bool = True
    location: bool = True


def prepared(
    facts: SourceFacts, icc: bytes | None, target: Format, size: Size, wanted: Wanted, provenance: Provenance | None
) -> tuple[Blobs, tuple[str, ...]]:
    """The blobs for a picture of `size` in `target`, and a sentence for each thing that does not come along."""
    lost: list[str] = []
    exif = _exif(facts, target, size, wanted, lost)
    records = _iptc(facts, wanted, lost)
    texts: Texts = {}
    if records is not None and "iptc" not in target.holds:
        texts, records = metadata_iptc.told(records), None
        lost.append(f"{target.title} cannot hold IPTC records; captions, keywords and the like are told in its XMP.")
    xmp, extension = _xmp(facts, target, size, wanted, provenance, texts, lost)
    if icc is not None and len(icc) > (JPEG_ICC_ROOM if target.id == "jpeg" else _MOST_ICC):
        lost.append(f"The colour profile is too large for a {target.title} file and is left out.")
        icc = None
    resource = None if records is None else iptc_resource(records)
    if resource is not None and len(resource) + 14 > (JPEG_IPTC_ROOM if target.id == "jpeg" else _MOST_IPTC):
        lost.append(f"The IPTC texts are too long for a {target.title} file and are left out.")
        records = resource = None
    return Blobs(icc, exif, xmp, extension, resource, records, facts.resolution), tuple(lost)


def _exif(facts: SourceFacts, target: Format, size: Size, wanted: Wanted, lost: list[str]) -> bytes | None:
    blob = facts.exif if wanted.metadata else None
    if blob is not None:
        try:
            blob = metadata_exif.edited(blob, size, facts.resolution, keep_location=wanted.location)
        except DirectoryError:
            lost.append("The EXIF block of the source is damaged and is left out.")
            blob = None
    if blob is not None and len(blob) > (JPEG_EXIF_ROOM if target.id == "jpeg" else _MOST_EXIF):
        lost.append(f"The EXIF block is too large for a {target.title} file and is left out.")
        blob = None
    if blob is None and facts.resolution is not None and target.id in ("webp", "avif"):
        blob = metadata_exif.with_resolution_only(facts.resolution)
    return blob


def _xmp(
    facts: SourceFacts,
    target: Format,
    size: Size,
    wanted: Wanted,
    provenance: Provenance | None,
    texts: Texts,
    lost: list[str],
) -> tuple[bytes | None, bytes | None]:
    source = facts.xmp if wanted.metadata else None
    edits = Edits(size, facts.resolution, wanted.location, facts.format == "raw", texts)
    try:
        packet = edited_xmp(source, edits, provenance)
    except XmpError as error:
        lost.append(f"The XMP block of the source {error} and is left out.")
        packet = edited_xmp(None, edits, provenance)
    if packet is not None and target.id == "jpeg" and len(packet) > JPEG_XMP_ROOM:
        return split_for_jpeg(packet)
    return packet, None


def _iptc(facts: SourceFacts, wanted: Wanted, lost: list[str]) -> bytes | None:
    if facts.iptc is None or not wanted.metadata:
        return None
    records = iptc_records(facts.iptc)
    if records is None:
        lost.append("The IPTC block of the source is damaged and is left out.")
        return None
    return records if wanted.location else metadata_iptc.without_places(records) or None
