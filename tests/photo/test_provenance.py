"""What was done is told in the file: by whom, how, with which weights, and what of it was generated."""

from __future__ import annotations

import hashlib
import json
import os
import re
import socket
import xml.etree.ElementTree as ET
from typing import Any

import pytest

from restorer.core.geometry import Size
from restorer.photo.formats import format_of
from restorer.photo.metadata import Wanted, prepared
from restorer.photo.metadata_xmp import Edits, edited_xmp, split_for_jpeg
from restorer.photo.photo import SourceFacts
from restorer.photo.provenance import ALTERED, PARTLY_GENERATED, VOCABULARY, Provenance, digital_source_type

NAMES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "mm": "http://ns.adobe.com/xap/1.0/mm/",
    "event": "http://ns.adobe.com/xap/1.0/sType/ResourceEvent#",
    "ext": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
    "note": "http://ns.adobe.com/xmp/note/",
}
SIZE = Size(40, 30)


def recipe(*steps: dict[str, Any]) -> str:
    return json.dumps({"version": 1, "steps": list(steps)})


def told(*operations: str, **fields: Any) -> Provenance:
    return Provenance(
        recipe(*({"operation": operation, **fields} for operation in operations)),
        (("denoise", "grain-s", "ab" * 32),),
        "1.2.3",
    )


def packet(inside: str, attributes: str = "") -> bytes:
    declared = " ".join(f'xmlns:{prefix}="{space}"' for prefix, space in NAMES.items() if prefix != "rdf")
    return (
        f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="{NAMES["rdf"]}">'
        f'<rdf:Description rdf:about="" {declared} {attributes}>{inside}</rdf:Description></rdf:RDF></x:xmpmeta>'
    ).encode()


def after(before: bytes | None, provenance: Provenance) -> ET.Element:
    written = edited_xmp(before, Edits(SIZE), provenance)
    assert written is not None
    return ET.fromstring(written)


def events(tree: ET.Element) -> list[ET.Element]:
    return tree.findall(".//mm:History/rdf:Seq/rdf:li", NAMES)


def source_types(tree: ET.Element) -> list[str]:
    key = f"{{{NAMES['ext']}}}DigitalSourceType"
    attributes = [node.attrib[key] for node in tree.iter() if key in node.attrib]
    return attributes + [node.text or "" for node in tree.iter(key)]


def test_the_history_tells_program_recipe_and_weights() -> None:
    tree = after(None, told("denoise", strength=80))
    (event,) = events(tree)
    assert event.findtext("event:action", namespaces=NAMES) == "edited"
    assert event.findtext("event:softwareAgent", namespaces=NAMES) == "Restorer 1.2.3"
    parameters = json.loads(event.findtext("event:parameters", "", NAMES))
    assert parameters["recipe"]["steps"] == [{"operation": "denoise", "strength": 80}]
    assert parameters["weights"] == [{"operation": "denoise", "id": "grain-s", "sha256": "ab" * 32}]


HISTORY = (
    "<mm:History><rdf:Seq><rdf:li event:action='saved' event:when='1999-01-01'/><rdf:li>plain</rdf:li>"
    "</rdf:Seq></mm:History>"
)


@pytest.mark.parametrize(
    "before",
    [
        packet(HISTORY),
        packet(""),
        packet("", 'mm:History="nonsense"'),
        packet("<mm:History/>"),
        packet("").replace(b"rdf:", b"r:").replace(b"xmlns:rdf", b"xmlns:r"),
        b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>',
    ],
    ids=["history", "empty", "attribute", "no sequence", "other prefixes", "bare rdf"],
)
def test_an_event_is_added_to_whatever_history_there_is(before: bytes) -> None:
    tree = after(before, told("denoise"))
    found = events(tree)
    assert found[-1].findtext("event:softwareAgent", namespaces=NAMES) == "Restorer 1.2.3"
    if HISTORY.encode() in before:
        assert len(found) == 3
        assert found[0].attrib[f"{{{NAMES['event']}}}when"] == "1999-01-01"
    assert source_types(tree) == [ALTERED]


def test_a_second_restoration_adds_a_second_event() -> None:
    first = edited_xmp(None, Edits(SIZE), told("denoise"))
    tree = after(first, told("colorize"))
    assert len(events(tree)) == 2
    assert source_types(tree) == [PARTLY_GENERATED]


@pytest.mark.parametrize(
    ("provenance", "source_type"),
    [
        (told("frame"), None),
        (told("fade"), ALTERED),
        (told("frame", "denoise"), ALTERED),
        (told("upscale", detail=0), ALTERED),
        (told("upscale", detail=30), PARTLY_GENERATED),
        (told("denoise", "colorize"), PARTLY_GENERATED),
    ],
)
def test_the_digital_source_type_says_what_was_generated(provenance: Provenance, source_type: str | None) -> None:
    assert digital_source_type(provenance, None) == source_type
    assert source_types(after(None, provenance)) == ([source_type] if source_type else [])


@pytest.mark.parametrize("spelling", ["attribute", "element", "resource"])
def test_what_the_source_said_of_itself_is_replaced_and_remembered(spelling: str) -> None:
    scan = VOCABULARY + "print"
    before = {
        "attribute": packet("", f'ext:DigitalSourceType="{scan}"'),
        "element": packet(f"<ext:DigitalSourceType>{scan}</ext:DigitalSourceType>"),
        "resource": packet(f'<ext:DigitalSourceType rdf:resource="{scan}"/>'),
    }[spelling]
    tree = after(before, told("denoise"))
    assert source_types(tree) == [ALTERED]
    parameters = json.loads(events(tree)[-1].findtext("event:parameters", "", NAMES))
    assert parameters["digitalSourceTypeBefore"] == scan


@pytest.mark.parametrize("before", ["trainedAlgorithmicMedia", "compositeWithTrainedAlgorithmicMedia"])
def test_what_was_generated_before_stays_so(before: str) -> None:
    tree = after(packet("", f'ext:DigitalSourceType="{VOCABULARY}{before}"'), told("denoise"))
    assert source_types(tree) == [VOCABULARY + before]


def test_nothing_done_tells_nothing() -> None:
    plain = packet("")
    tree = after(plain, Provenance(recipe(), (), "1"))
    assert events(tree) == []
    assert source_types(tree) == []


def test_no_clock_host_name_or_path_is_written() -> None:
    written = (edited_xmp(None, Edits(SIZE), told("denoise", "colorize")) or b"").decode()
    assert socket.gethostname() not in written
    assert os.getcwd() not in written
    assert "when" not in written
    assert not re.search(r"\d{4}-\d\d-\d\d(?!/)", written.replace("Iptc4xmpExt/2008-02-29", ""))


def test_a_hostile_packet_is_left_out_but_the_history_told() -> None:
    facts = SourceFacts("jpeg", 8, False, False, "0" * 64, 1, xmp=b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>")
    blobs, lost = prepared(facts, None, format_of("png"), SIZE, Wanted(), told("denoise"))
    assert len(events(ET.fromstring(blobs.xmp or b""))) == 1
    assert len(lost) == 1
    assert "XMP" in lost[0]


def test_a_packet_too_long_for_a_jpeg_is_split_and_the_first_part_tells_what_was_generated() -> None:
    long = packet("<mm:Pantry>" + "x" * 100_000 + "</mm:Pantry>")
    facts = SourceFacts("tiff", 8, False, False, "0" * 64, 1, xmp=long)
    blobs, lost = prepared(facts, None, format_of("jpeg"), SIZE, Wanted(), told("colorize"))
    assert lost == ()
    assert blobs.xmp is not None
    assert blobs.xmp_extension is not None
    assert len(blobs.xmp) < 2000
    main, extension = ET.fromstring(blobs.xmp), ET.fromstring(blobs.xmp_extension)
    assert source_types(main) == [PARTLY_GENERATED]
    assert "x" * 100_000 in "".join(extension.itertext())
    assert len(events(extension)) == 1
    key = f"{{{NAMES['note']}}}HasExtendedXMP"
    (guid,) = [node.attrib[key] for node in main.iter() if key in node.attrib]
    assert guid == hashlib.md5(blobs.xmp_extension, usedforsecurity=False).hexdigest().upper()
    assert split_for_jpeg(edited_xmp(long, Edits(SIZE), None) or b"")[1] != blobs.xmp_extension
