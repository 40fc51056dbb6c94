"""The list of jobs: what each row says, and what can be done by buttons and keys."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import pytest
from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QAccessible, QKeySequence
from pytestqt.qtbot import QtBot

from restorer.core.control import Control, Progress
from restorer.core.errors import BadInput
from restorer.core.geometry import Size
from restorer.engines.values import Setup
from restorer.jobs.job import Job, JobState
from restorer.jobs.queue import JobQueue
from restorer.photo.photo import Photo, SourceFacts
from restorer.photo.store import Store
from restorer.recipe.recipe import Recipe
from restorer.ui.batch_lane import FolderProgress
from restorer.ui.jobs_model import describe
from restorer.ui.panels.jobs_panel import JobsPanel
from restorer.ui.work import Work
from restorer.worker.messages import DeviceReport, Restore
from restorer.worker.task import Answer, Task

WAIT_MS = 60_000
NONE = Qt.KeyboardModifier.NoModifier
CARD = DeviceReport("cuda:0", "GeForce", 8 << 30, "fp16", True)
CPU = DeviceReport("cpu", "Some processor", 8 << 30, "fp32", True)


@dataclass(frozen=True, slots=True)
class One(Task[str]):
    lane: ClassVar[str] = "engine"

    name: str


class Hands:
    """Does a task once it is let go."""

    def __init__(self) -> None:
        self.free = threading.Event()
        self.fails = False

    def run(self, task: Task[Answer], control: Control | None = None) -> Any:
        assert isinstance(task, One)
        assert control is not None
        control.report(Progress("denoise", 2, 8, seconds_left=100.0))
        while not self.free.is_set():
            time.sleep(0.002)
            control.check()
        if self.fails:
            raise BadInput(f"“{task.name}” is damaged.")
        return task.name

    def close(self) -> None:
        self.free.set()

    def __enter__(self) -> Hands:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def work(qtbot: QtBot, hands: Hands) -> Iterator[Work]:
    work = Work(JobQueue({"engine": [hands]}))
    yield work
    hands.free.set()
    work.close()


@pytest.fixture
def panel(work: Work, qtbot: QtBot) -> JobsPanel:
    panel = JobsPanel(work)
    qtbot.addWidget(panel)
    panel.resize(320, 300)
    panel.show()
    return panel


def rows(panel: JobsPanel) -> list[str]:
    role = Qt.ItemDataRole.AccessibleTextRole
    return [panel.jobs.index(row).data(role) for row in range(panel.jobs.rowCount())]


def titles(panel: JobsPanel) -> list[str]:
    return [text.partition(":")[0] for text in rows(panel)]


def press(panel: JobsPanel, qtbot: QtBot, key: Qt.Key, held: Qt.KeyboardModifier = NONE) -> None:
    """Once what the key does can be done."""
    for action in panel.buttons:
        if action.shortcut() == QKeySequence(QKeyCombination(held, key)):
            qtbot.waitUntil(action.isEnabled, timeout=WAIT_MS)
    qtbot.keyClick(panel.view, key, held)


def test_rows_follow_the_queue_and_keys_act_on_the_chosen_one(
    panel: JobsPanel, work: Work, hands: Hands, qtbot: QtBot
) -> None:
    assert panel.empty.isVisible()
    for name in ("a", "b", "c"):
        work.ask(One(name), name, lambda _answer: None)
    qtbot.waitUntil(lambda: rows(panel)[:1] == ["a: removing noise, tile 3 of 8, about 2 min left"], timeout=WAIT_MS)
    assert rows(panel)[1:] == ["b: waiting", "c: waiting"]
    panel.window().activateWindow()
    panel.view.setFocus()
    qtbot.waitUntil(panel.view.hasFocus, timeout=WAIT_MS)

    press(panel, qtbot, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: rows(panel)[0].startswith("a: paused, removing noise"), timeout=WAIT_MS)
    qtbot.waitUntil(lambda: panel.pause.text() == "Continue", timeout=WAIT_MS)
    assert not panel.up.isEnabled(), "what runs stays where it is"
    press(panel, qtbot, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: rows(panel)[0].startswith("a: removing noise"), timeout=WAIT_MS)

    press(panel, qtbot, Qt.Key.Key_End)
    press(panel, qtbot, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: titles(panel) == ["a", "c", "b"], timeout=WAIT_MS)
    current = panel.current()
    assert current is not None
    assert current.title == "c", "it stays chosen where it goes"
    qtbot.waitUntil(panel.down.isEnabled, timeout=WAIT_MS)
    assert not panel.up.isEnabled(), "nothing comes before what runs"
    press(panel, qtbot, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: titles(panel) == ["a", "b", "c"], timeout=WAIT_MS)

    press(panel, qtbot, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: rows(panel)[2] == "c: stopped", timeout=WAIT_MS)
    press(panel, qtbot, Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: rows(panel)[2] == "c: waiting", timeout=WAIT_MS)
    hands.free.set()
    qtbot.waitUntil(lambda: rows(panel) == ["c: done", "b: done", "a: done"], timeout=WAIT_MS)
    press(panel, qtbot, Qt.Key.Key_Delete, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(panel.empty.isVisible, timeout=WAIT_MS)


def test_a_cancelled_or_failed_job_that_is_tried_again_answers_whoever_asked(
    panel: JobsPanel, work: Work, hands: Hands, qtbot: QtBot
) -> None:
    answers: list[str] = []
    number = work.ask(One("a"), "a", answers.append, lambda error: answers.append(error.sentence))
    qtbot.waitUntil(lambda: rows(panel)[:1] == ["a: removing noise, tile 3 of 8, about 2 min left"], timeout=WAIT_MS)
    qtbot.waitUntil(panel.cancel.isEnabled, timeout=WAIT_MS)
    panel.cancel.trigger()
    qtbot.waitUntil(lambda: rows(panel) == ["a: stopped"], timeout=WAIT_MS)
    hands.fails = True
    hands.free.set()
    qtbot.waitUntil(panel.retry.isEnabled, timeout=WAIT_MS)
    panel.retry.trigger()
    qtbot.waitUntil(lambda: rows(panel) == ["a: “a” is damaged."], timeout=WAIT_MS)
    hands.fails = False
    qtbot.waitUntil(panel.retry.isEnabled, timeout=WAIT_MS)
    panel.retry.trigger()
    qtbot.waitUntil(lambda: rows(panel) == ["a: done"], timeout=WAIT_MS)
    qtbot.waitUntil(lambda: answers == ["“a” is damaged.", "a"], timeout=WAIT_MS)
    assert work.queue.job(number).tries == 3


def test_what_nobody_wants_any_more_leaves_the_list(panel: JobsPanel, work: Work, hands: Hands, qtbot: QtBot) -> None:
    answers: list[str] = []
    running, waiting = (work.ask(One(name), name, answers.append) for name in "ab")
    qtbot.waitUntil(lambda: len(rows(panel)) == 2, timeout=WAIT_MS)
    work.forget(waiting)
    qtbot.waitUntil(lambda: titles(panel) == ["a"], timeout=WAIT_MS)
    work.forget(running)
    qtbot.waitUntil(lambda: titles(panel) == [], timeout=WAIT_MS)
    assert answers == []


def test_two_thousand_jobs_are_listed_moved_and_cleared(
    panel: JobsPanel, work: Work, hands: Hands, qtbot: QtBot
) -> None:
    for number in range(2000):
        work.ask(One(str(number)), str(number), lambda _answer: None)
    qtbot.waitUntil(lambda: len(rows(panel)) == 2000, timeout=WAIT_MS)
    panel.choose(work.queue.jobs()[-1].number)
    qtbot.waitUntil(panel.up.isEnabled, timeout=WAIT_MS)
    panel.up.trigger()
    qtbot.waitUntil(lambda: titles(panel)[-2:] == ["1999", "1998"], timeout=WAIT_MS)
    hands.free.set()
    qtbot.waitUntil(lambda: all(text.endswith("done") for text in rows(panel)), timeout=WAIT_MS)
    qtbot.waitUntil(panel.clear.isEnabled, timeout=WAIT_MS)
    panel.clear.trigger()
    qtbot.waitUntil(panel.empty.isVisible, timeout=WAIT_MS)


def test_buttons_have_names_and_tips_with_keys(panel: JobsPanel, work: Work, qtbot: QtBot) -> None:
    work.ask(One("a"), "a", lambda _answer: None)
    qtbot.waitUntil(lambda: len(rows(panel)) == 1, timeout=WAIT_MS)
    for action, button in panel.buttons.items():
        interface = QAccessible.queryAccessibleInterface(button)
        assert interface.text(QAccessible.Text.Name) == action.text()
        assert action.shortcut().toString() in action.toolTip()
        assert button.focusPolicy() & Qt.FocusPolicy.TabFocus


def test_a_photo_says_its_device_and_a_folder_how_many_photos(tmp_path: Path) -> None:
    facts = SourceFacts("png", 8, False, False, "0" * 64, 1)
    photo = Photo(Store(tmp_path, Size(8, 8), 3, 8), facts)
    step = Progress("upscale", 0, 4, seconds_left=20)

    def on(device: str) -> str:
        task = Restore(photo, Recipe(), Setup(device=device))
        return describe(Job(1, "x", task, "engine", state=JobState.RUNNING, progress=step), (CARD, CPU))

    assert on("auto") == "enlarging, tile 1 of 4, about 20 s left, GeForce"
    assert on("cpu") == "enlarging, tile 1 of 4, about 20 s left, CPU"
    folder = FolderProgress("batch", 12, 1284, seconds_left=7200, photo="x.jpg", part=step, device="cpu")
    job = Job(2, "y", One("y"), "batch", state=JobState.RUNNING, progress=folder)
    assert describe(job).endswith("about 2 h left, CPU, x.jpg (enlarging, tile 1 of 4)")
    assert describe(job).startswith("12 of 1")
