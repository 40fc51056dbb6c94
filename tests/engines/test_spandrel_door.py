"""spandrel and torchvision can be had whichever builds of torch and torchvision lie side by side."""

from __future__ import annotations

import sys

from restorer.engines.spandrel_door import open_spandrel, open_torchvision


def test_spandrel_opens_and_stays_open() -> None:
    spandrel = open_spandrel()
    assert spandrel.ModelLoader is not None
    assert open_spandrel() is spandrel
    assert open_torchvision() is sys.modules["torchvision"]
