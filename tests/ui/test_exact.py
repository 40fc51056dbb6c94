"""What is seen at 100 % is what is in the file, pixel for pixel, for each operation, through the real window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from restorer.core.geometry import Box, Size
from restorer.photo.write import SaveOptions
from restorer.recipe.controls import Hint
from restorer.recipe.operation import Operation
from restorer.recipe.operations import Colorize, Denoise, Fade, Frame, Upscale
from restorer.recipe.recipe import Recipe
from restorer.ui.application import Application
from restorer.ui.canvas.canvas import Compare
from restorer.ui.document_model import DocumentModel
from restorer.ui.preview import Shown

LONG = 600_000

RECIPES: tuple[tuple[Operation, ...], ...] = (
    (Frame(turn=90, mirror=True, crop=(0.1, 0.2, 0.9, 0.85)), Fade(strength=80)),
    (Denoise(sigma=12, jpeg=0, strength=90),),
    (Colorize(hints=(Hint(((0.4, 0.6),), (180, 40, 30), 0.1),)),),
    (Fade(), Denoise(sigma=12, jpeg=0), Upscale(factor=2)),
)


@pytest.mark.timeout(3600)
def test_the_preview_at_a_hundred_per_cent_is_the_file(
    application: Application, qtbot: QtBot, faded: Path, tmp_path: Path, opened: Callable[[Path], None]
) -> None:
    opened(faded)
    window, model = application.window, application.documents.current
    assert model is not None
    window.canvas.set_compare(Compare.AFTER)
    for number, steps in enumerate(RECIPES):
        model.document.change(f"{number}", Recipe(steps))
        size = model.document.output_size
        framed = Recipe(tuple(step for step in steps if step.id == "frame")).output_size(Size(320, 240))
        assert size is not None
        window.canvas.zoom_to(size.width / framed.width)  # one pixel of the result is one of the screen
        seen = exact_preview(application, qtbot, size)
        target = tmp_path / f"{number}.png"
        window.saving.save(model, target, SaveOptions(bits=8))
        qtbot.waitUntil(lambda target=target: target.exists(), timeout=LONG)
        with Image.open(target) as image:
            saved = np.asarray(image.convert("RGB")).astype(int)
        assert np.array_equal(seen, saved), f"{steps}: {np.abs(seen - saved).max()}"
        # The result of the whole photo takes the preview's place, and nothing moves or changes.
        assert model.document.result() is not None
        assert np.array_equal(exact_preview(application, qtbot, size), saved)


def exact_preview(application: Application, qtbot: QtBot, size: Size) -> np.ndarray:
    """The result as the canvas shows it, (h, w, 3) int, once nothing of it is approximate or on its way."""
    looking, canvas = application.window.looking, application.window.canvas

    def settled() -> bool:
        canvas.grab()  # which asks for what is missing
        shown = looking._shown
        return not looking.preview.busy and shown is not None and shown.exact and not canvas.tiles._wanted

    qtbot.waitUntil(settled, timeout=LONG)
    image = canvas.grab().toImage()
    drawn = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine() // 4, 4)
    assert canvas.view is not None
    left, top = (round(side) for side in canvas.view.origin)
    return drawn[top : top + size.height, left : left + size.width, 2::-1].astype(int)


@pytest.mark.timeout(3600)
def test_a_small_part_comes_first_and_has_the_pixels_of_the_file_already(
    application: Application, qtbot: QtBot, tmp_path: Path, opened: Callable[[Path], None]
) -> None:
    rng, (y, x) = np.random.default_rng(2), np.mgrid[0:800, 0:1000] / 100
    scene = 120 + 50 * np.stack([np.sin(x + y), np.cos(x), np.sin(y)], axis=2) + rng.normal(0, 14, (800, 1000, 3))
    Image.fromarray(np.clip(scene, 0, 255).astype(np.uint8)).save(tmp_path / "large.png")
    opened(tmp_path / "large.png")
    window, model = application.window, application.documents.current
    assert model is not None
    first: list[tuple[Box, np.ndarray]] = []
    later: list[Shown] = []

    def note(shown: Shown | None) -> None:
        if shown is not None and shown.begun and not shown.exact and not first:
            placed = shown.pictures[-1]
            first.append((placed.box, placed.picture.read(0, Box.of(placed.picture.size))))
        if shown is not None and shown.exact:
            later.append(shown)

    window.looking.preview.shown.connect(note)
    window.canvas.zoom_to(1.0)
    model.document.change("Denoise", Recipe((Denoise(sigma=14, jpeg=0, strength=90),)))
    qtbot.waitUntil(lambda: bool(later), timeout=LONG)
    [(box, pixels)] = first
    assert max(box.width, box.height) < 600
    window.canvas.zoom_to(0.5)
    qtbot.waitUntil(lambda: not window.looking.preview.busy, timeout=LONG)
    shown = window.looking._shown
    assert shown is not None
    assert not shown.exact
    rough, *parts = shown.pictures
    assert rough.box == Box(0, 0, 1000, 800)
    assert [part.box for part in parts] == [part.box for part in later[-1].pictures], "exact ones lie over the rough"
    window.saving.save(model, tmp_path / "saved.png", SaveOptions(bits=8))
    qtbot.waitUntil(lambda: (tmp_path / "saved.png").exists(), timeout=LONG)
    with Image.open(tmp_path / "saved.png") as image:
        saved = np.asarray(image.convert("RGB"))
    assert np.array_equal(pixels, saved[box.top : box.bottom, box.left : box.right])
    assert not window.looking.preview._differ


@pytest.mark.timeout(3600)
def test_a_step_that_is_there_is_carried_on_from_and_gives_the_same_pixels(
    application: Application, qtbot: QtBot, faded: Path, opened: Callable[[Path], None]
) -> None:
    opened(faded)
    documents, model = application.documents, application.documents.current
    assert model is not None
    fade, denoise, upscale = Fade(), Denoise(sigma=12, jpeg=0), Upscale(factor=2)
    whole = restored(application, qtbot, model, Recipe((fade, denoise, upscale)))
    result = model.document.result()
    assert result is not None
    model.document.give_up(result)
    assert model.document.pending() == ("fade", "denoise", "upscale")
    restored(application, qtbot, model, Recipe((fade, denoise)))
    model.document.change("Enlarge", Recipe((fade, denoise, upscale)))
    assert model.document.pending() == ("upscale",)
    carried_on = restored(application, qtbot, model, Recipe((fade, denoise, upscale)))
    result = model.document.result()
    assert result is not None
    assert [step.operation for step in result.steps] == ["fade", "denoise", "upscale"]
    assert np.array_equal(carried_on, whole)
    model.document.undo()
    assert model.document.pending() == ()  # at once
    # Another way of making it, and back: what was made counts, what was not does not.
    setup = documents.setup
    documents.setup = replace(setup, precision="fp32")
    assert model.document.pending() == ("fade", "denoise")
    assert "Still to run" in application.window.recipe_panel.pending.text()
    documents.setup = setup
    assert model.document.pending() == ()
    assert application.window.recipe_panel.pending.text() == ""


def restored(application: Application, qtbot: QtBot, model: DocumentModel, recipe: Recipe) -> np.ndarray:
    """The pixels of the whole result."""
    model.document.change("…", recipe)
    application.documents.restore(model)
    qtbot.waitUntil(lambda: model.document.result() is not None, timeout=LONG)
    result = model.document.result()
    assert result is not None
    return np.array(result.photo.store.pixels())
