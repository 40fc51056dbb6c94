"""Files are known by their content."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from restorer.core.errors import BadInput
from restorer.photo.limits import Limits
from restorer.photo.read import peek
from restorer.photo.sniff import sniff


@pytest.mark.parametrize(
    ("kind", "expected"),
    [(kind, kind.lower()) for kind in ("JPEG", "PNG", "TIFF", "WEBP", "GIF", "BMP", "AVIF")],
)
def test_a_photo_is_known_whatever_its_name_says(kind: str, expected: str, tmp_path: Path) -> None:
    path = tmp_path / "photo.xyz"
    Image.new("RGB", (20, 10)).save(path, kind)
    assert sniff(path) == expected


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        (b"II*\0\x10\0\0\0CR\x02\0", "raw"),
        (b"FUJIFILMCCD-RAW 0201", "raw"),
        (b"IIRO\x08\0\0\0", "raw"),
        (b"\0\0\0\x18ftypcrx \0\0\0\1crx isom", "raw"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "heif"),
        (b"\0\0\0\x1cftypmif1\0\0\0\0miafMA1Bavif", "avif"),
        (b"\0\0\0\x18ftypmp42\0\0\0\0isommp42", None),
        (b"BM is a text, not a picture", None),
    ],
)
def test_the_first_bytes_tell(start: bytes, expected: str | None, tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(start.ljust(100, b"\0"))
    assert sniff(path) == expected


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"%PDF-1.7", "a PDF document"),
        (b"8BPS\0\1", "a Photoshop document"),
        (b"<!DOCTYPE html><html>", "a web page"),
        (b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- drawn --><svg xmlns=''/>", "an SVG drawing"),
        (b"%!PS-Adobe-3.0", "PostScript"),
        (b"\0\0\0\x18ftypmp42\0\0\0\0isommp42", "a video"),
        ("Liebe Großmutter,\n".encode() * 300, "a text"),
        (b"\0\0\2\0" + bytes(12) + b"\x18\x20" + bytes(50), "a TGA picture"),
        (b"\x80\x81\x82\x83" * 20, "an unknown kind of file"),
    ],
)
def test_the_refusal_says_what_it_is(content: bytes, words: str, tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(content)
    with pytest.raises(BadInput) as caught:
        peek(path, Limits())
    assert (
        caught.value.sentence == f"“photo.jpg” was not opened. It is not a photo format that is read (it is {words})."
    )


@pytest.mark.parametrize(
    ("width", "height", "word"),
    [(0, 5, "no width"), (5, 0, "no height"), (60_000, 60_000, "3.6 gigapixels"), (1, 100_001, "0.1 megapixels")],
)
def test_sizes_beyond_the_limits_are_told(width: int, height: int, word: str) -> None:
    with pytest.raises(BadInput, match=word):
        Limits().check(width, height, Path("photo.jpg"))
