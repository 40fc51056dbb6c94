"""What is told before the start of what an output will not hold."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path, PurePosixPath

import numpy as np
import pytest
from PIL import Image

from restorer.batch.losses import would_drop
from restorer.batch.plan import Looked, make_plan
from restorer.batch.request import BatchRequest
from restorer.batch.scan import Found
from restorer.photo.write import SaveOptions

PLAIN = Found(Path("a"), PurePosixPath())


@pytest.mark.parametrize(
    ("photo", "format_", "options", "words"),
    [
        ({}, "jpeg", {}, []),
        ({"bits": 16}, "png", {}, []),
        ({"bits": 16}, "jpeg", {}, ["8 bits"]),
        ({"bits": 16}, "avif", {}, ["10 bits"]),
        ({"bits": 16}, "tiff", {"bits": 8}, ["narrowed to 8"]),
        ({"bits": 8}, "jpeg", {"bits": 16}, ["8 bits"]),
        ({"alpha": True}, "png", {}, []),
        ({"alpha": True}, "jpeg", {}, ["laid on white"]),
        ({"colours": "CMYK"}, "tiff", {}, ["become sRGB"]),
        ({"grey_profile": True}, "jpeg", {}, []),
        ({"grey_profile": True}, "webp", {}, ["grey pictures only"]),
        ({"bits": 16, "alpha": True, "colours": "Lab"}, "jpeg", {}, ["8 bits", "laid on white", "Lab"]),
    ],
)
def test_depth_transparency_and_profile_are_told(
    photo: dict[str, object], format_: str, options: dict[str, int], words: list[str]
) -> None:
    said = would_drop(Looked(PLAIN, **photo), format_, SaveOptions(**options))  # type: ignore[arg-type]
    assert len(said) == len(words)
    assert all(word in sentence for word, sentence in zip(words, said, strict=True))


def test_the_plan_tells_it_of_each_photo_that_will_be_written(
    tmp_path: Path, request_of: Callable[..., BatchRequest]
) -> None:
    (tmp_path / "in").mkdir()
    Image.fromarray(np.zeros((8, 8, 4), np.uint8)).save(tmp_path / "in" / "clear.png")
    Image.fromarray(np.zeros((8, 8), np.uint16)).save(tmp_path / "in" / "deep.png")
    Image.new("RGB", (8, 8)).save(tmp_path / "in" / "plain.jpg")
    request = request_of(tmp_path / "in", options=SaveOptions(format="jpeg"))
    losses = {entry.source.name: entry.losses for entry in make_plan(request).entries}
    assert "white" in losses["clear.png"][0]
    assert "16" in losses["deep.png"][0]
    assert losses["plain.jpg"] == ()
    own = request_of(tmp_path / "in", options=SaveOptions())
    assert all(entry.losses == () for entry in make_plan(own).entries)
