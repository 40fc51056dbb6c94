import numpy as np
import pytest
import torch

from restorer.engines.colorizer import Colorizer, Liveliness, colorizer_from
from restorer.engines.colour_transfer import Told, hint_planes
from restorer.engines.networks.colorize import ColorizeUNet

SMALL = {"widths": [8, 8, 12, 16, 16], "down": [1, 1, 1, 1], "up": [1, 1, 1], "context": 16}


@pytest.fixture(scope="module")
def network() -> ColorizeUNet:
    torch.manual_seed(1)
    network = ColorizeUNet(**SMALL)
    for layer in (network.to_logits, network.fine[2]):
        torch.nn.init.normal_(layer.weight, std=0.3)
    return network


@pytest.fixture
def colorizer(network: ColorizeUNet) -> Colorizer:
    return Colorizer(network, short_side=64)


@pytest.fixture
def photo() -> np.ndarray:
    grey = np.random.default_rng(0).random((90, 130, 1), dtype=np.float32)
    return np.repeat(grey, 3, axis=2)


def test_the_same_seed_gives_the_same_bytes(colorizer: Colorizer, photo: np.ndarray) -> None:
    for seed in (0, 7):
        first, second = (colorizer.colorize(photo, seed=seed) for _ in range(2))
        assert first.ab.tobytes() == second.ab.tobytes()
        assert first.confidence.tobytes() == second.confidence.tobytes()


def test_seeds_give_different_colours(colorizer: Colorizer, photo: np.ndarray) -> None:
    variants = [colorizer.colorize(photo, seed=seed).ab for seed in (0, 1, 2)]
    for first, second in ((0, 1), (0, 2), (1, 2)):
        assert np.abs(variants[first] - variants[second]).mean() > 3


def test_sizes_and_ranges(colorizer: Colorizer, photo: np.ndarray) -> None:
    colours = colorizer.colorize(photo)
    assert colours.ab.shape == (32, 48, 2)
    assert colours.confidence.shape == (16, 24)
    assert colours.confidence.min() >= 0
    assert colours.confidence.max() <= 1
    assert np.abs(colours.ab).max() < 140


def test_a_hint_holds_where_it_is_set(colorizer: Colorizer, photo: np.ndarray) -> None:
    colours = colorizer.colorize(photo, [Told(((0.5, 0.5),), (60, 20), 0.03)], seed=3)
    assert colours.ab[16, 24] == pytest.approx([60, 20], abs=3)


def test_a_hint_stops_at_an_edge_of_lightness(colorizer: Colorizer) -> None:
    lightness = np.full((64, 64), 20, np.float32)
    lightness[:, 32:] = 80
    hints = hint_planes([Told(((0.25, 0.5),), (70, 0), 0.02)], (64, 64), (64, 64))
    nothing = hint_planes([], (64, 64), (64, 64))
    with_hint, without = (colorizer.colorize_small(lightness, *planes).ab for planes in (hints, nothing))
    moved = np.abs(with_hint - without).mean(axis=2)
    assert moved[:, :15].mean() > 3 * moved[:, 17:].mean()


def test_a_mirrored_photo_gets_mirrored_colours(colorizer: Colorizer, photo: np.ndarray) -> None:
    straight, mirrored = (colorizer.colorize(picture).ab for picture in (photo, photo[:, ::-1]))
    assert np.abs(mirrored[:, ::-1] - straight).max() < 0.05


def test_liveliness_gives_more_colour(network: ColorizeUNet, photo: np.ndarray) -> None:
    tame, lively = (
        np.hypot(*np.moveaxis(Colorizer(network, short_side=64, liveliness=each).colorize(photo).ab, 2, 0)).mean()
        for each in (Liveliness(), Liveliness(temperature=0.5, tilt=4))
    )
    assert lively > tame


def test_weights_and_arguments_make_a_colorizer(network: ColorizeUNet, photo: np.ndarray) -> None:
    arguments = {**SMALL, "short_side": 96, "temperature": 0.5, "tilt": 2.0}
    loaded = colorizer_from(network.state_dict(), arguments)
    assert loaded.short_side == 96
    assert loaded.liveliness == Liveliness(0.5, 2.0)
    same = Colorizer(network, short_side=96, liveliness=Liveliness(0.5, 2.0))
    assert np.array_equal(loaded.colorize(photo).ab, same.colorize(photo).ab)
