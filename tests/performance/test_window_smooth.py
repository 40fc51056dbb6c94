"""How smoothly the window goes on while it works, and how soon a change is seen. Nothing is asserted about time.

python -m pytest -m performance -s tests/performance/test_window_smooth.py
"""

from __future__ import annotations

import itertools
import math
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEventLoop, QObject, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from restorer.core.files import Places
from restorer.core.settings import Settings
from restorer.recipe.operations.denoise import Denoise
from restorer.recipe.operations.fade import Fade
from restorer.recipe.recipe import Recipe
from restorer.ui.application import Application
from restorer.ui.canvas.canvas import Compare
from restorer.ui.document_model import DocumentModel
from restorer.ui.panels.fields import SliderField
from restorer.ui.preview import Shown

pytestmark = [pytest.mark.performance, pytest.mark.timeout(3600)]

MEGAPIXELS = float(os.environ.get("RESTORER_MEGAPIXELS", "24"))
SECONDS = float(os.environ.get("RESTORER_SECONDS", "20"))
RELEASES = 5
LONG = 600_000


class Heartbeat(QObject):
    """Beats every 5 ms in the window's thread, and notes how long each beat took to come, by the clock and of the
    processor's time that this thread took between them: the second is what the window itself did."""

    def __init__(self) -> None:
        super().__init__()
        self.gaps: list[float] = []
        self.used: list[float] = []
        self._last = (time.perf_counter(), time.thread_time())
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start(5)

    def stop(self, name: str) -> str:
        self._timer.stop()
        wall, used = (np.array(values) * 1e3 for values in (self.gaps, self.used))
        return (
            f"{name}: {len(wall)} beats, largest gap {wall.max():.0f} ms, 99th percentile "
            f"{np.percentile(wall, 99):.1f} ms; of the thread's own time {used.max():.0f} ms and "
            f"{np.percentile(used, 99):.1f} ms"
        )

    def _beat(self) -> None:
        now = (time.perf_counter(), time.thread_time())
        self.gaps.append(now[0] - self._last[0])
        self.used.append(now[1] - self._last[1])
        self._last = now


@pytest.fixture
def application(qtbot: QtBot, tmp_path: Path) -> Iterator[Application]:
    running = Application(Places.below(tmp_path / "home"), Settings(theme="dark"))
    try:
        running.window.resize(1600, 1000)
        with qtbot.waitExposed(running.window, timeout=LONG):
            running.window.show()
        yield running
    finally:
        running.close()


def opened(application: Application, qtbot: QtBot, path: Path) -> DocumentModel:
    application.documents.open([path])
    model = application.documents.current
    assert model is not None
    qtbot.waitUntil(lambda: model.document.proposal is not None, timeout=LONG)
    return model


def test_the_heartbeat_while_a_photo_is_restored(
    application: Application, qtbot: QtBot, noisy_photo: Callable[[float], Path], load: Callable[[], str]
) -> None:
    photo = noisy_photo(MEGAPIXELS)
    reading = Heartbeat()
    model = opened(application, qtbot, photo)
    lines = [reading.stop("opening")]
    qtbot.waitUntil(lambda: bool(application.devices), timeout=LONG)
    still = Heartbeat()
    passes(5)
    lines.append(still.stop("nothing happens"))
    model.document.change("Both", Recipe((Fade(), Denoise(sigma=20, jpeg=0))))
    assert application.documents.restore(model)
    for compare in (Compare.SPLIT, Compare.SIDE, Compare.CHANGES):
        application.window.canvas.set_compare(compare)
        hands = Hands(application)
        busy = Heartbeat()
        passes(SECONDS)
        lines.append(busy.stop(f"restoring {MEGAPIXELS:.0f} MP, pan, zoom, sliders, {compare.value}"))
        hands.stop()
    application.documents.cancel(model)
    print("\n" + "\n".join(lines) + f"\n({load()})")


class Hands:
    """Somebody who drags the photo, turns the wheel and drags a slider, in turns, 60 times a second."""

    def __init__(self, application: Application) -> None:
        self._canvas = application.window.canvas
        field = application.window.recipe_panel.cards["denoise"].fields["strength"]
        assert isinstance(field, SliderField)
        self._slider = field.slider
        self._steps = itertools.count()
        self._timer = QTimer()
        self._timer.timeout.connect(self._move)
        self._timer.start(16)

    def stop(self) -> None:
        self._timer.stop()
        QTest.mouseRelease(self._canvas, Qt.MouseButton.LeftButton)
        self._slider.setSliderDown(False)

    def _move(self) -> None:
        step = next(self._steps)
        turn, part = divmod(step, 60)
        [self._pan, self._wheel, self._slide][turn % 3](part)

    def _pan(self, part: int) -> None:
        middle = self._canvas.rect().center() + QPoint(0, 200)
        at = middle + QPoint(round(200 * math.sin(part / 9)), round(120 * math.sin(part / 7)))
        if part == 0:
            QTest.mousePress(self._canvas, Qt.MouseButton.LeftButton, pos=at)
        elif part == 59:
            QTest.mouseRelease(self._canvas, Qt.MouseButton.LeftButton, pos=at)
        else:
            QTest.mouseMove(self._canvas, at)

    def _wheel(self, part: int) -> None:
        at = QPointF(self._canvas.rect().center())
        turned = QPoint(0, 60 if part < 30 else -60)
        where = self._canvas.mapToGlobal(at)
        none = Qt.KeyboardModifier.NoModifier
        event = QWheelEvent(
            at, where, QPoint(), turned, Qt.MouseButton.NoButton, none, Qt.ScrollPhase.NoScrollPhase, False
        )
        QApplication.sendEvent(self._canvas, event)

    def _slide(self, part: int) -> None:
        if part == 0:
            self._slider.setSliderDown(True)
        elif part == 59:
            self._slider.setSliderDown(False)
        else:
            self._slider.setValue(round(self._slider.maximum() * (0.5 + 0.5 * math.sin(part / 10))))


def test_the_time_from_slider_release_to_the_first_exact_tile(
    application: Application, qtbot: QtBot, noisy_photo: Callable[[float], Path], load: Callable[[], str]
) -> None:
    model = opened(application, qtbot, noisy_photo(MEGAPIXELS))
    canvas, preview = application.window.canvas, application.window.looking.preview
    model.document.change("Denoise", Recipe((Denoise(sigma=20, jpeg=0),)))
    canvas.zoom_to(1.0)
    field = application.window.recipe_panel.cards["denoise"].fields["strength"]
    assert isinstance(field, SliderField)
    begun: list[float] = []
    exact: list[float] = []

    def note(shown: Shown | None) -> None:
        if shown is not None and shown.begun:
            begun.append(time.perf_counter())
        if shown is not None and shown.exact:
            exact.append(time.perf_counter())

    preview.shown.connect(note)
    qtbot.waitUntil(lambda: bool(exact), timeout=LONG)  # networks are loaded, speeds are measured
    qtbot.waitUntil(lambda: not preview.busy, timeout=LONG)
    first, whole = [], []
    for release in range(RELEASES):
        field.slider.setSliderDown(True)
        field.slider.setValue(40 + 5 * release)
        begun.clear()
        exact.clear()
        began = time.perf_counter()
        field.slider.setSliderDown(False)
        qtbot.waitUntil(lambda: bool(exact), timeout=LONG)
        first.append(begun[0] - began)
        qtbot.waitUntil(lambda: not preview.busy, timeout=LONG)
        whole.append(exact[-1] - began)
    view = canvas.view
    assert view is not None
    print(
        f"\nslider release to the first exact tile, denoise at 100 %: {min(first):.2f} s at best, "
        f"{sorted(first)[RELEASES // 2]:.2f} s in the middle; all of {view.viewport}: {min(whole):.2f} s at best; "
        f"the first tile takes {min(first) / min(whole):.2f} of that ({load()})"
    )


def passes(seconds: float) -> None:
    """Let the window go on for so long."""
    loop = QEventLoop()
    QTimer.singleShot(round(seconds * 1000), loop.quit)
    loop.exec()
