"""An XMP packet as a tree that can be looked through and changed (ISO 16684-1), prefixes and spelling kept.

Packets are hostile until proven otherwise: they are parsed by defusedxml, without document types, entities or
anything from outside, and only up to a size and depth that real ones do not reach.
"""

from __future__ import annotations

import xml.dom
from collections.abc import Callable, Iterator, Sequence
from xml.dom import minidom
from xml.parsers.expat import ExpatError

from defusedxml import DefusedXmlException

_MOST_BYTES = 4 << 20
_MOST_NODES = 100_000  # a node takes a kilobyte of memory, of which four bytes may be in the packet
_DEEPEST = 100

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XMP_META = "adobe:ns:meta/"
XMP = "http://ns.adobe.com/xap/1.0/"
XMP_MM = "http://ns.adobe.com/xap/1.0/mm/"
EVENT = "http://ns.adobe.com/xap/1.0/sType/ResourceEvent#"
XMP_NOTE = "http://ns.adobe.com/xmp/note/"
DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
DUBLIN_CORE_TERMS = "http://purl.org/dc/terms/"
TIFF = "http://ns.adobe.com/tiff/1.0/"
EXIF = "http://ns.adobe.com/exif/1.0/"
PHOTOSHOP = "http://ns.adobe.com/photoshop/1.0/"
IPTC_CORE = "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/"
IPTC_EXTENSION = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
_XMLNS = xml.dom.XMLNS_NAMESPACE
_XML = xml.dom.XML_NAMESPACE

_PREFIXES = {
    RDF: "rdf",
    XMP_MM: "xmpMM",
    EVENT: "stEvt",
    XMP_NOTE: "xmpNote",
    DUBLIN_CORE: "dc",
    PHOTOSHOP: "photoshop",
    IPTC_CORE: "Iptc4xmpCore",
    IPTC_EXTENSION: "Iptc4xmpExt",
}

Property = minidom.Attr | minidom.Element
Name = tuple[str, str]  # namespace and local name


class XmpError(ValueError):
    """Why a packet is not used, as the middle of a sentence: “is damaged”."""


class Packet:
    """A parsed packet; None makes an empty one.

    Raises
    ------
    XmpError
        the packet is too large, hostile or no XMP.
    """

    def __init__(self, content: bytes | None) -> None:
        empty = f'<x:xmpmeta xmlns:x="{XMP_META}"><rdf:RDF xmlns:rdf="{RDF}"/></x:xmpmeta>'
        self._document = _parsed(empty.encode() if content is None else content)
        found = self._document.getElementsByTagNameNS(RDF, "RDF")
        if not found:
            raise XmpError("is no XMP")
        self._rdf = found[0]

    def _descriptions(self) -> Iterator[minidom.Element]:
        for child in self._rdf.childNodes:
            if isinstance(child, minidom.Element) and (child.namespaceURI, child.localName) == (RDF, "Description"):
                yield child

    def _first_description(self) -> minidom.Element:
        for found in self._descriptions():
            return found
        made = self.child(self._rdf, RDF, "Description")
        made.setAttributeNS(RDF, f"{prefix(made, RDF)}:about", "")
        return made

    def properties(self) -> list[tuple[Name, Property]]:
        """All properties with their names. XMP may write a simple one as attribute or as element."""
        found: list[tuple[Name, Property]] = []
        for description in self._descriptions():
            for attribute in description.attributes.values():
                if attribute.namespaceURI not in (None, RDF, _XMLNS):
                    found.append((_name(attribute), attribute))
            for child in description.childNodes:
                if isinstance(child, minidom.Element):
                    found.append((_name(child), child))
        return found

    def find(self, name: Name) -> Property | None:
        """The first property of this name."""
        return next((node for other, node in self.properties() if other == name), None)

    def remove(self, which: Callable[[Name], bool]) -> None:
        """Take the properties away whose names are `which`."""
        for name, node in self.properties():
            if not which(name):
                continue
            if isinstance(node, minidom.Attr):
                if node.ownerElement is not None:
                    node.ownerElement.removeAttributeNode(node)
            elif node.parentNode is not None:
                node.parentNode.removeChild(node)

    def set(self, name: Name, value: str) -> None:
        """A simple property, in place of any of the same name."""
        self.remove(lambda other: other == name)
        description = self._first_description()
        description.setAttributeNS(name[0], f"{prefix(description, name[0])}:{name[1]}", value)

    def set_list(self, name: Name, kind: str, values: Sequence[str]) -> None:
        """A property that is a "Seq" or "Bag" of texts, or an "Alt" of one text in the default language."""
        self.remove(lambda other: other == name)
        listed = self.child(self.child(self._first_description(), *name), RDF, kind)
        for value in values:
            item = self.child(listed, RDF, "li", value)
            if kind == "Alt":
                item.setAttributeNS(_XML, "xml:lang", "x-default")

    def sequence(self, name: Name) -> minidom.Element:
        """The rdf:Seq of a property, made where there is none, or where what stands there is no sequence."""
        found = self.find(name)
        if isinstance(found, minidom.Element):
            for child in found.childNodes:
                if isinstance(child, minidom.Element) and _name(child) == (RDF, "Seq"):
                    return child
        self.remove(lambda other: other == name)
        return self.child(self.child(self._first_description(), *name), RDF, "Seq")

    def child(self, parent: minidom.Element, space: str, name: str, content: str = "") -> minidom.Element:
        """A new last child element, with a text if one is given."""
        made = self._document.createElementNS(space, f"{prefix(parent, space)}:{name}")
        parent.appendChild(made)
        if content:
            made.appendChild(self._document.createTextNode(content))
        return made

    def write_text(self, node: Property, value: str) -> None:
        """Give a simple property another value."""
        if isinstance(node, minidom.Attr):
            node.value = value
            return
        for child in list(node.childNodes):
            node.removeChild(child)
        node.appendChild(self._document.createTextNode(value))

    def serialised(self) -> bytes:
        """The packet in UTF-8, read-only: without padding for others to write into."""
        nodes = [node for node in self._document.childNodes if node.nodeType != node.PROCESSING_INSTRUCTION_NODE]
        body = "".join(str(node.toxml()) for node in nodes).strip()
        whole = f'<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n{body}\n<?xpacket end="w"?>'
        return whole.encode("utf-8")


def text(node: Property) -> str:
    """The value of a simple property, also when it is written as rdf:resource."""
    if isinstance(node, minidom.Attr):
        return str(node.value)
    inside = "".join(str(child.data) for child in node.childNodes if isinstance(child, minidom.Text)).strip()
    return inside or str(node.getAttributeNS(RDF, "resource"))


def prefix(element: minidom.Element, space: str) -> str:
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
    free = next(name for name in (wanted, *(f"{wanted}{n}" for n in range(1, 100))) if name not in taken)
    element.setAttributeNS(_XMLNS, f"xmlns:{free}", space)
    return free


def _name(node: Property) -> Name:
    return node.namespaceURI or "", node.localName or ""


def _parsed(content: bytes) -> minidom.Document:
    if len(content) > _MOST_BYTES or max(content.count(b"<"), content.count(b"=")) > _MOST_NODES:
        raise XmpError("is larger than any real one")
    # Here, for it brings all of http with it, which would cost the window's start.
    from defusedxml.minidom import parseString

    wide = content[:2] in (b"\xff\xfe", b"\xfe\xff")  # UTF-16, where a zero is half a letter
    try:
        document: minidom.Document = parseString(content if wide else content.strip(b"\0 \t\r\n"), forbid_dtd=True)
    except DefusedXmlException as error:
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
