"""What is told before the start of what an output will not hold."""

from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np
import pytest
from PIL import Image

from restorer.batch.journal import Journal
from restorer.batch.losses import would_drop
from restorer.batch.plan import Looked, make_plan
from restorer.batch.request import BatchRequest
from restorer.batch.scan import Found
from restorer.photo.write import SaveOptions
from restorer.recipe.operations.colorize import Colorize
from restorer.recipe.operations.denoise import Denoise
from restorer.recipe.operations.frame import Frame
from restorer.recipe.recipe import Recipe

Ask = Callable[..., BatchRequest]
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
        ({"grey_profile": True}, "webp", {}, ["saved as sRGB"]),
        ({"misfit": "The profile is damaged."}, "jpeg", {}, ["damaged"]),
        ({"misfit": "The profile is damaged.", "colours": "CMYK"}, "jpeg", {}, ["become sRGB"]),
        ({"bits": 16, "alpha": True, "colours": "Lab"}, "jpeg", {}, ["8 bits", "laid on white", "Lab"]),
    ],
)
def test_depth_transparency_and_profile_are_told(
    photo: dict[str, object], format_: str, options: dict[str, int], words: list[str], request_of: Ask, tmp_path: Path
) -> None:
    request = request_of(tmp_path, options=SaveOptions(**options))  # type: ignore[arg-type]
    said = would_drop(Looked(PLAIN, **photo), format_, request)  # type: ignore[arg-type]
    assert len(said) == len(words)
    assert all(word in sentence for word, sentence in zip(words, said, strict=True))


def test_the_plan_tells_it_of_each_photo_that_will_be_written(tmp_path: Path, request_of: Ask) -> None:
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


def profile(space: bytes) -> bytes:
    """A small profile (ICC.1:2001-04) of a grey of gamma 1.8; only its header says `space`."""
    tags = {
        b"wtpt": b"XYZ " + bytes(4) + struct.pack(">iii", 63_190, 65_536, 54_061),
        b"kTRC": b"curv" + bytes(4) + struct.pack(">IH", 1, 461) + bytes(2),
        b"desc": b"desc" + bytes(4) + struct.pack(">I", 5) + b"grey\0" + bytes(79),
        b"cprt": b"text" + bytes(4) + b"CC0\0",
    }
    at, table, body = 128 + 4 + 12 * len(tags), struct.pack(">I", len(tags)), b""
    for key, content in tags.items():
        table += key + struct.pack(">II", at + len(body), len(content))
        body += content + bytes(-len(content) % 4)
    head = struct.pack(">I4sI4s4s4s", at + len(body), b"test", 0x02400000, b"mntr", space, b"XYZ ") + bytes(12)
    head += b"acsp" + bytes(28) + struct.pack(">iii", 63_190, 65_536, 54_061)
    return head.ljust(128, b"\0") + table + body


GREY_ONLY = "for grey pictures only"


@pytest.mark.parametrize(
    ("recipe", "words"),
    [
        (Recipe((Frame(turn=90),)), []),
        (Recipe((Denoise(sigma=20),)), []),
        (Recipe((Colorize(),)), [GREY_ONLY, "the picture is saved as sRGB"]),
        (Recipe((Colorize(strength=0),)), []),
        (None, []),
    ],
)
def test_a_grey_jpeg_with_a_grey_profile_is_told_of(
    tmp_path: Path,
    request_of: Ask,
    begun: Callable[[BatchRequest], Journal],
    lanes: Any,
    recipe: Recipe,
    words: list[str],
) -> None:
    (tmp_path / "in").mkdir()
    noise = np.random.default_rng(0).integers(60, 120, (64, 80), np.uint8)
    Image.fromarray(noise).save(tmp_path / "in" / "grey.jpg", icc_profile=profile(b"GRAY"))
    request = request_of(tmp_path / "in", recipe=recipe)
    (entry,) = make_plan(request).entries
    assert len(entry.losses) == bool(words)
    assert all(word in entry.losses[0] for word in words)
    lanes.run(request, begun(request))
    with Image.open(request.output / "grey.jpg") as made:
        kept = made.info.get("icc_profile") == profile(b"GRAY")
    assert kept == (not words), "it came as it was told"


@pytest.mark.parametrize(
    ("mode", "icc", "words"),
    [
        ("RGB", profile(b"GRAY"), "one for grey pictures, which this is not"),
        ("RGB", b"rubbish" * 60, "damaged"),
    ],
)
def test_a_profile_that_cannot_be_kept_is_told_of(
    tmp_path: Path, request_of: Ask, mode: str, icc: bytes, words: str
) -> None:
    (tmp_path / "in").mkdir()
    Image.new(mode, (8, 8)).save(tmp_path / "in" / "a.jpg", icc_profile=icc)
    (entry,) = make_plan(request_of(tmp_path / "in")).entries
    (said,) = entry.losses
    assert words in said
