import pytest
import torch

from restorer.engines.networks.colorize import (
    ColorizeUNet,
    colour_bins,
    colour_spread,
    input_planes,
    mean_colours,
)

SMALL = {"widths": (8, 8, 12, 16, 16), "down": (1, 1, 1, 1), "up": (1, 1, 1), "context": 16}


@pytest.fixture
def network() -> ColorizeUNet:
    torch.manual_seed(0)
    return ColorizeUNet(**SMALL).eval()


@pytest.mark.parametrize("size", [(32, 32), (64, 96), (160, 128)])
def test_sizes_of_what_it_answers(network: ColorizeUNet, size: tuple[int, int]) -> None:
    logits, correction = network(torch.zeros(2, 4, *size))
    assert logits.shape == (2, len(network.bins), size[0] // 4, size[1] // 4)
    assert correction.shape == (2, 2, size[0] // 2, size[1] // 2)
    assert mean_colours(logits, correction, network.bins).shape == correction.shape
    assert colour_spread(logits, network.bins).shape == (2, 1, size[0] // 4, size[1] // 4)


def test_bins_begin_with_grey_and_differ() -> None:
    bins = colour_bins()
    assert bins[0].tolist() == [0, 0]
    assert torch.cdist(bins, bins).fill_diagonal_(99).min() > 5


def test_hints_count_only_where_the_mask_says() -> None:
    planes = input_planes(torch.full((1, 1, 32, 32), 50.0), torch.full((1, 2, 32, 32), 80.0), torch.zeros(1, 1, 32, 32))
    assert not planes.any()


def test_a_certain_distribution_is_its_colour() -> None:
    bins = colour_bins()
    logits = torch.full((1, len(bins), 2, 2), -50.0)
    logits[:, 20] = 50
    colours = mean_colours(logits, torch.zeros(1, 2, 4, 4), bins)
    assert torch.allclose(colours, bins[20].view(1, 2, 1, 1).expand(1, 2, 4, 4), atol=1e-4)
    assert colour_spread(logits, bins).max() < 0.1


def test_a_lower_temperature_gives_more_colour() -> None:
    bins = colour_bins()
    logits = -(torch.cdist(bins, torch.tensor([[30.0, 10.0]])) / 20).T.reshape(1, -1, 1, 1)
    plain, sharp = (mean_colours(logits, torch.zeros(1, 2, 2, 2), bins, t).norm(dim=1).mean() for t in (1.0, 0.3))
    assert sharp > plain


def test_what_is_told_in_one_corner_reaches_the_other(network: ColorizeUNet) -> None:
    planes = torch.zeros(1, 4, 128, 128)
    planes[:, 1:, :4, :4] = 1
    for layer in network.film:
        torch.nn.init.normal_(layer.weight, std=0.5)
    told, untold = network(planes)[0], network(torch.zeros_like(planes))[0]
    assert (told - untold)[:, :, -1, -1].abs().max() > 1e-4


def test_its_cost_is_within_the_budget() -> None:
    from torch.utils.flop_counter import FlopCounterMode

    network = ColorizeUNet().eval()
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        network(torch.zeros(1, 4, 64, 64))
    assert counter.get_total_flops() * 16 < 25e9  # of 256 px
    assert sum(parameter.numel() for parameter in network.parameters()) < 6e6
