"""Undoing fading: through the profile and back, alike in parts, and greys stay grey."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from PIL import ImageCms

from restorer.core.geometry import Box
from restorer.photo.photo import Photo
from restorer.recipe.operations.fade import Fade

Pixels = npt.NDArray[Any]
Make = Callable[..., Photo]
Go = Callable[..., Any]


def faded(scene: Pixels) -> Pixels:
    """The scene with raised blacks, dull whites and a yellow veil."""
    light = scene / 65535 * [0.55, 0.5, 0.35] + [0.25, 0.22, 0.15]
    return np.rint(light * 65535).astype(np.uint16)


@pytest.mark.parametrize("step", [Fade(strength=0), Fade(levels=0, cast=0)])
def test_nothing_asked_for_is_the_same_photo(photo_of: Make, go: Go, scene: Pixels, step: Fade) -> None:
    photo = photo_of(scene)
    result = go(photo, step)
    assert result.unchanged
    assert result.photo == photo


def test_contrast_comes_back(photo_of: Make, go: Go, scene: Pixels) -> None:
    photo = photo_of(faded(scene))
    restored = go(photo, Fade()).photo.store.pixels()
    spread = [np.ptp(np.percentile(pixels.mean(axis=2), (1, 99))) for pixels in (restored, photo.store.pixels())]
    assert spread[0] > 1.3 * spread[1]
    half = go(photo, Fade(strength=50)).photo.store.pixels().astype(int)
    assert np.abs(half - photo.store.pixels()).mean() < np.abs(restored.astype(int) - photo.store.pixels()).mean()


def test_a_region_equals_the_whole(photo_of: Make, go: Go, scene: Pixels) -> None:
    photo, box = photo_of(faded(scene)), Box(31, 17, 140, 99)
    whole = go(photo, Fade()).photo.store.pixels()
    part = go(photo, Fade(), box=box).photo.store.pixels()
    np.testing.assert_array_equal(part, whole[box.top : box.bottom, box.left : box.right])


def test_a_grey_photo_stays_grey(photo_of: Make, go: Go, scene: Pixels) -> None:
    grey = faded(scene)[:, :, :1].repeat(3, 2)
    restored = go(photo_of(grey, grey=True), Fade()).photo.store.pixels()
    np.testing.assert_array_equal(restored[:, :, 0], restored[:, :, 1])
    np.testing.assert_array_equal(restored[:, :, 0], restored[:, :, 2])


def test_a_profile_that_says_srgb_changes_nothing(photo_of: Make, go: Go, scene: Pixels) -> None:
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    plain = go(photo_of(faded(scene)), Fade()).photo.store.pixels()
    named = go(photo_of(faded(scene), icc=srgb), Fade()).photo.store.pixels()
    np.testing.assert_array_equal(plain, named)


def test_a_ramp_of_sixteen_bits_stays_one(photo_of: Make, go: Go) -> None:
    ramp = np.rint(np.linspace(8000, 60000, 256 * 160)).reshape(160, 256, 1).repeat(3, 2).astype(np.uint16)
    restored = go(photo_of(ramp), Fade()).photo.store.pixels()
    assert len(np.unique(restored[:, :, 1])) > 20_000
