"""XMP: what must be changed when a photo is saved anew, and the history of what was done."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from restorer.core.geometry import Size
from restorer.photo.photo import Resolution
from restorer.photo.provenance import Provenance, digital_source_type
from restorer.photo.xmp_packet import (
    DUBLIN_CORE_TERMS,
    EVENT,
    EXIF,
    IPTC_CORE,
    IPTC_EXTENSION,
    PHOTOSHOP,
    RDF,
    TIFF,
    XMP,
    XMP_MM,
    XMP_NOTE,
    Name,
    Packet,
    prefix,
    text,
)

_SOURCE_TYPE = (IPTC_EXTENSION, "DigitalSourceType")
_HISTORY = (XMP_MM, "History")
# What tells of pictures, films or claims beside the picture that is saved, which is saved alone.
_OF_COMPANIONS = {
    "http://ns.adobe.com/hdr-gain-map/1.0/",
    "http://ns.google.com/photos/1.0/container/",
    "http://ns.google.com/photos/1.0/camera/",
}
_COMPANIONS = {(XMP, "Thumbnails"), (DUBLIN_CORE_TERMS, "provenance")}
# Adobe's programs would develop the finished picture once more.
_DEVELOPING = "http://ns.adobe.com/camera-raw-settings/1.0/"
_PLACES = {
    (PHOTOSHOP, "City"),
    (PHOTOSHOP, "State"),
    (PHOTOSHOP, "Country"),
    (IPTC_CORE, "Location"),
    (IPTC_CORE, "CountryCode"),
    (IPTC_EXTENSION, "LocationCreated"),
    (IPTC_EXTENSION, "LocationShown"),
}

Texts = Mapping[tuple[str, str, str], tuple[str, ...]]
"""(namespace, name, kind) → values, as `metadata_iptc.told` gives them; kind "", "Alt", "Bag" or "Seq"."""


@dataclass(frozen=True, slots=True)
class Edits:
    """What a packet must say of the new file.

    size, resolution: of the picture, which is upright. keep_location: places stay.
    developed: the source was a camera's RAW file, so settings for developing it have been used up.
    texts: put in where the packet does not say the same property already.
    """

    size: Size
    resolution: Resolution | None = None
    keep_location: bool = True
    developed: bool = False
    texts: Texts = field(default_factory=dict)


def edited_xmp(content: bytes | None, edits: Edits, provenance: Provenance | None) -> bytes | None:
    """`content` with `edits` and what `provenance` tells; None where there is nothing to say.

    Raises
    ------
    XmpError
        the packet is too large, hostile or no XMP.
    """
    if content is None and provenance is None and not edits.texts:
        return None
    packet = Packet(content)
    _correct(packet, edits.size, edits.resolution)
    packet.remove(lambda name: name[0] in _OF_COMPANIONS or name in _COMPANIONS)
    if edits.developed:
        packet.remove(lambda name: name[0] == _DEVELOPING)
    if not edits.keep_location:
        packet.remove(_is_place)
    for (space, name, kind), values in edits.texts.items():
        if packet.find((space, name)) is None:
            _put(packet, (space, name), kind, values)
    if provenance is not None:
        _tell(packet, provenance)
    return packet.serialised()


def _is_place(name: Name) -> bool:
    return (name[0] == EXIF and name[1].startswith("GPS")) or name in _PLACES


def _put(packet: Packet, name: Name, kind: str, values: tuple[str, ...]) -> None:
    if kind:
        packet.set_list(name, kind, values)
    else:
        packet.set(name, values[0])


def split_for_jpeg(content: bytes) -> tuple[bytes, bytes]:
    """A packet that says only what was generated, and the whole as its extension (XMP part 3, 1.1.3.1)."""
    packet = Packet(content)
    packet.remove(lambda name: name != _SOURCE_TYPE)
    start, end = content.find(b"<x:xmpmeta"), content.rfind(b"</x:xmpmeta>")
    extension = content[start : end + 12] if 0 <= start < end else content
    digest = hashlib.md5(extension, usedforsecurity=False).hexdigest().upper()
    packet.set((XMP_NOTE, "HasExtendedXMP"), digest)
    return packet.serialised(), extension


def _correct(packet: Packet, size: Size, resolution: Resolution | None) -> None:
    """Bring what is said of orientation, size and resolution up to date; nothing is added."""
    values = {
        (TIFF, "Orientation"): "1",
        (TIFF, "ImageWidth"): str(size.width),
        (TIFF, "ImageLength"): str(size.height),
        (EXIF, "PixelXDimension"): str(size.width),
        (EXIF, "PixelYDimension"): str(size.height),
    }
    if resolution is not None:
        values[TIFF, "XResolution"] = _rational(resolution.x_dpi)
        values[TIFF, "YResolution"] = _rational(resolution.y_dpi)
        values[TIFF, "ResolutionUnit"] = "2"
    for name, node in packet.properties():
        if name in values:
            packet.write_text(node, values[name])


def _rational(value: float) -> str:
    return f"{round(value)}/1" if value == round(value) else f"{round(value * 10_000)}/10000"


def _tell(packet: Packet, provenance: Provenance) -> None:
    """Add an event to the history and say the Digital Source Type."""
    if not provenance.operations:
        return
    found = packet.find(_SOURCE_TYPE)
    before = None if found is None else text(found) or None
    after = digital_source_type(provenance, before)
    _event(packet, provenance, before if before != after else None)
    if after is not None and after != before:
        packet.set(_SOURCE_TYPE, after)


def _event(packet: Packet, provenance: Provenance, source_type_before: str | None) -> None:
    """An entry of xmpMM:History without stEvt:when: nothing that is written holds a clock."""
    item = packet.child(packet.sequence(_HISTORY), RDF, "li")
    item.setAttributeNS(RDF, f"{prefix(item, RDF)}:parseType", "Resource")
    prefix(item, EVENT)
    packet.child(item, EVENT, "action", "edited")
    packet.child(item, EVENT, "softwareAgent", provenance.agent)
    packet.child(item, EVENT, "changed", "/")
    packet.child(item, EVENT, "parameters", provenance.parameters(source_type_before))
