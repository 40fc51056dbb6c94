"""Cancel, pause and progress."""

from __future__ import annotations

import threading
import time

import pytest

from restorer.core.control import Control, Progress
from restorer.core.errors import Cancelled, Internal, NoRoom, from_parts, to_parts


def test_cancelled_work_stops_at_its_next_check_and_no_except_exception_keeps_it() -> None:
    control = Control()
    control.check()
    control.cancel()
    assert not issubclass(Cancelled, Exception)
    with pytest.raises(Cancelled):
        control.check()


def test_paused_work_waits_and_a_cancel_wakes_it() -> None:
    control = Control()
    control.pause()
    ended = threading.Event()

    def work() -> None:
        try:
            control.check()
        except Cancelled:
            ended.set()

    threading.Thread(target=work, daemon=True).start()
    time.sleep(0.05)
    assert not ended.is_set()
    control.cancel()
    assert ended.wait(60)


def test_progress_reaches_the_listener() -> None:
    heard: list[Progress] = []
    Control(heard.append).report(Progress("denoise", 3, 10))
    assert heard == [Progress("denoise", 3, 10)]


def test_errors_cross_a_boundary_as_sentences() -> None:
    error = from_parts(*to_parts(NoRoom("The disk is full.", detail="d")))
    assert isinstance(error, NoRoom)
    assert (error.sentence, error.detail) == ("The disk is full.", "d")
    assert isinstance(from_parts(*to_parts(ZeroDivisionError("x"))), Internal)
    assert isinstance(from_parts("Unheard", "s", "d"), Internal)
    assert isinstance(from_parts(*to_parts(MemoryError())), NoRoom)
