"""XMP that a JPEG spreads over several segments (XMP specification part 3, 1.1.3.1), as the one packet that it is.

Parsed by defusedxml: no document types, no entities, nothing from outside.
"""

from __future__ import annotations

import re
from xml.dom import XMLNS_NAMESPACE
from xml.dom.minidom import Document, Element
from xml.parsers.expat import ExpatError

from defusedxml import DefusedXmlException

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_NOTE = "http://ns.adobe.com/xmp/note/"
_NAME = re.compile(rb"HasExtendedXMP\s*(?:=\s*[\"']|>)\s*([0-9A-Fa-f]{32})")
_MOST_BYTES = 4 << 20  # a tree of it takes a hundred times as much


class Extension:
    """The pieces of one extension, as they are found."""

    def __init__(self) -> None:
        self._pieces: dict[bytes, dict[int, bytes]] = {}
        self._lengths: dict[bytes, int] = {}
        self._held = 0

    def add(self, segment: bytes) -> None:
        """A segment's content behind its mark: 32 digits, whole length, place, and a piece."""
        name, length, place = segment[:32], int.from_bytes(segment[32:36], "big"), int.from_bytes(segment[36:40], "big")
        self._held += len(segment)
        if len(segment) > 40 and length <= _MOST_BYTES and self._held <= 2 * _MOST_BYTES:
            self._lengths[name] = length
            self._pieces.setdefault(name, {})[place] = segment[40:]

    def joined(self, packet: bytes) -> tuple[bytes, str | None]:
        """`packet` with the extension that it names, and a sentence where a part could not be had."""
        named = _NAME.search(packet)
        if named is None:
            return packet, None
        whole = self._whole(named[1])
        if whole is None:
            return packet, "A part of the XMP is missing or too large; the rest was kept."
        try:
            return _merged(packet, whole), None
        except (ExpatError, DefusedXmlException, ValueError, IndexError, RecursionError):
            return packet, "A part of the XMP is damaged; the rest was kept."

    def _whole(self, name: bytes) -> bytes | None:
        pieces = sorted(self._pieces.get(name, {}).items())
        whole = b""
        for place, piece in pieces:
            if place != len(whole):
                return None
            whole += piece
        return whole if whole and len(whole) == self._lengths[name] else None


def _merged(packet: bytes, extension: bytes) -> bytes:
    """The descriptions of both in one packet, which no longer names an extension."""
    if len(packet) + len(extension) > _MOST_BYTES:
        raise ValueError("too large")
    # Here, for it brings all of http with it, which would cost the window's start.
    from defusedxml.minidom import parseString

    document, other = (parseString(content.strip(b"\0"), forbid_dtd=True) for content in (packet, extension))
    target, source = _rdf(document), _rdf(other)
    for description in list(_elements(target)):
        _forget_extension(description)
    above = _declarations(source)
    for description in _elements(source):
        copied = document.importNode(description, True)
        for name, space in above.items():
            if not copied.hasAttribute(name):
                copied.setAttributeNS(XMLNS_NAMESPACE, name, space)
        target.appendChild(copied)
    return "".join(str(node.toxml()) for node in document.childNodes).encode("utf-8")


def _rdf(document: Document) -> Element:
    return document.getElementsByTagNameNS(_RDF, "RDF")[0]


def _elements(parent: Element) -> list[Element]:
    return [child for child in parent.childNodes if isinstance(child, Element)]


def _forget_extension(description: Element) -> None:
    if description.hasAttributeNS(_NOTE, "HasExtendedXMP"):
        description.removeAttributeNS(_NOTE, "HasExtendedXMP")
    for child in _elements(description):
        if (child.namespaceURI, child.localName) == (_NOTE, "HasExtendedXMP"):
            description.removeChild(child)


def _declarations(element: Element) -> dict[str, str]:
    """The prefixes that hold inside `element`, innermost first."""
    found: dict[str, str] = {}
    node: object = element
    while isinstance(node, Element):
        for attribute in node.attributes.values():
            if attribute.namespaceURI == XMLNS_NAMESPACE:
                found.setdefault(attribute.name, attribute.value)
        node = node.parentNode
    return found
