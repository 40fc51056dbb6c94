"""Colours are the screen's where the system gives its profile, and the photo's own numbers where that is sRGB."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import ImageCms
from pytestqt.qtbot import QtBot

from restorer.core.geometry import Box, Size
from restorer.photo.colour import from_srgb, to_srgb
from restorer.photo.photo import Photo, SourceFacts
from restorer.photo.store import Scratch
from restorer.ui.canvas.tiles import TileCache, TileName
from restorer.ui.shown import StorePicture


def wide_profile() -> bytes:
    """Display P3's primaries with a gamma of 2.2: three primaries and three curves, built by hand (ICC.1:2022)."""
    columns = ((0.51512, 0.2412, -0.00105), (0.29198, 0.69225, 0.04189), (0.1571, 0.06657, 0.78407))
    fixed = lambda value: round(value * 65536).to_bytes(4, "big", signed=True)  # noqa: E731
    tags = [(name, b"XYZ \0\0\0\0" + b"".join(map(fixed, xyz))) for name, xyz in zip("rgb", columns, strict=True)]
    tags = [(f"{name}XYZ", data) for name, data in tags]
    tags += [
        (f"{name}TRC", b"curv\0\0\0\0\0\0\0\x01" + round(2.2 * 256).to_bytes(2, "big") + b"\0\0") for name in "rgb"
    ]
    tags += [("wtpt", b"XYZ \0\0\0\0" + b"".join(map(fixed, (0.9642, 1.0, 0.8249))))]
    tags += [("desc", b"desc\0\0\0\0\0\0\0\x05wide\0" + b"\0" * 79), ("cprt", b"text\0\0\0\0none\0\0\0\0")]
    table, data = len(tags).to_bytes(4, "big"), b""
    start = 132 + 12 * len(tags)
    for name, content in tags:
        content += b"\0" * (-len(content) % 4)
        table += name.encode() + (start + len(data)).to_bytes(4, "big") + len(content).to_bytes(4, "big")
        data += content
    header = bytearray(128)
    header[0:4] = (start + len(data)).to_bytes(4, "big")
    header[8:12] = b"\x02\x40\0\0"
    header[12:24] = b"mntrRGB XYZ "
    header[36:40] = b"acsp"
    header[68:80] = b"".join(map(fixed, (0.9642, 1.0, 0.8249)))
    return bytes(header) + table + data


@pytest.fixture
def photo(tmp_path: Path) -> Iterator[Photo]:
    with Scratch(tmp_path) as scratch:
        writer = scratch.create(Size(60, 40), 3, 8)
        writer.pixels[:] = np.random.default_rng(1).integers(0, 256, writer.pixels.shape, np.uint8)
        yield Photo(writer.finish(), SourceFacts("png", 8, grey=False, alpha=False, sha256="0" * 64, size_bytes=9))


def test_on_an_srgb_screen_the_numbers_are_the_photo_s(photo: Photo) -> None:
    whole = Box.of(photo.size)
    assert np.array_equal(StorePicture.of(photo).read(0, whole), photo.store.pixels())
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert np.array_equal(StorePicture(photo.store, srgb).read(0, whole), photo.store.pixels())


def test_a_photo_in_the_screen_s_own_profile_is_drawn_as_it_is(photo: Photo) -> None:
    wide = wide_profile()
    shown = StorePicture(photo.store, wide).read(0, Box.of(photo.size), wide)
    assert np.array_equal(shown, photo.store.pixels())


def test_colours_of_a_wide_photo_reach_a_wide_screen_and_are_held_to_a_narrow_one(photo: Photo) -> None:
    wide, whole = wide_profile(), Box.of(photo.size)
    light = np.asarray(photo.store.pixels()).astype(np.float32) / 255
    narrow = StorePicture(photo.store, wide).read(0, whole)
    assert np.abs(narrow - np.rint(to_srgb(light, wide) * 255)).max() <= 1
    on_wide = StorePicture.of(photo).read(0, whole, wide)
    assert np.abs(on_wide - np.rint(from_srgb(light, wide) * 255)).max() <= 1
    assert np.abs(on_wide.astype(int) - photo.store.pixels()).max() > 10


def test_another_screen_has_tiles_made_anew(qtbot: QtBot, photo: Photo) -> None:
    tiles, picture = TileCache(), StorePicture.of(photo)
    name = TileName(picture.key, 0, 0, 0)

    def seen() -> tuple[int, ...]:
        qtbot.waitUntil(lambda: tiles.get(picture, name) is not None, timeout=60_000)
        image = tiles.peek(name)
        assert image is not None
        return image.pixelColor(7, 5).getRgb()[:3]

    assert seen() == tuple(photo.store.pixels()[5, 7])
    tiles.set_screen(wide_profile())
    assert tiles.peek(name) is None
    assert seen() != tuple(photo.store.pixels()[5, 7])
    tiles.close()


ASK = """
import sys
from PySide6.QtWidgets import QApplication, QWidget
from restorer.ui.canvas.screen import screen_profile
application = QApplication(sys.argv)
window = QWidget()
window.show()
application.processEvents()
found = screen_profile(window.windowHandle())
print("none" if found is None else found.hex())
"""


@pytest.mark.skipif(not sys.platform.startswith("linux") or not shutil.which("Xvfb"), reason="needs Xvfb")
def test_x11_tells_the_screen_s_profile() -> None:
    reading, writing = os.pipe()
    server = subprocess.Popen(["Xvfb", "-displayfd", str(writing), "-screen", "0", "640x480x24"], pass_fds=[writing])
    os.close(writing)
    try:
        with os.fdopen(reading) as told:
            display = f":{told.readline().strip()}"
        environment = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
        ask = [sys.executable, "-c", ASK]
        before = subprocess.run(ask, env=environment, capture_output=True, text=True, timeout=120)
        if before.returncode:
            pytest.skip("Qt's plugin for X11 does not run here")
        assert before.stdout.split() == ["none"]
        wide = wide_profile()
        with RootProperty(display, wide):
            after = subprocess.run(ask, env=environment, capture_output=True, text=True, timeout=120, check=True)
        assert bytes.fromhex(after.stdout.strip()) == wide
    finally:
        server.terminate()
        server.wait()


class RootProperty:
    """The root window of a display has this profile, for as long as the block lasts."""

    def __init__(self, display: str, icc: bytes) -> None:
        self._x = ctypes.CDLL("libX11.so.6")
        self._x.XOpenDisplay.restype = ctypes.c_void_p
        self._x.XDefaultRootWindow.restype = self._x.XInternAtom.restype = ctypes.c_ulong
        self._display = ctypes.c_void_p(self._x.XOpenDisplay(display.encode()))
        self._icc = icc

    def __enter__(self) -> None:
        x, cardinal = self._x, 6
        root, atom = x.XDefaultRootWindow(self._display), x.XInternAtom(self._display, b"_ICC_PROFILE", False)
        x.XChangeProperty(
            self._display, ctypes.c_ulong(root), ctypes.c_ulong(atom), ctypes.c_ulong(cardinal), 8, 0, self._icc,
            len(self._icc),
        )  # fmt: skip
        x.XSync(self._display, False)

    def __exit__(self, *_: object) -> None:
        self._x.XCloseDisplay(self._display)
