"""How long the window takes to be seen, by the clock and of the processor's time. Nothing is asserted about time.

python -m pytest -m performance -s tests/performance/test_window_start.py
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

pytestmark = [pytest.mark.performance, pytest.mark.timeout(900)]

ROUNDS = 5

# The window's own start; then a turn of the loop after the first painting, whoever paints says when that was.
STARTED = """
import os, sys, time
import restorer.ui.application as application
import psutil
from PySide6.QtCore import QEvent, QObject, QTimer
from restorer.ui.main_window import MainWindow

class Watch(QObject):
    seen = False
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint and isinstance(watched, MainWindow) and not self.seen:
            self.seen = True
            QTimer.singleShot(0, self.tell)
        return False
    def tell(self):
        wall = time.time() - psutil.Process().create_time()
        loaded = [name for name in ("torch", "openvino", "spandrel") if name in sys.modules]
        print(f"{wall:.3f} {time.process_time():.3f} {'+'.join(loaded) or 'none'}", flush=True)
        application.qt_application().closeAllWindows()

watch = Watch()
application.qt_application().installEventFilter(watch)
sys.exit(application.run([]))
"""


def test_the_time_to_the_first_painted_window(tmp_path: Path, load: Callable[[], str]) -> None:
    # Whoever starts it a second time has the modules compiled, whatever the shell of a developer says.
    environment = {**os.environ, "RESTORER_HOME": str(tmp_path), "PYTHONPYCACHEPREFIX": str(tmp_path / "compiled")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    walls, processor = [], []
    for round_ in range(ROUNDS + 1):
        done = subprocess.run(
            [sys.executable, "-c", STARTED], capture_output=True, text=True, env=environment, check=True, timeout=300
        )
        wall, used, loaded = done.stdout.split()
        assert loaded == "none", "the window's process must load no engine"
        if round_:  # the first one warms the disk's cache
            walls.append(float(wall))
            processor.append(float(used))
    print(
        f"\nfirst painted window, {ROUNDS} warm starts: {min(walls):.2f} s at best, {sorted(walls)[ROUNDS // 2]:.2f} s "
        f"in the middle; of the processor's time {min(processor):.2f} s at best ({load()})"
    )
