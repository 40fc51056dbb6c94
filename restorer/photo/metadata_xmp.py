"""XMP: what must be changed when a photo is saved anew, and the history of what was done (ISO 16684-1).

Packets are hostile until proven otherwise: they are parsed by defusedxml, without document types, entities or
anything from outside, and only up to a size and depth that real ones do not reach.
"""

from __future__ import annotations

import hashlib
import xml.dom
from collections.abc import Callable, Iterator
from xml.dom import minidom
from xml.parsers.expat import ExpatError

import defusedxml
import defusedxml.minidom

from restorer.core.geometry import Size
from restorer.photo.photo import Resolution
from restorer.photo.provenance import Provenance, digital_source_type

_MOST_BYTES = 4 << 20
_DEEPEST = 100

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XMP_META = "adobe:ns:meta/"
XMP = "http://ns.adobe.com/xap/1.0/"
XMP_MM = "http://ns.adobe.com/xap/1.0/mm/"
EVENT = "http://ns.adobe.com/xap/1.0/sType/ResourceEvent#"
XMP_NOTE = "http://ns.adobe.com/xmp/note/"
TIFF = "http://ns.adobe.com/tiff/1.0/"
EXIF = "http://ns.adobe.com/exif/1.0/"
PHOTOSHOP = "http://ns.adobe.com/photoshop/1.0/"
IPTC_CORE = "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/"
IPTC_EXTENSION = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
_XMLNS = xml.dom.XMLNS_NAMESPACE

_PREFIXES = {
    RDF: "rdf", XMP_MM: "xmpMM", EVENT: "stEvt", XMP_NOTE: "xmpNote", TIFF: "tiff", IPTC_EXTENSION: "Iptc4xmpExt",
}  # fmt: skip
# What tells of pictures or films beside the one that is saved, which is saved alone.
_OF_COMPANIONS = {
    "http://ns.adobe.com/hdr-gain-map/1.0/",
    "http://ns.google.com/photos/1.0/container/",
    "http://ns.google.com/photos/1.0/camera/",
}
_PLACES = {
    (PHOTOSHOP, "City"), (PHOTOSHOP, "State"), (PHOTOSHOP, "Country"), (IPTC_CORE, "Location"),
    (IPTC_CORE, "CountryCode"), (IPTC_EXTENSION, "LocationCreated"), (IPTC_EXTENSION, "LocationShown"),
}  # fmt: skip


Property = minidom.Attr | minidom.Element


class XmpError(ValueError):
    """Why a packet is not used, as the middle of a sentence: “is not well-formed”."""


def edited_xmp(
    packet: bytes | None,
    size: Size,
    resolution: Resolution | None,
    provenance: Provenance | None,
    *,
    keep_location: bool,
) -> bytes | None:
    """`packet` for an upright picture of `size`, with what `provenance` tells; None where there is nothing to say.

    Raises
    ------
    XmpError
        the packet is too large, hostile or no XMP.
    """
    if packet is None and provenance is None:
        return None
    document = _parsed(packet) if packet is not None else _empty()
    rdf = _rdf(document)
    for description in list(_descriptions(rdf)):
        _correct(description, size, resolution)
        _remove(description, lambda space, name: space in _OF_COMPANIONS or (space, name) == (XMP, "Thumbnails"))
        if not keep_location:
            _remove(description, _is_place)
    if provenance is not None:
        _tell(document, rdf, provenance)
    return _serialised(document)


def _is_place(space: str, name: str) -> bool:
    return (space == EXIF and name.startswith("GPS")) or (space, name) in _PLACES


def split_for_jpeg(packet: bytes) -> tuple[bytes, bytes]:
    """A packet that says only what this program did, and the whole as its extension (XMP part 3, 1.1.3.1)."""
    document = _parsed(packet)
    rdf = _rdf(document)
    for description in list(_descriptions(rdf)):
        _remove(description, lambda space, name: (space, name) != (IPTC_EXTENSION, "DigitalSourceType"))
    first = _first_description(document, rdf)
    extension = _bare(packet)
    guid = hashlib.md5(extension, usedforsecurity=False).hexdigest().upper()
    _set(first, XMP_NOTE, "HasExtendedXMP", guid)
    return _serialised(document), extension


def _bare(packet: bytes) -> bytes:
    start, end = packet.find(b"<x:xmpmeta"), packet.rfind(b"</x:xmpmeta>")
    return packet[start : end + 12] if 0 <= start < end else packet


def _parsed(packet: bytes) -> minidom.Document:
    if len(packet) > _MOST_BYTES:
        raise XmpError("is larger than any real one")
    wide = packet[:2] in (b"\xff\xfe", b"\xfe\xff")  # UTF-16, where a zero is half a letter
    text = packet if wide else packet.strip(b"\0 \t\r\n")
    try:
        document: minidom.Document = defusedxml.minidom.parseString(text, forbid_dtd=True)
    except defusedxml.DefusedXmlException as error:
        raise XmpError("tries to bring in other files or to blow itself up") from error
    except (ExpatError, ValueError, LookupError) as error:
        raise XmpError("is damaged") from error
    if _deeper_than(document, _DEEPEST):
        raise XmpError("is nested deeper than any real one")
    return document


def _deeper_than(document: minidom.Document, limit: int) -> bool:
    level: list[minidom.Node] = [document]
    for _ in range(limit):
        level = [child for node in level for child in node.childNodes]
        if not level:
            return False
    return True


def _empty() -> minidom.Document:
    text = f'<x:xmpmeta xmlns:x="{XMP_META}"><rdf:RDF xmlns:rdf="{RDF}"/></x:xmpmeta>'
    document: minidom.Document = defusedxml.minidom.parseString(text, forbid_dtd=True)
    return document


def _rdf(document: minidom.Document) -> minidom.Element:
    found = document.getElementsByTagNameNS(RDF, "RDF")
    if not found:
        raise XmpError("is no XMP")
    return found[0]


def _descriptions(rdf: minidom.Element) -> Iterator[minidom.Element]:
    for child in rdf.childNodes:
        if isinstance(child, minidom.Element) and (child.namespaceURI, child.localName) == (RDF, "Description"):
            yield child


def _first_description(document: minidom.Document, rdf: minidom.Element) -> minidom.Element:
    for found in _descriptions(rdf):
        return found
    made = document.createElementNS(RDF, f"{_prefix(rdf, RDF)}:Description")
    made.setAttributeNS(RDF, f"{_prefix(rdf, RDF)}:about", "")
    rdf.appendChild(made)
    return made


def _properties(description: minidom.Element) -> list[Property]:
    """Attributes and elements alike: XMP may write a simple property as either."""
    attributes = [one for one in description.attributes.values() if one.namespaceURI not in (None, RDF, _XMLNS)]
    return [*attributes, *(child for child in description.childNodes if isinstance(child, minidom.Element))]


def _remove(description: minidom.Element, which: Callable[[str, str], bool]) -> None:
    for node in _properties(description):
        if which(node.namespaceURI or "", node.localName or ""):
            if isinstance(node, minidom.Attr):
                description.removeAttributeNode(node)
            else:
                description.removeChild(node)


def _correct(description: minidom.Element, size: Size, resolution: Resolution | None) -> None:
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
    for node in _properties(description):
        value = values.get((node.namespaceURI or "", node.localName or ""))
        if value is not None:
            _write_text(node, value)


def _rational(value: float) -> str:
    return f"{round(value)}/1" if value == round(value) else f"{round(value * 10_000)}/10000"


def _write_text(node: Property, value: str) -> None:
    if isinstance(node, minidom.Attr):
        node.value = value
        return
    for child in list(node.childNodes):
        node.removeChild(child)
    _append_text(node, value)


def _append_text(element: minidom.Element, value: str) -> None:
    document = element.ownerDocument
    if document is not None:
        element.appendChild(document.createTextNode(value))


def _text(node: Property) -> str:
    if isinstance(node, minidom.Attr):
        return str(node.value)
    return "".join(str(child.data) for child in node.childNodes if isinstance(child, minidom.Text)).strip()


def _find(rdf: minidom.Element, space: str, name: str) -> tuple[minidom.Element, Property] | None:
    for description in _descriptions(rdf):
        for node in _properties(description):
            if (node.namespaceURI, node.localName) == (space, name):
                return description, node
    return None


def _prefix(element: minidom.Element, space: str) -> str:
    """A prefix that means `space` at `element`; declared there where there is none yet."""
    at: minidom.Node | None = element
    taken: set[str] = set()
    while isinstance(at, minidom.Element):
        for attribute in at.attributes.values():
            if attribute.namespaceURI == _XMLNS and attribute.prefix == "xmlns":
                if attribute.value == space and attribute.localName not in taken:
                    return str(attribute.localName)
                taken.add(str(attribute.localName))
        at = at.parentNode
    wanted = _PREFIXES[space]
    prefix = next(name for name in (wanted, *(f"{wanted}{n}" for n in range(1, 100))) if name not in taken)
    element.setAttributeNS(_XMLNS, f"xmlns:{prefix}", space)
    return prefix


def _set(description: minidom.Element, space: str, name: str, value: str) -> None:
    description.setAttributeNS(space, f"{_prefix(description, space)}:{name}", value)


def _tell(document: minidom.Document, rdf: minidom.Element, provenance: Provenance) -> None:
    """Add an event to the history and say the Digital Source Type."""
    if not provenance.operations:
        return
    found = _find(rdf, IPTC_EXTENSION, "DigitalSourceType")
    before = None
    if found is not None:
        before = _text(found[1]) or _resource(found[1])
    after = digital_source_type(provenance, before)
    _event(document, rdf, provenance, before if before != after else None)
    if after is None or after == before:
        return
    if found is not None:
        _remove(found[0], lambda space, name: (space, name) == (IPTC_EXTENSION, "DigitalSourceType"))
    _set(_first_description(document, rdf), IPTC_EXTENSION, "DigitalSourceType", after)


def _resource(node: Property) -> str | None:
    return node.getAttributeNS(RDF, "resource") or None if isinstance(node, minidom.Element) else None


def _event(
    document: minidom.Document, rdf: minidom.Element, provenance: Provenance, source_type_before: str | None
) -> None:
    """An entry of xmpMM:History without stEvt:when: nothing that is written holds a clock."""
    sequence = _history(document, rdf)
    words = _prefix(sequence, RDF)
    item = document.createElementNS(RDF, f"{words}:li")
    sequence.appendChild(item)
    item.setAttributeNS(RDF, f"{words}:parseType", "Resource")
    told = (
        ("action", "edited"),
        ("softwareAgent", provenance.agent),
        ("changed", "/"),
        ("parameters", provenance.parameters(source_type_before)),
    )
    prefix = _prefix(item, EVENT)
    for name, value in told:
        child = document.createElementNS(EVENT, f"{prefix}:{name}")
        _append_text(child, value)
        item.appendChild(child)


def _history(document: minidom.Document, rdf: minidom.Element) -> minidom.Element:
    """The sequence of the history, made where there is none, or where what stands there is no sequence."""
    found = _find(rdf, XMP_MM, "History")
    if found is not None and isinstance(found[1], minidom.Element):
        for child in found[1].childNodes:
            if isinstance(child, minidom.Element) and (child.namespaceURI, child.localName) == (RDF, "Seq"):
                return child
    if found is not None:
        _remove(found[0], lambda space, name: (space, name) == (XMP_MM, "History"))
    description = _first_description(document, rdf)
    history = document.createElementNS(XMP_MM, f"{_prefix(description, XMP_MM)}:History")
    description.appendChild(history)
    sequence = document.createElementNS(RDF, f"{_prefix(history, RDF)}:Seq")
    history.appendChild(sequence)
    return sequence


def _serialised(document: minidom.Document) -> bytes:
    """The packet as read-only XMP: wrapper, content, no padding."""
    for node in list(document.childNodes):
        if node.nodeType == node.PROCESSING_INSTRUCTION_NODE:
            document.removeChild(node)
    body = "".join(str(node.toxml()) for node in document.childNodes).strip()
    return ('<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n' + body + '\n<?xpacket end="w"?>').encode(
        "utf-8"
    )
