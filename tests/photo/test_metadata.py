"""EXIF, XMP and IPTC: changed where they would be wrong in the new file, kept byte for byte elsewhere."""

from __future__ import annotations

import io
import struct
import xml.etree.ElementTree as ET
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ExifTags, Image

from restorer.core.geometry import Size
from restorer.photo import metadata_exif, metadata_iptc
from restorer.photo.formats import format_of
from restorer.photo.metadata import Wanted, prepared
from restorer.photo.metadata_exif import directories, edited, with_resolution_only
from restorer.photo.metadata_xmp import Edits, edited_xmp
from restorer.photo.photo import Resolution, SourceFacts
from restorer.photo.photoshop_resources import iptc_records, iptc_resource
from restorer.photo.tiff_directory import DirectoryError, Layout, serialise
from restorer.photo.xmp_packet import XmpError

SIZE = Size(400, 300)
MAKER_NOTE = b"SOMEMAKER\0" + bytes(range(256)) * 3


def exif(order: str, *, gps: bool = True, thumbnail: bool = True, resolution: bool = True) -> bytes:
    """An EXIF blob as a camera writes it, orientation 6, 4000 × 3000 px, 72 dpi, maker note, position, thumbnail."""
    layout = Layout(order)

    def short(value: int) -> bytes:
        return struct.pack(order + "H", value)

    def long(value: int) -> bytes:
        return struct.pack(order + "I", value)

    def ratios(*values: int) -> bytes:
        return b"".join(struct.pack(order + "II", value, 1) for value in values)

    def top(exif_at: int, gps_at: int) -> list[tuple[int, int, int, bytes]]:
        fields = [
            (0x10F, 2, 6, b"Maker\0"),
            (0x112, 3, 1, short(6)),
            (0x132, 2, 20, b"1974:08:01 12:00:00\0"),
            (0x8769, 4, 1, long(exif_at)),
            (0xC5D8, 7, 9, b"\1unknown\2"),
        ]
        if resolution:
            fields += [(0x11A, 5, 1, ratios(72)), (0x11B, 5, 1, ratios(72)), (0x128, 3, 1, short(2))]
        if gps:
            fields.append((0x8825, 4, 1, long(gps_at)))
        return fields

    inner = [
        (0x829A, 5, 1, ratios(60)),
        (0x9003, 2, 20, b"1974:08:01 12:00:00\0"),
        (0x927C, 7, len(MAKER_NOTE), MAKER_NOTE),
        (0xA002, 4, 1, long(4000)),
        (0xA003, 4, 1, long(3000)),
    ]
    position = [(1, 2, 2, b"N\0"), (2, 5, 3, ratios(47, 30, 12)), (3, 2, 2, b"E\0"), (4, 5, 3, ratios(8, 45, 6))]
    first = len(serialise(top(0, 0), 8, layout))
    exif_at = 8 + first + first % 2
    exif_part = serialise(inner, exif_at, layout)
    gps_at = exif_at + len(exif_part) + len(exif_part) % 2
    gps_part = serialise(position, gps_at, layout) if gps else b""
    second_at = gps_at + len(gps_part) + len(gps_part) % 2
    picture = b"\xff\xd8" + b"MAGENTA" * 40 + b"\xff\xd9"
    second = [(0x103, 3, 1, short(6)), (0x201, 4, 1, long(second_at + 42)), (0x202, 4, 1, long(len(picture)))]
    parts = [
        (0, (b"II*\0" if order == "<" else b"MM\0*") + long(8)),
        (8, serialise(top(exif_at, gps_at), 8, layout, second_at if thumbnail else 0)),
        (exif_at, exif_part),
        (gps_at, gps_part),
    ]
    if thumbnail:
        parts += [(second_at, serialise(second, second_at, layout)), (second_at + 42, picture)]
    blob = bytearray(max(at + len(part) for at, part in parts))
    for at, part in parts:
        blob[at : at + len(part)] = part
    return bytes(blob)


def read(blob: bytes) -> Image.Exif:
    """By an independent reader."""
    found = Image.Exif()
    found.load(blob)
    return found


# EXIF


@pytest.mark.parametrize("order", ["<", ">"])
def test_exif_is_upright_and_of_the_new_size_and_keeps_the_rest(order: str) -> None:
    before = exif(order)
    after = edited(before, SIZE, None, keep_location=True) or b""
    found = read(after)
    assert found[0x112] == 1
    inner = found.get_ifd(ExifTags.IFD.Exif)
    assert (inner[0xA002], inner[0xA003]) == (400, 300)
    assert found[0x132] == inner[0x9003] == "1974:08:01 12:00:00"
    assert found[0xC5D8] == b"\1unknown\2"
    assert dict(found.get_ifd(ExifTags.IFD.GPSInfo)) == dict(read(before).get_ifd(ExifTags.IFD.GPSInfo))


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("resolution", [None, Resolution(300, 300), Resolution(299.5, 150.25)])
@pytest.mark.parametrize("location", [True, False])
@pytest.mark.parametrize("had_one", [True, False])
def test_a_maker_note_keeps_its_bytes_and_its_place(
    order: str, resolution: Resolution | None, location: bool, had_one: bool
) -> None:
    before = exif(order, resolution=had_one)
    after = edited(before, SIZE, resolution, keep_location=location)
    at = before.index(MAKER_NOTE)
    assert after[at : at + len(MAKER_NOTE)] == MAKER_NOTE
    assert read(after).get_ifd(ExifTags.IFD.Exif)[0x927C] == MAKER_NOTE
    if resolution is not None:
        assert float(read(after)[0x11A]) == pytest.approx(resolution.x_dpi)
        assert float(read(after)[0x11B]) == pytest.approx(resolution.y_dpi)
        assert read(after)[0x128] == 2


@pytest.mark.parametrize("order", ["<", ">"])
def test_the_embedded_thumbnail_is_gone_without_a_trace(order: str) -> None:
    after = edited(exif(order), SIZE, None, keep_location=True)
    assert b"MAGENTA" not in after
    assert read(after).get_ifd(ExifTags.IFD.IFD1) == {}
    assert len(after) < len(exif(order)) - 250


@pytest.mark.parametrize("order", ["<", ">"])
def test_a_place_that_is_not_kept_is_gone_without_a_trace(order: str) -> None:
    before = exif(order)
    after = edited(before, SIZE, None, keep_location=False)
    assert read(after).get_ifd(ExifTags.IFD.GPSInfo) == {}
    assert 0x8825 not in read(after)
    coordinates = struct.pack(order + "6I", 47, 1, 30, 1, 12, 1)
    assert coordinates in before
    assert coordinates not in after


def test_exif_that_is_right_already_keeps_every_byte() -> None:
    first = edited(exif("<"), SIZE, Resolution(72, 72), keep_location=True)
    assert edited(first, SIZE, Resolution(72, 72), keep_location=True) == first


@pytest.mark.parametrize(
    "junk", [b"", b"II*\0", b"not exif at all, really", b"II*\0\xff\xff\xff\xff" + bytes(20), bytes(100)]
)
def test_what_is_no_exif_is_refused(junk: bytes) -> None:
    with pytest.raises(DirectoryError):
        edited(junk, SIZE, None, keep_location=True)


@settings(max_examples=150, deadline=None)
@given(data=st.data(), order=st.sampled_from("<>"), location=st.booleans())
def test_damaged_exif_is_refused_or_stays_readable(data: Any, order: str, location: bool) -> None:
    blob = bytearray(exif(order))
    for _ in range(data.draw(st.integers(1, 12))):
        blob[data.draw(st.integers(4, min(len(blob) - 1, 200)))] = data.draw(st.integers(0, 255))
    cut = bytes(blob[: data.draw(st.integers(10, len(blob)))])
    try:
        after = edited(cut, SIZE, Resolution(300, 300), keep_location=location)
    except DirectoryError:
        return
    assert after is not None
    layout, top, *_ = directories(after)
    entry = top.get(metadata_exif.ORIENTATION)
    if entry is not None:
        assert struct.unpack_from(layout.order + "H", entry.field)[0] == 1
    assert top.following == 0
    assert len(after) <= 2 * len(cut) + 400


def test_exif_of_which_nothing_is_left_is_none() -> None:
    layout = Layout("<")
    position = serialise([(1, 2, 2, b"N\0")], 26, layout)
    only_gps = b"II*\0\x08\0\0\0" + serialise([(0x8825, 4, 1, struct.pack("<I", 26))], 8, layout) + position
    assert edited(only_gps, SIZE, None, keep_location=True) == only_gps
    assert edited(only_gps, SIZE, None, keep_location=False) is None


def test_a_resolution_alone_makes_the_smallest_exif() -> None:
    found = read(with_resolution_only(Resolution(300, 150)))
    assert (found[0x11A], found[0x11B], found[0x128]) == (300, 150, 2)


# XMP

HEAD = '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
TAIL = "</rdf:RDF></x:xmpmeta>"
RICH = (
    HEAD
    + """<rdf:Description rdf:about="" xmlns:tiff="http://ns.adobe.com/tiff/1.0/" xmlns:exif="http://ns.adobe.com/exif/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:mine="http://example.org/mine/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" xmlns:GCamera="http://ns.google.com/photos/1.0/camera/"
 tiff:Orientation="6" mine:secret="&lt;kept&gt; &amp; “whole”" exif:GPSLatitude="47,30.2N" GCamera:MotionPhoto="1"
 xmp:Rating="4">
<exif:PixelXDimension>4000</exif:PixelXDimension><exif:GPSLongitude>8,45.1E</exif:GPSLongitude>
<photoshop:City>Zürich</photoshop:City>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">Großmutter, 1974</rdf:li></rdf:Alt></dc:title>
<xmp:Thumbnails><rdf:Alt><rdf:li rdf:parseType="Resource"/></rdf:Alt></xmp:Thumbnails>
</rdf:Description>"""
    + TAIL
).encode()


def test_xmp_is_upright_and_of_the_new_size_and_keeps_the_rest() -> None:
    after = edited_xmp(RICH, Edits(SIZE), None) or b""
    for kept in (
        "Großmutter, 1974",
        "xmp:Rating",
        "GPSLatitude",
        "GPSLongitude",
        "Zürich",
        "&lt;kept&gt; &amp; “whole”",
    ):
        assert kept.encode() in after
    assert b'tiff:Orientation="1"' in after
    assert b"<exif:PixelXDimension>400</exif:PixelXDimension>" in after
    assert b"MotionPhoto=" not in after
    assert b"Thumbnails" not in after


def test_places_in_xmp_go_when_they_are_not_kept() -> None:
    after = edited_xmp(RICH, Edits(SIZE, keep_location=False), None) or b""
    for gone in ("47,30.2N", "8,45.1E", "Zürich"):
        assert gone.encode() not in after
    assert "Großmutter".encode() in after


def test_settings_for_developing_stay_out_of_a_developed_picture() -> None:
    crs = 'xmlns:crs="http://ns.adobe.com/camera-raw-settings/1.0/" crs:Exposure2012="+1.50" tiff:Orientation="6"'
    packet = RICH.replace(b'tiff:Orientation="6"', crs.encode())
    assert b"crs:Exposure2012" in (edited_xmp(packet, Edits(SIZE), None) or b"")
    assert b"crs:Exposure2012" not in (edited_xmp(packet, Edits(SIZE, developed=True), None) or b"")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_xmp_in_other_encodings_is_read(encoding: str) -> None:
    after = edited_xmp(RICH.decode().encode(encoding), Edits(SIZE), None) or b""
    assert "Großmutter, 1974".encode() in after


@pytest.mark.parametrize(
    "packet",
    [
        b"",
        b"not xml",
        b"<unclosed>",
        b"<html/>",
        b"\xff\xfe\x00",
        b"\0" * 100,
        ('<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + HEAD + "&b;" + TAIL).encode(),
        ('<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + HEAD + "&a;" + TAIL).encode(),
        ('<!DOCTYPE x SYSTEM "http://example.org/x.dtd">' + HEAD + TAIL).encode(),
        (HEAD + "<a>" * 5000 + "</a>" * 5000 + TAIL).encode(),
        (HEAD + " " * (5 << 20) + TAIL).encode(),
        (HEAD + "<a/>" * 200_000 + TAIL).encode(),
    ],
    ids=["empty", "text", "unclosed", "html", "bytes", "zeros", "bomb", "file", "dtd", "deep", "huge", "many"],
)
def test_hostile_or_broken_xmp_is_refused(packet: bytes) -> None:
    with pytest.raises(XmpError):
        edited_xmp(packet, Edits(SIZE), None)


# IPTC

RECORDS = (
    b"\x1c\x01\x5a\x00\x03\x1b%G"
    b"\x1c\x02\x78\x00\x05hello"
    b"\x1c\x02\x5a\x00\x06Z\xc3\xbcric"
    b"\x1c\x02\x19\x80\x04\x00\x00\x00\x03abc"
    b"\x1c\x02\x65\x00\x02CH"
)


def test_iptc_is_found_bare_and_among_photoshops_resources() -> None:
    resource = iptc_resource(RECORDS)
    other = b"8BIM\x03\xed\x00\x00\x00\x00\x00\x03abc\0"
    for blob in (RECORDS, resource, b"Photoshop 3.0\0" + resource, b"Photoshop 3.0\0" + other + resource):
        assert iptc_records(blob) == RECORDS
    for junk in (b"", b"8BIM", b"Photoshop 3.0\0", b"8BIM\x04\x04\x00", b"nothing"):
        assert iptc_records(junk) is None


def test_places_in_iptc_go_when_they_are_not_kept() -> None:
    left = metadata_iptc.without_places(RECORDS)
    assert b"hello" in left
    assert b"abc" in left
    assert b"ric" not in left
    assert b"CH" not in left


def test_iptc_texts_are_told_in_xmp_where_a_format_has_no_iptc() -> None:
    records = (
        RECORDS + b"\x1c\x02\x19\x00\x05Z\xc3\xbcri" + b"\x1c\x02\x37\x00\x0819740800" + b"\x1c\x02\x05\x00\x05IPTCs"
    )
    source = facts(iptc=records, xmp=RICH)
    for kind in ("webp", "avif"):
        blobs, lost = prepared(source, None, format_of(kind), SIZE, Wanted(), None)
        assert blobs.xmp is not None
        tree = ET.fromstring(blobs.xmp)
        dc = "{http://purl.org/dc/elements/1.1/}"
        subject = tree.find(f".//{dc}subject")
        assert subject is not None
        assert [word.strip() for word in subject.itertext() if word.strip()] == ["abc", "Züri"]
        assert b"hello" in blobs.xmp
        assert b'DateCreated="1974-08"' in blobs.xmp
        assert "Großmutter, 1974".encode() in blobs.xmp  # XMP's own title stays
        assert b"IPTCs" not in blobs.xmp
        assert len(lost) == 1
    assert prepared(source, None, format_of("png"), SIZE, Wanted(), None)[1] == ()
    blobs, _ = prepared(source, None, format_of("webp"), SIZE, Wanted(location=False), None)
    assert b">CH<" not in (blobs.xmp or b"")


def test_iptc_texts_without_a_stated_alphabet_are_guessed() -> None:
    for spelled in ("Zürich".encode(), "Zürich".encode("cp1252")):
        record = b"\x1c\x02\x78" + struct.pack(">H", len(spelled)) + spelled
        assert list(metadata_iptc.told(record).values()) == [("Zürich",)]


# What does not come along is said


def facts(**more: Any) -> SourceFacts:
    plain = {"format": "jpeg", "bits": 8, "grey": False, "alpha": False, "sha256": "0" * 64, "size_bytes": 1}
    return SourceFacts(**(plain | more))


@pytest.mark.parametrize(
    ("source", "target", "word"),
    [
        ({"xmp": b"<bad"}, "png", "XMP"),
        ({"exif": b"junk"}, "png", "EXIF"),
        ({"iptc": b"junk"}, "png", "IPTC"),
        ({"iptc": RECORDS}, "webp", "IPTC"),
        ({"exif": exif("<") + bytes(70_000)}, "jpeg", "EXIF"),
        ({"iptc": RECORDS * 3000}, "jpeg", "IPTC"),
    ],
)
def test_what_does_not_come_along_is_said(source: dict[str, Any], target: str, word: str) -> None:
    blobs, lost = prepared(facts(**source), None, format_of(target), SIZE, Wanted(), None)
    assert len(lost) == 1
    assert word in lost[0]
    assert (blobs.exif, blobs.iptc) == (None, None)


def test_without_metadata_only_profile_and_resolution_stay() -> None:
    rich = facts(exif=exif("<"), xmp=RICH, iptc=RECORDS, resolution=Resolution(300, 300))
    blobs, lost = prepared(rich, b"icc", format_of("tiff"), SIZE, Wanted(metadata=False), None)
    assert (blobs.exif, blobs.xmp, blobs.iptc, blobs.photoshop) == (None, None, None, None)
    assert (blobs.icc, blobs.resolution) == (b"icc", Resolution(300, 300))
    assert lost == ()


def test_pillow_reads_what_pillow_wrote_after_it_was_edited() -> None:
    image = Image.new("RGB", (4, 3))
    made = Image.Exif()
    made[0x112], made[0x10E] = 8, "a caption"
    made.get_ifd(ExifTags.IFD.Exif)[0x9286] = b"ASCII\0\0\0a comment"
    out = io.BytesIO()
    image.save(out, "JPEG", exif=made)
    blob = Image.open(out).info["exif"].removeprefix(b"Exif\0\0")
    found = read(edited(blob, SIZE, Resolution(96, 96), keep_location=True))
    assert (found[0x112], found[0x10E], found[0x11A]) == (1, "a caption", 96)
    assert found.get_ifd(ExifTags.IFD.Exif)[0x9286] == b"ASCII\0\0\0a comment"
