import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from restorer.engines.lab import lab_from_srgb, lightness_from_srgb, srgb_from_lab, srgb_within_gamut

# sRGB (8 bits) and its L*a*b* under D65, as colour tables give them.
KNOWN = [
    ((255, 255, 255), (100, 0, 0)),
    ((0, 0, 0), (0, 0, 0)),
    ((255, 0, 0), (53.24, 80.09, 67.20)),
    ((0, 255, 0), (87.73, -86.18, 83.18)),
    ((0, 0, 255), (32.30, 79.19, -107.86)),
    ((128, 128, 128), (53.59, 0, 0)),
]


@pytest.mark.parametrize(("rgb", "lab"), KNOWN)
def test_known_colours(rgb: tuple[int, ...], lab: tuple[float, ...]) -> None:
    assert lab_from_srgb(np.array(rgb, np.float32) / 255) == pytest.approx(np.array(lab), abs=0.02)


def test_every_grey_has_no_colour() -> None:
    greys = np.repeat(np.arange(256, dtype=np.float32)[:, None] / 255, 3, axis=1)
    assert np.abs(lab_from_srgb(greys)[:, 1:]).max() < 1e-3


@given(arrays.arrays(np.float32, (4, 5, 3), elements=st.floats(0, 1, width=32)))
def test_there_and_back(srgb: np.ndarray) -> None:
    lab = lab_from_srgb(srgb)
    assert np.abs(srgb_from_lab(lab) - srgb).max() < 1e-3
    assert np.abs(lightness_from_srgb(srgb) - lab[..., 0]).max() < 1e-3


@given(st.floats(0, 100, width=32), st.floats(-110, 110, width=32), st.floats(-110, 110, width=32))
def test_colours_outside_the_gamut_keep_lightness_and_hue(lightness: float, a: float, b: float) -> None:
    wanted = np.array([[lightness, a, b]], np.float32)
    srgb = srgb_within_gamut(wanted)
    assert srgb.min() >= 0
    assert srgb.max() <= 1
    got = lab_from_srgb(srgb)[0].astype(np.float64)
    assert abs(got[0] - lightness) < 100 / 255
    cross = got[1] * b - got[2] * a
    assert abs(cross) <= 1.0 * np.hypot(a, b) + 1e-3  # off the line to grey by less than one unit of a*b*
