"""File to file: what a photo holds besides its pixels is in the new file, as other programs read it."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import pyvips
from PIL import ExifTags, Image, ImageCms, IptcImagePlugin

from restorer.core.errors import BadInput
from restorer.photo import write_encode
from restorer.photo.formats import WRITABLE, same_as_source
from restorer.photo.limits import Limits
from restorer.photo.photo import Photo, Resolution
from restorer.photo.provenance import Provenance
from restorer.photo.read import read_photo
from restorer.photo.store import Scratch
from restorer.photo.tiff_directory import Layout, serialise
from restorer.photo.write import SaveOptions, write_photo

FOLDER = Path(__file__).resolve().parents[2] / "../shared/oddfiles"
TABLE = FOLDER / "expect.csv"
NEEDS_FILES = pytest.mark.skipif(
    not TABLE.is_file(), reason="The corpus of odd files (../shared/oddfiles) is not here."
)
KINDS = [one.id for one in WRITABLE]
DONE = Provenance('{"steps":[{"operation":"denoise"}],"version":1}', (("denoise", "d", "ab" * 32),), "1.0")
# Kinds of which every file says the same here, and a photo of 12 megapixels that takes 20 s.
NOT_HERE = {"large", "bomb", "name", "jpeg-orientation", "heic_iphone_grid.heic"}


def opened(name: str, scratch: Scratch) -> Photo:
    return read_photo(FOLDER / name, scratch, Limits())


def rows() -> list[str]:
    if not TABLE.is_file():
        return []
    with TABLE.open(encoding="utf-8", newline="") as file:
        return [
            row["file"]
            for row in csv.DictReader(file)
            if "open" in row["expect"] and not {row["kind"], row["file"]} & NOT_HERE
        ]


def exif_of(path: Path) -> dict[Any, Any]:
    with Image.open(path) as image:
        found = image.getexif()
        inner = found.get_ifd(ExifTags.IFD.Exif)
        return dict(found) | dict(inner) | {("gps", key): value for key, value in found.get_ifd(0x8825).items()}


def iptc_of(path: Path) -> Any:
    with Image.open(path) as image:
        return IptcImagePlugin.getiptcinfo(image)


@NEEDS_FILES
@pytest.mark.parametrize("kind", KINDS)
def test_a_camera_files_exif_survives_in_every_format(scratch: Scratch, tmp_path: Path, kind: str) -> None:
    source = FOLDER / "jpg_camera_gps_real.jpg"
    photo = opened(source.name, scratch)
    target = tmp_path / "out"
    assert write_photo(photo, target, SaveOptions(format=kind), DONE, source=source, overwrite=False).warnings == ()
    before, after = exif_of(source), exif_of(target)
    assert len(before[0x927C]) > 3000
    pointers, positioning = {0x8769, 0x8825, 0xA005}, 0x213  # the latter is of YCbCr, which a TIFF is not
    for tag, value in before.items():
        if tag not in pointers and (tag, kind) != (positioning, "tiff"):
            assert after[tag] == value, tag
    with Image.open(target) as image:
        if "dpi" in image.info:
            assert image.info["dpi"] == pytest.approx((300, 300), abs=0.01)
        assert b"DigitalSourceType" in image.info["xmp"]


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("kind", [*KINDS, "big tiff"])
def test_exif_of_either_byte_order_survives(
    make_photo: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, order: str
) -> None:
    if kind == "big tiff":
        monkeypatch.setattr(write_encode, "_BIG_TIFF_FROM", 0)
    made = Image.Exif()
    made.endian = order
    note = b"MAKER\0" + bytes(range(200))
    made[0x10F], made[0x8298], made[0x4746] = "Maker", "© nobody", 4
    made.get_ifd(ExifTags.IFD.Exif).update({0x927C: note, 0x829A: (1, 60), 0x9003: "1974:08:01 12:00:00", 0xA20B: 2.5})
    made.get_ifd(ExifTags.IFD.GPSInfo).update({1: "N", 2: (47.0, 30.0, 12.25)})
    blob = made.tobytes().removeprefix(b"Exif\0\0")
    assert blob[:2] == (b"II" if order == "<" else b"MM")
    target = tmp_path / "a"
    options = SaveOptions(format=kind.split()[-1])
    write_photo(
        make_photo(np.zeros((9, 9, 3), np.uint8), exif=blob), target, options, DONE, source=None, overwrite=False
    )
    if kind == "big tiff":
        assert target.read_bytes()[:4] == b"II+\0"
        with Image.open(target) as image:  # Pillow follows no EXIF pointer of a BigTIFF
            assert image.tag_v2[0x10F] == "Maker"
        return
    found = exif_of(target)
    assert (found[0x10F], found[0x4746], found[0x927C]) == ("Maker", 4, note)
    assert (found[0x9003], found[0xA20B], found["gps", 2]) == ("1974:08:01 12:00:00", 2.5, (47.0, 30.0, 12.25))


@NEEDS_FILES
@pytest.mark.parametrize("kind", KINDS)
def test_a_place_is_left_out_when_asked(scratch: Scratch, tmp_path: Path, kind: str) -> None:
    photo = opened("jpg_xmp_iptc_gps_exif.jpg", scratch)
    write_photo(
        photo, tmp_path / "out", SaveOptions(format=kind, keep_location=False), None, source=None, overwrite=False
    )
    assert not any(isinstance(key, tuple) for key in exif_of(tmp_path / "out"))


@NEEDS_FILES
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["jpg_icc_adobergb.jpg", "jpg_icc_huge_300k.jpg", "png_iccp_adobergb.png"])
def test_a_colour_profile_survives_byte_for_byte(scratch: Scratch, tmp_path: Path, kind: str, name: str) -> None:
    photo = opened(name, scratch)
    assert photo.facts.icc
    write_photo(photo, tmp_path / "out", SaveOptions(format=kind), None, source=None, overwrite=False)
    with Image.open(tmp_path / "out") as image:
        assert image.info["icc_profile"] == photo.facts.icc


@NEEDS_FILES
@pytest.mark.parametrize("kind", ["jpeg", "tiff"])
@pytest.mark.parametrize("name", ["jpg_xmp_iptc_gps_exif.jpg", "jpg_iptc.jpg", "tif_icc_xmp_iptc_exif.tif"])
def test_iptc_texts_survive(scratch: Scratch, tmp_path: Path, kind: str, name: str) -> None:
    photo = opened(name, scratch)
    write_photo(photo, tmp_path / "out", SaveOptions(format=kind), None, source=None, overwrite=False)
    assert iptc_of(tmp_path / "out") == iptc_of(FOLDER / name)


@NEEDS_FILES
@pytest.mark.parametrize("kind", KINDS)
def test_all_that_was_read_is_read_again(scratch: Scratch, tmp_path: Path, kind: str) -> None:
    """From the new file, by our own reader: EXIF, XMP, IPTC, profile and resolution."""
    for name in ("tif_icc_xmp_iptc_exif.tif", "jpg_xmp_iptc_gps_exif.jpg", "webp_icc_xmp_gps.webp"):
        photo = opened(name, scratch)
        target = tmp_path / f"{name}.out"
        write_photo(photo, target, SaveOptions(format=kind), None, source=None, overwrite=False)
        again = read_photo(target, scratch, Limits()).facts
        assert again.icc == photo.facts.icc
        assert (again.xmp is None) == (photo.facts.xmp is None)
        assert (again.exif is None) <= (photo.facts.exif is None)
        if kind in ("jpeg", "png", "tiff"):
            assert again.iptc == photo.facts.iptc


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("dpi", [(300, 300), (72, 144), (299.7, 600.3)])
def test_a_resolution_is_kept_in_every_format(
    make_photo: Any, scratch: Scratch, tmp_path: Path, kind: str, dpi: tuple[float, float]
) -> None:
    photo = make_photo(np.zeros((8, 8, 3), np.uint8), resolution=Resolution(*dpi))
    write_photo(photo, tmp_path / "out", SaveOptions(format=kind), None, source=None, overwrite=False)
    again = read_photo(tmp_path / "out", scratch, Limits()).facts.resolution
    assert again is not None
    assert (again.x_dpi, again.y_dpi) == pytest.approx(dpi, abs=0.51 if kind == "jpeg" else 0.02)


@pytest.mark.parametrize("kind", KINDS)
def test_no_resolution_stays_none(make_photo: Any, scratch: Scratch, tmp_path: Path, kind: str) -> None:
    photo = make_photo(np.zeros((8, 8, 3), np.uint8))
    write_photo(photo, tmp_path / "out", SaveOptions(format=kind), None, source=None, overwrite=False)
    assert read_photo(tmp_path / "out", scratch, Limits()).facts.resolution is None


@NEEDS_FILES
@pytest.mark.parametrize("name", rows())
def test_an_odd_file_comes_back_from_the_nearest_format(scratch: Scratch, tmp_path: Path, name: str) -> None:
    try:
        photo = opened(name, scratch)
    except BadInput:
        pytest.skip("This file is refused, as it may be.")
    kind = same_as_source(photo.facts)
    target = tmp_path / "out"
    saved = write_photo(photo, target, SaveOptions(format=kind), DONE, source=FOLDER / name, overwrite=False)
    again = read_photo(target, scratch, Limits())
    assert again.facts.format == kind
    assert again.facts.orientation == 1
    assert (again.size, again.facts.grey) == (photo.size, photo.facts.grey and kind not in ("webp", "avif"))
    assert again.facts.bits == photo.facts.bits
    assert saved.bits == (10 if kind == "avif" and photo.facts.bits == 16 else photo.facts.bits)
    before, after = photo.store.pixels(), again.store.pixels()
    if kind in ("png", "tiff"):
        assert np.array_equal(before, after)
    else:
        level = photo.store.full / 255
        assert np.abs(before[..., :3].astype(float) - after[..., :3]).mean() / level < 4
    for blob in ("icc", "iptc"):
        if blob == "icc" or kind in ("jpeg", "png", "tiff"):
            assert getattr(again.facts, blob) == getattr(photo.facts, blob), blob
    if photo.facts.content_credentials:
        assert not again.facts.content_credentials
        assert any("Content Credentials" in sentence for sentence in saved.warnings)


@NEEDS_FILES
def test_orientation_is_reset_wherever_it_stands(scratch: Scratch, tmp_path: Path) -> None:
    for name in ("jpg_orient_landscape_6.jpg", "png_exif_orientation_6.png", "webp_exif_orientation_8.webp"):
        photo = opened(name, scratch)
        assert photo.facts.orientation in (6, 8)
        for kind in KINDS:
            target = tmp_path / f"{name}.{kind}"
            write_photo(photo, target, SaveOptions(format=kind), None, source=None, overwrite=False)
            assert exif_of(target).get(0x112, 1) == 1
            assert read_photo(target, scratch, Limits()).size == photo.size


@NEEDS_FILES
def test_a_stale_thumbnail_and_a_gain_map_are_not_carried_on(scratch: Scratch, tmp_path: Path) -> None:
    photo = opened("jpg_exif_thumbnail_differs.jpg", scratch)
    write_photo(photo, tmp_path / "a.jpg", SaveOptions(), None, source=None, overwrite=False)
    with Image.open(tmp_path / "a.jpg") as image:
        assert image.getexif().get_ifd(ExifTags.IFD.IFD1) == {}
    assert (tmp_path / "a.jpg").read_bytes().count(b"\xff\xd8\xff") == 1
    photo = opened("jpg_ultrahdr_gainmap.jpg", scratch)
    write_photo(photo, tmp_path / "b.jpg", SaveOptions(), None, source=None, overwrite=False)
    written = (tmp_path / "b.jpg").read_bytes()
    assert b"hdrgm:Version" in (FOLDER / "jpg_ultrahdr_gainmap.jpg").read_bytes()
    assert b"hdrgm:Version" not in written
    assert b"Container:Directory" not in written


@NEEDS_FILES
def test_a_profile_is_sound_to_littlecms(scratch: Scratch, tmp_path: Path) -> None:
    photo = opened("jpg_icc_adobergb.jpg", scratch)
    write_photo(photo, tmp_path / "a.png", SaveOptions(), None, source=None, overwrite=False)
    with Image.open(tmp_path / "a.png") as image:
        srgb = ImageCms.profileToProfile(
            image, ImageCms.ImageCmsProfile(io.BytesIO(image.info["icc_profile"])), ImageCms.createProfile("sRGB")
        )
        assert srgb is not None
        assert np.abs(np.array(srgb.getpixel((15, 15))) - (200, 40, 40)).max() <= 6


def test_libvips_reads_avif_exactly_as_pillow_does(make_photo: Any, tmp_path: Path) -> None:
    """The colour matrix is stated or implied in the same way for two decoders."""
    pixels = np.random.default_rng(0).integers(0, 256, (64, 64, 3), np.uint8)
    for quality in (100, 90):
        target = tmp_path / f"{quality}.avif"
        write_photo(make_photo(pixels), target, SaveOptions(quality=quality), None, source=None, overwrite=False)
        with Image.open(target) as image:
            other = np.asarray(image.convert("RGB")).astype(int)
        own = pyvips.Image.new_from_file(str(target)).numpy().astype(int)
        assert np.abs(other - own).max() <= 2


@pytest.mark.parametrize("kind", ["png", "tiff", "webp", "avif"])
def test_the_largest_metadata_that_are_written_are_read_back(make_photo: Any, tmp_path: Path, kind: str) -> None:
    """EXIF and XMP of nearly 4 MB, IPTC of nearly 2 MB, a profile of nearly 7 MB (libheif takes a second for each)."""
    layout = Layout(">")
    exif = b"MM\0*\0\0\0\x08" + serialise([(0xC5D8, 7, 4_000_000, bytes(4_000_000))], 8, layout)
    xmp = f'<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#">{" " * 4_000_000}</r:RDF>'.encode()
    iptc = (b"\x1c\x02\x14\x7f\xff" + b"k" * 32_767) * 60
    icc = bytes(pyvips.Operation.call("profile_load", "srgb")) + np.random.default_rng(0).bytes(
        300_000 if kind == "avif" else 6_900_000
    )
    icc = len(icc).to_bytes(4, "big") + icc[4:]
    photo = make_photo(np.zeros((9, 9, 3), np.uint8), exif=exif, xmp=xmp, iptc=iptc, icc=icc)
    saved = write_photo(photo, tmp_path / "a", SaveOptions(format=kind), DONE, source=None, overwrite=False)
    assert len(saved.warnings) == (1 if kind in ("webp", "avif") else 0)
    assert saved.size_bytes > 4_000_000 * 2 + len(icc)


@pytest.mark.parametrize("kind", KINDS)
def test_larger_metadata_are_left_out_and_it_is_said(make_photo: Any, tmp_path: Path, kind: str) -> None:
    layout = Layout("<")
    exif = b"II*\0\x08\0\0\0" + serialise([(0xC5D8, 7, 5_000_000, bytes(5_000_000))], 8, layout)
    photo = make_photo(np.zeros((9, 9, 3), np.uint8), exif=exif, xmp=b" " * 5_000_000, iptc=b"\x1c\x02\x14" * 1_000_000)
    saved = write_photo(photo, tmp_path / "a", SaveOptions(format=kind), DONE, source=None, overwrite=False)
    assert "EXIF" in " ".join(saved.warnings)
    assert "XMP" in " ".join(saved.warnings)
    assert "IPTC" in " ".join(saved.warnings)
