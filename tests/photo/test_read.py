"""Photos made on the spot, in every format that is read, come in as they were made."""

from __future__ import annotations

import io
import os
import struct
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pillow_heif
import pytest
import pyvips
from PIL import Image

from restorer.core.control import Control
from restorer.core.errors import BadInput, Cancelled
from restorer.photo.limits import Limits
from restorer.photo.photo import Photo
from restorer.photo.raster import as_stored
from restorer.photo.read import peek, read_photo
from restorer.photo.store import Scratch
from restorer.photo.tiff_directory import Layout, serialise

WIDTH, HEIGHT = 75, 50
Picture = npt.NDArray[np.uint8]


def picture() -> Picture:
    """Four plain corners of different colours, so that turning and mixed channels are seen."""
    colours = np.array([[[200, 40, 40], [40, 160, 60]], [[40, 60, 200], [230, 210, 60]]], np.uint8)
    return colours[(np.arange(HEIGHT) * 2 // HEIGHT)[:, None], np.arange(WIDTH) * 2 // WIDTH]


def ramp16() -> npt.NDArray[np.uint16]:
    return (np.arange(HEIGHT * WIDTH * 3, dtype=np.uint32) * 5 % 65536).astype(np.uint16).reshape(HEIGHT, WIDTH, 3)


def alpha() -> Picture:
    return np.broadcast_to(np.linspace(0, 255, WIDTH).astype(np.uint8), (HEIGHT, WIDTH))


def vips(pixels: npt.NDArray[Any]) -> Any:
    image = pyvips.Image.new_from_array(np.ascontiguousarray(pixels))
    names = {1: ("b-w", "grey16"), 2: ("b-w", "grey16"), 3: ("srgb", "rgb16"), 4: ("srgb", "rgb16")}
    return image.copy(interpretation=names[image.bands][pixels.dtype == np.uint16])


@pytest.fixture
def scratch(tmp_path: Path) -> Iterator[Scratch]:
    with Scratch(tmp_path / "scratch") as scratch:
        yield scratch


@pytest.fixture
def read(tmp_path: Path, scratch: Scratch) -> Callable[[bytes], Photo]:
    def read(content: bytes) -> Photo:
        path = tmp_path / "photo"
        path.write_bytes(content)
        return read_photo(path, scratch, Limits())

    return read


def by_pillow(name: str, pixels: npt.NDArray[Any], mode: str | None = None, **options: Any) -> bytes:
    image = Image.fromarray(pixels)
    file = io.BytesIO()
    (image if mode is None else image.convert(mode)).save(file, name, **options)
    return file.getvalue()


GREY = np.asarray(Image.fromarray(picture()).convert("L"))
PALETTE = np.asarray(Image.fromarray(picture()).convert("P").convert("RGB"))
ONE_BIT = np.asarray(Image.fromarray(GREY).convert("1").convert("L"))
RGBA = np.dstack([picture(), alpha()])
RGBA16 = np.dstack([ramp16(), alpha().astype(np.uint16) * 257])

EXACT: dict[str, tuple[str, Callable[[], bytes], npt.NDArray[Any]]] = {
    "png": ("png", lambda: by_pillow("PNG", picture()), picture()),
    "png grey": ("png", lambda: by_pillow("PNG", GREY), GREY),
    "png palette": ("png", lambda: by_pillow("PNG", picture(), "P"), PALETTE),
    "png alpha": ("png", lambda: by_pillow("PNG", RGBA), RGBA),
    "png 16 bit": ("png", lambda: vips(ramp16()).pngsave_buffer(), ramp16()),
    "png 16 bit alpha": ("png", lambda: vips(RGBA16).pngsave_buffer(interlace=True), RGBA16),
    "tiff": ("tiff", lambda: vips(picture()).tiffsave_buffer(), picture()),
    "tiff grey": ("tiff", lambda: vips(GREY).tiffsave_buffer(compression="packbits"), GREY),
    "tiff lzw": ("tiff", lambda: vips(picture()).tiffsave_buffer(compression="lzw", predictor="horizontal"), picture()),
    "tiff tiles": (
        "tiff",
        lambda: vips(picture()).tiffsave_buffer(tile=True, tile_width=32, tile_height=16, compression="deflate"),
        picture(),
    ),
    "tiff big": ("tiff", lambda: vips(picture()).tiffsave_buffer(bigtiff=True), picture()),
    "tiff 16 bit": ("tiff", lambda: vips(ramp16()).tiffsave_buffer(compression="deflate"), ramp16()),
    "tiff 16 bit alpha": ("tiff", lambda: vips(RGBA16).tiffsave_buffer(), RGBA16),
    "tiff miniswhite": ("tiff", lambda: vips(GREY).tiffsave_buffer(miniswhite=True), GREY),
    "tiff 1 bit": ("tiff", lambda: by_pillow("TIFF", GREY, "1", compression="group4"), ONE_BIT),
    "tiff palette": ("tiff", lambda: by_pillow("TIFF", picture(), "P"), PALETTE),
    "tiff float": (
        "tiff",
        lambda: vips(picture()).cast("float").linear(1 / 255, 0).tiffsave_buffer(),
        picture().astype(np.uint16) * 257,
    ),
    "webp": ("webp", lambda: by_pillow("WEBP", picture(), lossless=True), picture()),
    "webp alpha": ("webp", lambda: by_pillow("WEBP", RGBA, lossless=True, exact=True), RGBA),
    "gif": ("gif", lambda: by_pillow("GIF", picture(), "P"), PALETTE),
    "bmp": ("bmp", lambda: by_pillow("BMP", picture()), picture()),
    "bmp grey": ("bmp", lambda: by_pillow("BMP", GREY), GREY),
}


@pytest.mark.parametrize("name", EXACT)
def test_a_lossless_file_comes_in_bit_for_bit(name: str, read: Callable[[bytes], Photo]) -> None:
    kind, make, expected = EXACT[name]
    photo = read(make())
    facts = photo.facts
    if expected.ndim == 2:
        expected = expected[..., None]
    bands = expected.shape[2]
    assert (facts.format, facts.bits, facts.grey, facts.alpha) == (kind, 8 * expected.itemsize, bands == 1, bands == 4)
    pixels = photo.store.pixels()
    assert pixels.dtype == expected.dtype
    assert np.array_equal(pixels[..., :3], np.broadcast_to(expected[..., :3], (HEIGHT, WIDTH, 3)))
    assert bands != 4 or np.array_equal(pixels[..., 3], expected[..., 3])
    assert facts.warnings == ()


def heif(pixels: npt.NDArray[Any], mode: str) -> bytes:
    file = io.BytesIO()
    made = pillow_heif.from_bytes(mode, (WIDTH, HEIGHT), np.ascontiguousarray(pixels).tobytes())
    made.save(file, quality=95, chroma=444)
    return file.getvalue()


LOSSY: dict[str, tuple[str, int, Callable[[], bytes]]] = {
    "jpeg": ("jpeg", 8, lambda: by_pillow("JPEG", picture(), quality=95)),
    "jpeg progressive": ("jpeg", 8, lambda: by_pillow("JPEG", picture(), quality=95, progressive=True)),
    "jpeg cmyk": ("jpeg", 8, lambda: by_pillow("JPEG", picture(), "CMYK", quality=95)),
    "tiff jpeg": ("tiff", 8, lambda: vips(picture()).tiffsave_buffer(compression="jpeg", Q=95)),
    "tiff lab": ("tiff", 8, lambda: by_pillow("TIFF", lab())),
    "tiff lab 16": ("tiff", 16, lambda: vips(picture()).colourspace("labs").tiffsave_buffer()),
    "webp": ("webp", 8, lambda: by_pillow("WEBP", picture(), quality=95)),
    "avif": ("avif", 8, lambda: by_pillow("AVIF", picture(), quality=95, subsampling="4:4:4")),
    "avif 10 bit": (
        "avif",
        16,
        lambda: vips(picture().astype(np.uint16) * 257).heifsave_buffer(
            compression="av1", bitdepth=10, Q=95, subsample_mode="off"
        ),
    ),
    "heif": ("heif", 8, lambda: heif(picture(), "RGB")),
    "heif 10 bit": ("heif", 16, lambda: heif(picture().astype(np.uint16) * 257, "RGB;16")),
}


def lab() -> Any:
    from PIL import ImageCms

    profiles = ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB")
    return np.asarray(ImageCms.profileToProfile(Image.fromarray(picture()), *profiles, outputMode="LAB"))


@pytest.mark.parametrize("name", LOSSY)
def test_a_lossy_file_comes_in_nearly_as_it_was_made(name: str, read: Callable[[bytes], Photo]) -> None:
    kind, bits, make = LOSSY[name]
    if name == "tiff lab":
        file = io.BytesIO()
        image = Image.frombytes("LAB", (WIDTH, HEIGHT), lab().tobytes())
        image.save(file, "TIFF")
        content = file.getvalue()
    else:
        content = make()
    photo = read(content)
    assert (photo.facts.format, photo.facts.bits, photo.size.width) == (kind, bits, WIDTH)
    tolerance = 90 if "cmyk" in name else 12 if "lab" in name else 6
    for y, x in ((8, 8), (8, 66), (42, 8), (42, 66)):
        got = photo.store.pixels()[y, x].astype(float) / photo.store.full * 255
        assert np.abs(got - picture()[y, x]).max() < tolerance, (x, y)
    assert photo.facts.converted_from == ("CMYK" if "cmyk" in name else "Lab" if "lab" in name else None)
    assert (photo.facts.converted_from is None) == (photo.facts.warnings == ())


def test_white_of_ten_bits_is_white(read: Callable[[bytes], Photo]) -> None:
    white = np.full((HEIGHT, WIDTH, 3), 65535, np.uint16)
    for content in (heif(white, "RGB;16"), vips(white).heifsave_buffer(compression="av1", bitdepth=10, Q=100)):
        assert read(content).store.pixels().min() > 65535 - 200


def raw_file() -> bytes:
    """A DNG (Adobe DNG 1.4): a plain mosaic of 64 × 48 with a matrix for sRGB."""
    layout = Layout("<")
    rational = lambda *numbers: b"".join(struct.pack("<ii", round(n * 10000), 10000) for n in numbers)  # noqa: E731
    matrix = rational(3.2406, -1.5372, -0.4986, -0.9689, 1.8758, 0.0415, 0.0557, -0.2040, 1.0570)
    mosaic = np.full((48, 64), 20000, "<u2")
    short = lambda *numbers: struct.pack(f"<{len(numbers)}H", *numbers)  # noqa: E731
    fields = [
        (254, 4, 1, struct.pack("<I", 0)),
        (256, 3, 1, short(64)),
        (257, 3, 1, short(48)),
        (258, 3, 1, short(16)),
        (259, 3, 1, short(1)),
        (262, 3, 1, short(32803)),
        (271, 2, 5, b"Test\0"),
        (273, 4, 1, struct.pack("<I", 4096)),
        (274, 3, 1, short(6)),
        (277, 3, 1, short(1)),
        (278, 3, 1, short(48)),
        (279, 4, 1, struct.pack("<I", mosaic.nbytes)),
        (33421, 3, 2, short(2, 2)),
        (33422, 1, 4, bytes((0, 1, 1, 2))),
        (50706, 1, 4, bytes((1, 4, 0, 0))),
        (50708, 2, 5, b"Test\0"),
        (50717, 3, 1, short(65535)),
        (50721, 10, 9, matrix),
        (50728, 5, 3, rational(1, 1, 1)),
        (50778, 3, 1, short(21)),
    ]
    return (b"II*\0\x08\0\0\0" + serialise(fields, 8, layout)).ljust(4096, b"\0") + mosaic.tobytes()


def test_a_raw_file_is_developed_and_turned_once(read: Callable[[bytes], Photo]) -> None:
    photo = read(raw_file())
    assert (photo.facts.format, photo.facts.bits, photo.facts.orientation) == ("raw", 16, 6)
    assert (photo.size.width, photo.size.height) == (48, 64)
    middle = photo.store.pixels()[32, 24].astype(float)
    assert middle.min() > 20000
    assert np.ptp(middle) < 3000


def oriented(kind: str, orientation: int) -> bytes:
    stored = vips(np.ascontiguousarray(as_stored(picture(), orientation)))
    stored = stored.copy()
    stored.set_type(pyvips.GValue.gint_type, "orientation", orientation)
    save = {
        "jpeg": lambda: stored.jpegsave_buffer(Q=95, subsample_mode="off"),
        "png": stored.pngsave_buffer,
        "tiff": stored.tiffsave_buffer,
        "webp": lambda: stored.webpsave_buffer(lossless=True),
    }
    return bytes(save[kind]())


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["jpeg", "png", "tiff", "webp"])
def test_every_orientation_is_applied_once(kind: str, orientation: int, read: Callable[[bytes], Photo]) -> None:
    photo = read(oriented(kind, orientation))
    assert photo.facts.orientation == orientation
    pixels = photo.store.pixels()
    assert pixels.shape == (HEIGHT, WIDTH, 3)
    assert np.abs(pixels.astype(int) - picture())[::7, ::7].mean() < 3


@pytest.mark.parametrize("strips", [16, 1 << 20])
def test_strips_of_any_height_give_the_same_picture(
    strips: int, read: Callable[[bytes], Photo], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("restorer.photo.raster.STRIP_BYTES", strips)
    for kind in ("png", "tiff"):
        for orientation in (3, 6):
            assert np.array_equal(read(oriented(kind, orientation)).store.pixels(), picture())


def cut(content: bytes, share: float) -> bytes:
    return content[: int(len(content) * share)]


NOISY = np.random.default_rng(1).integers(0, 255, (40, 25, 3), np.uint8).repeat(8, axis=0).repeat(8, axis=1)
CUTTABLE = {
    "jpeg": lambda: by_pillow("JPEG", NOISY, quality=90),
    "png": lambda: by_pillow("PNG", NOISY),
    "tiff": lambda: by_pillow("TIFF", NOISY),
    "bmp": lambda: by_pillow("BMP", NOISY),
}


@pytest.mark.parametrize("kind", CUTTABLE)
def test_a_cut_file_is_opened_with_a_warning_or_refused(kind: str, read: Callable[[bytes], Photo]) -> None:
    whole = CUTTABLE[kind]()
    photo = read(cut(whole, 0.8))
    (warning,) = photo.facts.warnings
    assert "cut off" in warning
    top = photo.store.pixels()[:100] if kind != "bmp" else photo.store.pixels()[-100:]
    reference = NOISY[:100] if kind != "bmp" else NOISY[-100:]
    assert np.abs(top.astype(int) - reference).mean() < (20 if kind == "jpeg" else 0.001)
    with pytest.raises(BadInput, match="most of the picture is missing"):
        read(cut(whole, 0.3))


@pytest.mark.parametrize("name", [*EXACT, *LOSSY])
def test_damage_is_refused_or_survived(name: str, read: Callable[[bytes], Photo]) -> None:
    make = EXACT[name][1] if name in EXACT else LOSSY[name][2]
    if name == "tiff lab":
        return
    content = bytearray(make())
    random = np.random.default_rng(3)
    for _ in range(6):
        damaged = bytearray(content)
        for place in random.integers(0, len(content), 12):
            damaged[place] ^= int(random.integers(1, 255))
        try:
            assert read(bytes(damaged)).store.size.pixels > 0
        except BadInput as error:
            assert "was not opened" in str(error)  # noqa: PT017


def test_limits_are_looked_at_before_pixels(tmp_path: Path, scratch: Scratch) -> None:
    path = tmp_path / "photo.png"
    path.write_bytes(by_pillow("PNG", picture()))
    for limits in (Limits(max_pixels=1000), Limits(max_side=60)):
        for ask in (lambda limits=limits: peek(path, limits), lambda limits=limits: read_photo(path, scratch, limits)):
            with pytest.raises(BadInput, match=r"75 × 50 pixels .*too large"):
                ask()


def test_metadata_beyond_the_limit_is_left_out_and_said(tmp_path: Path, scratch: Scratch) -> None:
    image = vips(picture()).copy()
    image.set_type(pyvips.GValue.blob_type, "xmp-data", b"<x:xmpmeta xmlns:x='adobe:ns:meta/'/>" + b" " * 5000)
    for name, content in (("a.jpg", image.jpegsave_buffer()), ("a.png", image.pngsave_buffer())):
        (tmp_path / name).write_bytes(content)
        photo = read_photo(tmp_path / name, scratch, Limits(max_metadata_bytes=1000))
        assert photo.facts.xmp is None
        assert "XMP" in photo.facts.warnings[0]


def extended_xmp(name: bytes, share: float = 1.0) -> bytes:
    """A JPEG whose XMP goes on in an extension of two segments."""
    rest = (
        b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        b'xmlns:tst="urn:tst"><rdf:Description rdf:about=""><tst:far>away</tst:far></rdf:Description>'
        b"</rdf:RDF></x:xmpmeta>"
    )
    main = (
        b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        b'<rdf:Description rdf:about="" xmlns:xmpNote="http://ns.adobe.com/xmp/note/" xmpNote:HasExtendedXMP="'
        + name
        + b'"/></rdf:RDF></x:xmpmeta>'
    )

    def segment(content: bytes) -> bytes:
        return b"\xff\xe1" + (len(content) + 2).to_bytes(2, "big") + content

    half = len(rest) // 2
    segments = segment(b"http://ns.adobe.com/xap/1.0/\0" + main)
    for place, piece in ((half, rest[half:]), (0, rest[:half]))[: 2 if share == 1.0 else 1]:
        places = len(rest).to_bytes(4, "big") + place.to_bytes(4, "big")
        segments += segment(b"http://ns.adobe.com/xmp/extension/\0" + b"A" * 32 + places + piece)
    whole = by_pillow("JPEG", picture())
    return whole[:2] + segments + whole[2:]


def test_xmp_in_several_segments_becomes_one_packet(read: Callable[[bytes], Photo]) -> None:
    facts = read(extended_xmp(b"A" * 32)).facts
    assert facts.xmp is not None
    assert b"<tst:far>away</tst:far>" in facts.xmp
    assert b'xmlns:tst="urn:tst"' in facts.xmp
    assert b"HasExtendedXMP" not in facts.xmp
    assert facts.warnings == ()


@pytest.mark.parametrize("content", [extended_xmp(b"B" * 32), extended_xmp(b"A" * 32, 0.5)], ids=["other", "half"])
def test_a_missing_part_of_the_xmp_is_told(content: bytes, read: Callable[[bytes], Photo]) -> None:
    facts = read(content).facts
    assert facts.xmp is not None
    assert "part of the XMP is missing" in facts.warnings[0]


@pytest.mark.timeout(30)
@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xd8" + b"\xff\xe1\0\2" * 4_000_000,
        b"\xff\xd8" + b"\xff\xff" * 8_000_000,
        b"\x89PNG\r\n\x1a\n"
        + b"\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\2\0\0\0\x90wS\xde"
        + b"\0\0\0\0tEXt\0\0\0\0" * 1_500_000,
        b"RIFF\0\0\0\x7fWEBP" + b"EXIF\0\0\0\0" * 2_000_000,
        b"II*\0\x08\0\0\0" + b"\0\0\x0e\0\0\0" * 2_000_000,
    ],
    ids=["segments", "filling", "chunks", "riff", "pages"],
)
def test_endless_structure_ends(content: bytes, read: Callable[[bytes], Photo]) -> None:
    with pytest.raises(BadInput):
        read(content)


def test_a_stopped_reading_leaves_nothing(tmp_path: Path, scratch: Scratch) -> None:
    path = tmp_path / "photo.png"
    path.write_bytes(by_pillow("PNG", picture()))
    seen: list[str] = []

    def stop(progress: Any) -> None:
        seen.append(progress.stage)
        control.cancel()

    control = Control(stop)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("restorer.photo.raster.STRIP_BYTES", 1)
        with pytest.raises(Cancelled):
            read_photo(path, scratch, Limits(), control)
    assert seen == ["read"]
    assert not list(scratch.folder.glob("*/pixels"))


@pytest.mark.skipif(os.name == "nt", reason="Windows has neither such names nor such files.")
@pytest.mark.timeout(20)
@pytest.mark.parametrize("name", ["trailing.jpg.", "new\nline.jpg", "trailing space ", os.fsdecode(b"\xff\xfe.png")])
def test_a_strange_name_is_opened(name: str, tmp_path: Path, scratch: Scratch) -> None:
    path = tmp_path / name
    path.write_bytes(by_pillow("PNG", picture()))
    assert read_photo(path, scratch, Limits()).size.width == WIDTH
    path.write_bytes(b"no photo")
    with pytest.raises(BadInput) as caught:
        read_photo(path, scratch, Limits())
    assert "\n" not in caught.value.sentence
    caught.value.sentence.encode("utf-8")


@pytest.mark.timeout(20)
def test_what_is_no_file_is_refused_at_once(tmp_path: Path, scratch: Scratch) -> None:
    folder = tmp_path / "x.jpg"
    folder.mkdir()
    (tmp_path / "empty.jpg").touch()
    cases = [(folder, "folder"), (tmp_path / "empty.jpg", "empty"), (tmp_path / "absent.jpg", "not there")]
    if os.name != "nt":
        os.mkfifo(tmp_path / "pipe.jpg")
        (tmp_path / "link.jpg").symlink_to(tmp_path / "nowhere.jpg")
        (tmp_path / "loop.jpg").symlink_to(tmp_path / "loop.jpg")
        cases += [(tmp_path / "pipe.jpg", "pipe"), (tmp_path / "link.jpg", "link"), (Path("/dev/zero"), "device")]
        cases += [(tmp_path / "loop.jpg", "loop.jpg")]
    for path, word in cases:
        with pytest.raises(Exception, match=word) as caught:
            read_photo(path, scratch, Limits())
        assert hasattr(caught.value, "sentence")


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="Whoever runs this may read every file.")
def test_a_file_that_must_not_be_read_is_refused(tmp_path: Path, scratch: Scratch) -> None:
    path = tmp_path / "locked.jpg"
    path.write_bytes(by_pillow("JPEG", picture()))
    path.chmod(0)
    with pytest.raises(BadInput, match="permission"):
        read_photo(path, scratch, Limits())
