"""The colouring step: lightness kept, hints heeded, through the profile, alike in parts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import torch
from PIL import ImageCms
from safetensors.torch import save_file

from restorer.core.errors import BadRequest, WeightsFailed
from restorer.core.geometry import Box
from restorer.engines.colorizer import Colorizer
from restorer.engines.lab import lab_from_srgb
from restorer.engines.networks.colorize import ColorizeUNet
from restorer.photo.photo import Photo
from restorer.recipe.controls import Hint
from restorer.recipe.operations.colorize import Colorize
from restorer.recipe.operations.fade import Fade
from restorer.recipe.operations.frame import Frame
from restorer.weights.catalogue import Catalogue, WeightsEntry, file_sha256, save_catalogue

Pixels = npt.NDArray[Any]
Make = Callable[..., Photo]
Go = Callable[..., Any]


@pytest.fixture(scope="session")
def colourist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny colouriser of random weights that paints something."""
    folder = tmp_path_factory.mktemp("colourist")
    arguments: dict[str, Any] = {"widths": [8, 8, 8, 8, 8], "down": [1, 1, 1, 1], "up": [1, 1, 1], "context": 8}
    torch.manual_seed(2)
    network = ColorizeUNet(**arguments)
    with torch.no_grad():
        network.to_logits.bias[20] += 3.0
    save_file(network.state_dict(), folder / "c.safetensors")
    entry = WeightsEntry(
        id="c",
        title="A colouriser",
        file="c.safetensors",
        sha256=file_sha256(folder / "c.safetensors"),
        operation="colorize",
        architecture="colorize-unet",
        arguments={**arguments, "short_side": 64},
        licence="MIT",
    )
    save_catalogue(Catalogue(weights=(entry,)), folder)
    return folder / "c.safetensors"


@pytest.fixture
def grey(scene: Pixels) -> Pixels:
    return (scene[:, :, :1] // 2 + 12000).repeat(3, 2).astype(np.uint16)


def light(photo: Photo) -> npt.NDArray[np.float32]:
    return photo.store.pixels()[:, :, :3].astype(np.float32) / np.float32(65535)


def test_colours_come_and_lightness_stays(photo_of: Make, go: Go, grey: Pixels, colourist: Path) -> None:
    result = go(photo_of(grey, grey=True), Colorize(), weights={"colorize": colourist})
    lab, before = lab_from_srgb(light(result.photo)), lab_from_srgb((grey / 65535).astype(np.float32))
    assert np.abs(lab[..., 1:]).mean() > 2
    assert np.abs(lab[..., 0] - before[..., 0]).max() < 0.5
    assert not result.photo.facts.grey
    assert result.steps[0].weights[0].id == "c"


def test_strength_nought_is_the_same_photo(photo_of: Make, go: Go, grey: Pixels, colourist: Path) -> None:
    photo = photo_of(grey, grey=True)
    result = go(photo, Colorize(strength=0), weights={"colorize": colourist})
    assert result.unchanged
    assert result.photo == photo


def test_a_region_equals_the_whole(photo_of: Make, go: Go, grey: Pixels, colourist: Path) -> None:
    photo, box, named = photo_of(grey), Box(31, 17, 140, 99), {"colorize": colourist}
    whole = go(photo, Colorize(saturation=140), weights=named).photo.store.pixels()
    part = go(photo, Colorize(saturation=140), weights=named, box=box).photo.store.pixels()
    np.testing.assert_array_equal(part, whole[box.top : box.bottom, box.left : box.right])


def test_parts_of_a_photo_are_guessed_once(
    photo_of: Make, go: Go, grey: Pixels, colourist: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    guessed = []
    really = Colorizer.colorize

    def counted(self: Colorizer, *arguments: Any) -> Any:
        guessed.append(arguments[-1])
        return really(self, *arguments)

    monkeypatch.setattr(Colorizer, "colorize", counted)
    photo = photo_of(grey)
    for box in (Box(0, 0, 32, 32), Box(32, 16, 64, 48)):
        go(photo, Colorize(seed=11), weights={"colorize": colourist}, box=box)
    assert guessed == [11]
    go(photo, Colorize(seed=12), weights={"colorize": colourist})
    assert guessed == [11, 12]


def test_saturation_is_how_strong_the_colours_are(photo_of: Make, go: Go, grey: Pixels, colourist: Path) -> None:
    photo, named = photo_of(grey), {"colorize": colourist}
    strong = [
        np.abs(lab_from_srgb(light(go(photo, Colorize(saturation=s), weights=named).photo))[..., 1:]).mean()
        for s in (0, 50, 100)
    ]
    assert strong[0] < 0.1
    assert strong[1] == pytest.approx(strong[2] / 2, rel=0.1)


def test_hints_and_seeds_change_the_colours(photo_of: Make, go: Go, grey: Pixels, colourist: Path) -> None:
    photo, named = photo_of(grey), {"colorize": colourist}
    hint = Hint(((0.5, 0.5),), (220, 40, 40), 0.2)
    plain, told, other, again = (
        go(photo, step, weights=named).photo.store.pixels()
        for step in (Colorize(), Colorize(hints=(hint,)), Colorize(seed=3), Colorize(seed=3))
    )
    assert not np.array_equal(plain, told)
    assert not np.array_equal(plain, other)
    np.testing.assert_array_equal(other, again)


def test_a_fade_step_before_it_is_seen(photo_of: Make, go: Go, grey: Pixels, colourist: Path) -> None:
    """The network looks at the framed, faded source: undoing the fading in one go or in two gives nearly the same."""
    photo, named = photo_of(grey, grey=True), {"colorize": colourist}
    steps = (Frame(turn=90), Fade())
    at_once = light(go(photo, *steps, Colorize(), weights=named).photo)
    in_two = light(go(go(photo, *steps).photo, Colorize(), weights=named).photo)
    assert np.abs(at_once - in_two).mean() < 0.002


def test_a_colour_profile_stays(photo_of: Make, go: Go, grey: Pixels, colourist: Path) -> None:
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    kept = go(photo_of(grey, icc=srgb), Colorize(), weights={"colorize": colourist}).photo
    assert kept.facts.icc == srgb


def test_weights_for_something_else_are_refused(photo_of: Make, go: Go, grey: Pixels, denoiser: Path) -> None:
    with pytest.raises(BadRequest, match="not for giving colour"):
        go(photo_of(grey), Colorize(), weights={"colorize": denoiser})
    lone = denoiser.parent / "lone"
    lone.mkdir(exist_ok=True)
    (lone / "d.safetensors").write_bytes(denoiser.read_bytes())
    with pytest.raises(WeightsFailed, match="no weights of Restorer's network for colour"):
        go(photo_of(grey), Colorize(), weights={"colorize": lone / "d.safetensors"})
