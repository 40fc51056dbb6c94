"""Where one looks: the keys for it, what stays when another photo is looked at, and before over after, by pixels."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from restorer.core.files import resources
from restorer.core.geometry import Size
from restorer.recipe.operations import Denoise, Fade, Frame, Upscale
from restorer.recipe.recipe import Recipe
from restorer.ui.application import Application
from restorer.ui.canvas.canvas import Canvas, Compare
from restorer.ui.canvas.view import View

LONG = 600_000
Drawn = Callable[[Canvas], np.ndarray]
FAR = 3
"""px by which two pictures are moved against each other, to see where they fit best."""


def test_keys_show_the_whole_photo_and_each_of_its_pixels(
    application: Application, qtbot: QtBot, tmp_path: Path, opened: Callable[[Path], None], drawn: Drawn
) -> None:
    pixels = np.random.default_rng(4).integers(0, 256, (1600, 2400, 3)).astype(np.uint8)
    Image.fromarray(pixels).save(tmp_path / "large.png")
    opened(tmp_path / "large.png")
    window, canvas = application.window, application.window.canvas
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=LONG)
    canvas.zoom_to(3.0)
    QTest.keyClick(window, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert canvas.view is not None
    assert canvas.view == View.fit(Size(2400, 1600), canvas.view.viewport)
    assert canvas.view.zoom < 1
    QTest.keyClick(window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert canvas.view.zoom == 1
    left, top = (round(-side) for side in canvas.view.origin)
    seen = drawn(canvas)
    assert np.array_equal(seen, pixels[top : top + seen.shape[0], left : left + seen.shape[1]])


def test_zoom_place_and_compare_mode_outlive_a_look_at_another_photo(
    application: Application, qtbot: QtBot, tmp_path: Path, faded: Path, opened: Callable[[Path], None]
) -> None:
    Image.fromarray(np.zeros((1500, 2000, 3), np.uint8)).save(tmp_path / "large.png")
    opened(tmp_path / "large.png")
    opened(faded)  # now there is a filmstrip
    window, canvas = application.window, application.window.canvas
    for compare in Compare:
        window.actions_[f"view_{compare.value}"].trigger()
        window.actions_["previous"].trigger()
        canvas.zoom_to(2.0)
        canvas.pan(0.7, -0.4)
        canvas.set_split(0.3)
        before = canvas.view
        window.actions_["next"].trigger()
        assert canvas.view is not None
        assert canvas.view.photo == Size(320, 240)
        canvas.zoom_to(5.0)
        window.actions_["previous"].trigger()
        assert canvas.view == before
        assert canvas.compare is compare
        assert window.actions_[f"view_{compare.value}"].isChecked()
        assert canvas.split == 0.3
        window.actions_["next"].trigger()
        assert canvas.view.zoom == 5.0


def test_before_and_after_lie_over_each_other_where_the_result_is_turned_cropped_and_larger(
    application: Application, qtbot: QtBot, tmp_path: Path, opened: Callable[[Path], None], drawn: Drawn
) -> None:
    Image.fromarray(shapes()).save(tmp_path / "shapes.png")
    opened(tmp_path / "shapes.png")
    window, model = application.window, application.documents.current
    assert model is not None
    steps = (Frame(turn=90, mirror=True, crop=(0.1, 0.2, 0.9, 0.85)), Upscale(factor=2))
    model.document.change("Larger", Recipe(steps))
    assert model.document.output_size == Size(256, 260)
    application.documents.restore(model)
    qtbot.waitUntil(lambda: model.document.result() is not None, timeout=LONG)
    for zoom in (2.0, 3.0, 0.7):
        check_places(drawn, window.canvas, zoom)


def test_the_map_of_changes_leaves_out_the_fading_that_was_undone(
    application: Application, qtbot: QtBot, opened: Callable[[Path], None], drawn: Drawn
) -> None:
    opened(resources() / "sample" / "lake-mcdonald.jpg")
    window, model = application.window, application.documents.current
    assert model is not None
    window.canvas.set_compare(Compare.CHANGES)

    def coloured(recipe: Recipe) -> float:
        """The share of the map that is not grey."""
        model.document.change("Step", recipe)
        application.documents.restore(model)
        qtbot.waitUntil(lambda: model.document.result() is not None, timeout=LONG)
        window.canvas.zoom_to(1.0)
        seen = drawn(window.canvas).astype(int)
        return float((np.ptp(seen, axis=2) > 0).mean())

    turned = Frame(turn=90, crop=(0.1, 0.2, 0.9, 0.85))
    assert coloured(Recipe((Fade(strength=70),))) < 0.01
    assert "fading" in application.window.state_label.text()
    assert coloured(Recipe((turned, Fade(strength=70)))) < 0.01
    assert coloured(Recipe((Fade(strength=70), Denoise(sigma=8, jpeg=10)))) > 0.3


def check_places(drawn: Drawn, canvas: Canvas, zoom: float) -> None:
    def seen(compare: Compare, *, original: bool = False) -> np.ndarray:
        canvas.set_compare(compare)
        canvas.zoom_to(zoom)
        canvas.hold_original(original)
        picture = drawn(canvas)
        canvas.hold_original(False)
        return picture

    before, after = seen(Compare.AFTER, original=True), seen(Compare.AFTER)
    assert before.std() > 10
    assert (before != after).any()
    assert offset(before, after) == (0, 0)
    canvas.set_split(0.5)
    split, middle = seen(Compare.SPLIT), before.shape[1] // 2
    assert np.array_equal(split[:, : middle - 20], before[:, : middle - 20])
    assert np.array_equal(split[:, middle + 20 :], after[:, middle + 20 :])
    side = seen(Compare.SIDE)
    assert canvas.view is not None
    half = canvas.view.viewport.width
    left, right = side[:, 5 : half - 5], side[:, half + 5 : 2 * half - 5]
    assert left.std() > 10
    assert offset(left, right) == (0, 0)


def shapes() -> np.ndarray:
    """Sharp ones on grey, 200 × 160, of which no part is like another."""
    rng = np.random.default_rng(8)
    picture = np.full((160, 200, 3), 120, np.uint8)
    for _ in range(60):
        x, y, width, height = rng.integers(0, 180), rng.integers(0, 140), *rng.integers(6, 30, 2)
        picture[y : y + height, x : x + width] = rng.integers(0, 256, 3)
    return picture


def offset(one: np.ndarray, other: np.ndarray) -> tuple[int, int]:
    """(x, y) in px by which `other` has to be moved to be most like `one`."""
    inner = one[FAR:-FAR, FAR:-FAR]
    height, width = inner.shape[:2]
    places = [(x, y) for x in range(-FAR, FAR + 1) for y in range(-FAR, FAR + 1)]

    def unlike(place: tuple[int, int]) -> float:
        left, top = FAR - place[0], FAR - place[1]
        return float(np.abs(inner - other[top : top + height, left : left + width]).mean())

    return min(places, key=unlike)
