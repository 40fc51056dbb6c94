from __future__ import annotations

from dataclasses import dataclass

import pytest

from restorer.photo.formats import FORMATS, WRITABLE, by_suffix, format_of, same_as_source, suffix_for


@dataclass
class Source:
    format: str
    bits: int


@pytest.mark.parametrize(
    ("source", "bits", "saved_as"),
    [
        ("jpeg", 8, "jpeg"),
        ("png", 16, "png"),
        ("tiff", 16, "tiff"),
        ("webp", 8, "webp"),
        ("avif", 16, "avif"),
        ("heif", 8, "jpeg"),
        ("heif", 16, "tiff"),
        ("raw", 16, "tiff"),
        ("gif", 8, "png"),
        ("bmp", 8, "png"),
    ],
)
def test_a_source_is_saved_as_itself_or_as_what_loses_nothing(source: str, bits: int, saved_as: str) -> None:
    assert same_as_source(Source(source, bits)) == saved_as


def test_every_source_has_a_format_that_can_be_written() -> None:
    for one in FORMATS:
        for bits in (8, 16):
            assert format_of(same_as_source(Source(one.id, bits))).can_write


def test_suffixes_lead_back_to_their_format_in_any_case() -> None:
    for one in FORMATS:
        assert by_suffix(suffix_for(one.id)) is one
        for suffix in one.suffixes:
            assert by_suffix(suffix.upper()) is one
    assert by_suffix(".txt") is None
    assert by_suffix("") is None


def test_no_suffix_belongs_to_two_formats() -> None:
    suffixes = [suffix for one in FORMATS for suffix in one.suffixes]
    assert len(suffixes) == len(set(suffixes))


def test_what_is_written_holds_profile_exif_xmp_and_resolution() -> None:
    assert {one.id for one in WRITABLE} == {"jpeg", "png", "tiff", "webp", "avif"}
    for one in WRITABLE:
        assert one.holds >= {"icc", "exif", "xmp", "resolution"}
        assert one.max_side > 10_000
