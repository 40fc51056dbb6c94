"""What the window's own process takes of the memory while a very large photo is looked at. Nothing is asserted.

python -m pytest -m performance -s tests/performance/test_window_memory.py
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

pytestmark = [pytest.mark.performance, pytest.mark.timeout(3600)]

MEGAPIXELS = float(os.environ.get("RESTORER_BENCHMARK_MEGAPIXELS", "100"))

# A process of its own, as the pages of this one's photo would count too.
LOOKED_AT = """
import sys, time
from pathlib import Path
import psutil
from restorer.core.files import Places
from restorer.ui.application import Application

application = Application(Places.below(Path(sys.argv[1])))
application.window.resize(2560, 1440)
application.window.show()
process, canvas = psutil.Process(), application.window.canvas

def wait(done):
    deadline = time.monotonic() + 1200
    while not done():
        assert time.monotonic() < deadline
        application.qt.processEvents()
        time.sleep(0.005)

def tell(name):
    found = process.memory_full_info()
    print(f"{name}: RSS {found.rss / 2**20:.0f} MiB, PSS {getattr(found, 'pss', 0) / 2**20:.0f}, "
          f"its own {found.uss / 2**20:.0f}", flush=True)

def settled():
    canvas.repaint()
    return not canvas.tiles._wanted

wait(settled)
tell("empty")
application.documents.open([Path(sys.argv[2])])
wait(lambda: application.documents.current.document.proposal is not None)
wait(settled)
tell("as a whole")
canvas.zoom_to(1.0)
for _ in range(4):
    for across in (0.9,) * 6 + (-0.9,) * 6:
        canvas.pan(across, 0)
        wait(settled)
    canvas.pan(0, 0.9)
    wait(settled)
tell("after looking about at 100 %")
assert "torch" not in sys.modules
application.close()
"""


def test_the_memory_of_the_window_s_process(
    tmp_path: Path, noisy_photo: Callable[[float], Path], load: Callable[[], str]
) -> None:
    photo = noisy_photo(MEGAPIXELS)
    ask = [sys.executable, "-c", LOOKED_AT, str(tmp_path / "home"), str(photo)]
    done = subprocess.run(ask, capture_output=True, text=True, timeout=3000)
    assert done.returncode == 0, done.stderr
    print(f"\nthe window's process, {MEGAPIXELS:.0f} megapixels open:\n{done.stdout}({load()})")
