"""The enlarging step: exact sizes by any factor, the detail slider, colours held, regions equal to the whole."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from restorer.core.errors import BadRequest
from restorer.core.geometry import Box
from restorer.engines.operations.upscale import plan_scales
from restorer.photo.photo import Photo
from restorer.recipe.operations.upscale import Upscale

SHARED = Path(__file__).resolve().parents[3] / "../shared/weights"

Pixels = npt.NDArray[Any]
Make = Callable[..., Photo]
Go = Callable[..., Any]


@pytest.mark.parametrize(
    ("factor", "scales", "plan"),
    [
        (1.1, (2, 4), (2,)),
        (2, (2, 4), (2,)),
        (2.5, (2, 4), (4,)),
        (4, (2, 4), (4,)),
        (6, (2, 4), (4, 2)),
        (8, (2, 4), (4, 2)),
        (2, (4,), (4,)),
        (6, (4,), (4,)),
        (8, (4,), (4,)),
        (8, (2,), (2, 2)),
        (3, (2,), (2, 2)),
        (5, (3,), (3,)),
    ],
)
def test_the_least_network_that_is_large_enough_is_run(
    factor: float, scales: tuple[int, ...], plan: tuple[int, ...]
) -> None:
    assert plan_scales(factor, scales) == plan


@pytest.mark.parametrize(("factor", "name"), [(1.0, "x2"), (1.3, "x4"), (2.0, "x2"), (3.7, "x2"), (3.7, "x4")])
def test_any_factor_gives_just_the_size(
    photo_of: Make, go: Go, scene: Pixels, upscalers: Path, factor: float, name: str
) -> None:
    photo = photo_of(scene[:70, :90])
    result = go(photo, Upscale(factor=factor), weights={"upscale": upscalers / f"{name}.safetensors"})
    assert (result.photo.size.width, result.photo.size.height) == (round(90 * factor), round(70 * factor))
    assert result.unchanged == (factor == 1.0)


@pytest.mark.parametrize(("step", "width"), [(Upscale(long_side=100), 100), (Upscale(width_cm=2.54, dpi=120), 120)])
def test_a_long_side_and_a_print_give_just_the_size(
    photo_of: Make, go: Go, scene: Pixels, upscalers: Path, step: Upscale, width: int
) -> None:
    result = go(photo_of(scene[:40, :60]), step, weights={"upscale": upscalers / "x2.safetensors"})
    assert (result.photo.size.width, result.photo.size.height) == (width, round(40 * width / 60))


def test_what_is_large_already_is_left_and_it_is_said(photo_of: Make, go: Go, scene: Pixels, upscalers: Path) -> None:
    result = go(photo_of(scene), Upscale(long_side=100), weights={"upscale": upscalers / "x2.safetensors"})
    assert result.unchanged
    assert any("Not enlarged" in warning for warning in result.warnings)


def restored(photo: Photo, go: Go, path: Path, detail: float) -> tuple[Pixels, Any]:
    result = go(photo, Upscale(factor=2, detail=detail), weights={"upscale": path})
    return result.photo.store.pixels().astype(int), result.steps[0].weights


def test_detail_goes_from_one_end_to_the_other(photo_of: Make, go: Go, scene: Pixels, upscalers: Path) -> None:
    photo, path = photo_of(scene[:60, :64]), upscalers / "x2.safetensors"
    ends = [restored(photo, go, path, detail) for detail in (0, 50, 100)]
    away = [np.abs(pixels - ends[0][0]).mean() for pixels, _ in ends]
    assert away == sorted(away)
    assert away[1] > 0
    said = [[(used.id, round(used.share, 6)) for used in weights] for _, weights in ends]
    assert said == [[("x2", 1)], [("x2", 0.5), ("x2-gan", 0.5)], [("x2-gan", 1)]]


def test_either_end_may_be_named(photo_of: Make, go: Go, scene: Pixels, upscalers: Path) -> None:
    photo = photo_of(scene[:60, :64])
    one, other = (restored(photo, go, upscalers / f"{name}.safetensors", 40) for name in ("x2", "x2-gan"))
    np.testing.assert_array_equal(one[0], other[0])


def test_without_a_name_the_defaults_of_each_scale_are_run(
    photo_of: Make, go: Go, scene: Pixels, upscalers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("restorer.weights.own.shipped_weights", lambda: upscalers)
    used = {
        factor: [w.id for w in go(photo_of(scene[:20, :30]), Upscale(factor=factor)).steps[0].weights]
        for factor in (1.5, 3, 6)
    }
    assert used == {1.5: ["x2"], 3: ["x4"], 6: ["x4", "x2"]}


def test_weights_with_one_end_say_so(photo_of: Make, go: Go, scene: Pixels, upscalers: Path) -> None:
    photo, path = photo_of(scene[:50, :60]), upscalers / "alone.safetensors"
    result = go(photo, Upscale(factor=4, detail=50), weights={"upscale": path})
    assert any("one end only" in warning for warning in result.warnings)
    assert not any("one end" in w for w in go(photo, Upscale(factor=4), weights={"upscale": path}).warnings)


@pytest.mark.parametrize("factor", [2.0, 2.7])
def test_a_region_equals_the_whole(photo_of: Make, go: Go, scene: Pixels, upscalers: Path, factor: float) -> None:
    photo, named = photo_of(scene), {"upscale": upscalers / "x4.safetensors"}
    whole = go(photo, Upscale(factor=factor, detail=30), weights=named).photo.store.pixels()
    box = Box(131, 97, 260, 291)
    part = go(photo, Upscale(factor=factor, detail=30), weights=named, box=box).photo.store.pixels()
    np.testing.assert_array_equal(part, whole[box.top : box.bottom, box.left : box.right])


def test_colours_are_held_at_the_photos_own_size(photo_of: Make, go: Go, scene: Pixels, upscalers: Path) -> None:
    scene = scene[:128, :128]
    result = go(photo_of(scene), Upscale(factor=2), weights={"upscale": upscalers / "x2.safetensors"})
    large = result.photo.store.pixels().reshape(128, 2, 128, 2, 3).mean((1, 3))
    means = [x.reshape(2, 64, 2, 64, 3).mean((1, 3)) / 65535 for x in (large, scene)]
    assert np.abs(means[0] - means[1]).max() <= 1 / 255


def test_denoisers_do_not_enlarge(photo_of: Make, go: Go, scene: Pixels) -> None:
    path = SHARED / "dncnn_color_blind.pth"
    if not path.is_file():
        pytest.skip("the published weights dncnn_color_blind.pth are not here")
    with pytest.raises(BadRequest, match="do not enlarge"):
        go(photo_of(scene), Upscale(), weights={"upscale": path})


@pytest.mark.parametrize("name", ["ours", pytest.param("realesr-general-x4v3_fp16.pth", marks=pytest.mark.quality)])
def test_a_ramp_of_sixteen_bits_stays_one(photo_of: Make, go: Go, upscalers: Path, name: str) -> None:
    path = upscalers / "x4.safetensors" if name == "ours" else SHARED / name
    if not path.is_file():
        pytest.skip(f"the published weights {name} are not here")
    ramp = np.rint(np.linspace(0, 65535, 48 * 64)).reshape(48, 64, 1).repeat(3, 2).astype(np.uint16)
    large = go(photo_of(ramp), Upscale(factor=4), weights={"upscale": path}).photo.store.pixels()
    assert len(np.unique(large[:, :, 1])) > 20_000
