"""The first minute: open, propose, adjust, compare, undo, restore, save, reopen."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from pytestqt.qtbot import QtBot

from restorer.core.files import Places
from restorer.core.settings import Settings
from restorer.photo.write import SaveOptions
from restorer.recipe.operations.fade import Fade
from restorer.recipe.recipe import Recipe
from restorer.ui.application import Application
from restorer.ui.canvas.canvas import Canvas, Compare

LONG = 120_000


def test_the_window_s_process_never_imports_torch() -> None:
    code = "import sys; import restorer.ui.application; print('torch' in sys.modules, 'openvino' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]


def test_an_empty_window_says_what_to_do(application: Application) -> None:
    window = application.window
    assert window.stack.currentWidget() is window.welcome
    assert window.welcome.open_button.isVisible()
    assert not window.actions_["save_as"].isEnabled()


def test_drop_restore_adjust_undo_save_and_reopen(
    application: Application, qtbot: QtBot, faded: Path, tmp_path: Path, opened: Callable[[Path], None]
) -> None:
    window, documents = application.window, application.documents
    drop(application, faded)
    model = documents.current
    assert model is not None
    document = model.document
    qtbot.waitUntil(lambda: document.proposal is not None, timeout=LONG)
    assert window.stack.currentWidget() is window.canvas

    card = window.recipe_panel.cards["fade"]
    card.switch.click()
    assert document.recipe.step(Fade) == Fade()
    card.fields["strength"].changed.emit(60.0, True)
    assert document.recipe.step(Fade) == Fade(strength=60)
    assert window.windowTitle().startswith("faded.png*")
    window.actions_["undo"].trigger()
    assert document.recipe.step(Fade) == Fade()

    qtbot.waitUntil(lambda: bool(window.canvas._after), timeout=LONG)
    window.actions_["restore"].trigger()
    qtbot.waitUntil(lambda: document.result() is not None, timeout=LONG)
    assert document.pending() == ()

    target = tmp_path / "better.png"
    documents.save_recipe = True
    window.saving.save(model, target, SaveOptions())
    qtbot.waitUntil(lambda: document.clean and target.exists(), timeout=LONG)
    before, after = (np.asarray(Image.open(path)).astype(int) for path in (faded, target))
    assert after.max() - after.min() > before.max() - before.min() - 5
    assert (after != before).any()

    window.actions_["close"].trigger()
    assert window.stack.currentWidget() is window.welcome
    opened(faded)
    assert documents.current is not None
    assert documents.current.document.recipe.step(Fade) == Fade()
    assert documents.current.document.clean


def test_compare_modes_show_before_and_after(
    application: Application,
    qtbot: QtBot,
    faded: Path,
    opened: Callable[[Path], None],
    drawn: Callable[[Canvas], np.ndarray],
) -> None:
    opened(faded)
    window, model = application.window, application.documents.current
    assert model is not None
    model.document.change("Fade", Recipe((Fade(),)))
    application.documents.restore(model)
    qtbot.waitUntil(lambda: model.document.result() is not None, timeout=LONG)
    canvas = window.canvas

    def seen(compare: Compare) -> np.ndarray:
        canvas.set_compare(compare)
        return drawn(canvas)

    whole = seen(Compare.AFTER)
    canvas.hold_original(True)
    original = seen(Compare.AFTER)
    canvas.hold_original(False)
    assert np.abs(whole - original).mean() > 1  # the photo covers a tenth of the canvas
    canvas.set_split(0.5)
    split = seen(Compare.SPLIT)
    middle = split.shape[1] // 2
    assert np.array_equal(split[:, : middle - 20], original[:, : middle - 20])
    assert np.array_equal(split[:, middle + 20 :], whole[:, middle + 20 :])
    window.actions_["view_changes"].trigger()
    changes = seen(Compare.CHANGES)
    assert np.abs(changes - whole).mean() > 1
    assert np.abs(changes - original).mean() > 1
    assert "What changed" in window.state_label.text()


def test_a_file_that_is_no_photo_is_told_and_closed(application: Application, qtbot: QtBot, tmp_path: Path) -> None:
    junk = tmp_path / "junk.jpg"
    junk.write_bytes(b"nothing of use")
    application.documents.open([junk])
    qtbot.waitUntil(lambda: not application.documents.models, timeout=LONG)
    assert any("junk.jpg" in banner.sentence for banner in application.window.banners.shown)


def test_switching_photos_keeps_each_ones_place(
    application: Application, qtbot: QtBot, faded: Path, another: Path, opened: Callable[[Path], None]
) -> None:
    opened(faded)
    canvas = application.window.canvas
    canvas.zoom_to(2.0)
    canvas.pan(0.3, 0.1)
    first = canvas.view
    assert first is not None
    opened(another)
    canvas.zoom_to(4.0)
    application.window.actions_["next"].trigger()
    assert canvas.view is not None
    # The filmstrip has come meanwhile, so the viewport is lower.
    assert (canvas.view.zoom, canvas.view.x, canvas.view.y) == (first.zoom, first.x, first.y)


def test_the_original_cannot_be_saved_over(
    application: Application, qtbot: QtBot, faded: Path, opened: Callable[[Path], None]
) -> None:
    content = faded.read_bytes()
    opened(faded)
    window, model = application.window, application.documents.current
    assert model is not None
    model.document.change("Fade", Recipe((Fade(),)))
    window.saving.save(model, faded, SaveOptions(), overwrite=True)
    qtbot.waitUntil(lambda: bool(window.banners.shown), timeout=LONG)
    assert faded.read_bytes() == content


def test_nothing_is_left_behind(qtbot: QtBot, places: Places, faded: Path) -> None:
    running = Application(places, Settings(theme="light"))
    running.documents.open([faded])
    model = running.documents.current
    assert model is not None
    qtbot.waitUntil(lambda: model.document.photo is not None, timeout=LONG)
    running.close()
    assert list(places.scratch.iterdir()) == []
    assert not any((places.data / "drafts").glob("*"))


def drop(application: Application, path: Path) -> None:
    """As the system tells a window that a file was dropped on it."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    event = QDropEvent(
        QPointF(QPoint(200, 200)),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    application.window.dropEvent(event)
