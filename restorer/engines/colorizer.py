"""Colouring a photo at working size: a `ColorizeUNet`, told how lively to be, with seeds and a confidence map.

The network knows a distribution of colours for every place. What is painted is its annealed mean: the distribution,
tilted a little towards chroma and sharpened, then averaged. A seed other than 0 tilts it by random amounts too, alike
for neighbouring colours and for neighbouring places of one lightness, so that a dress turns blue as a whole; what is
certain (a told colour, a sky) hardly moves, for a tilt cannot lift a colour that has no chance.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from restorer.core.errors import Internal
from restorer.engines.colour_transfer import Told, hint_planes, lightness_at, working_size
from restorer.engines.hint_binding import bind_hints
from restorer.engines.lab import Float
from restorer.engines.networks.colorize import LOGIT_STRIDE, ColorizeUNet, colour_spread, input_planes, mean_colours

SHORT_SIDE = 160
"""Shorter side of the working size, px, where the weights do not say."""

VARIETY = 1.1
"""Standard deviation of a seed's tilts, in logits."""

_VARIETY_REACH = 30.0
"""Distance in a*b* over which a seed treats colours alike."""

_VARIETY_CELLS = (3, 2, 2)
"""Between how many levels of lightness, places down and places across a seed's tilts differ."""

_CONFIDENCE_HALF = 22.0
"""Spread of the likely colours, in a*b* units, at which the confidence is one half."""


@dataclass(frozen=True, slots=True)
class Liveliness:
    """How the distribution becomes a colour.

    temperature: below 1 sharpens the distribution before it is averaged. tilt: logits that a colour gains for every 100
    units of chroma.
    """

    temperature: float = 1.0
    tilt: float = 0.0


@dataclass(frozen=True, slots=True)
class SmallColours:
    """What was guessed at working size (h, w).

    ab: (h/2, w/2, 2) float32, a*b*. confidence: (h/4, w/4) float32, 0 (a guess among many colours) to 1 (certain).
    """

    ab: Float
    confidence: Float


class Colorizer:
    """Guesses colours of a whole photo at working size.

    The same photo, hints, seed, device and weights give the same bytes.
    """

    def __init__(
        self,
        network: ColorizeUNet,
        *,
        short_side: int = SHORT_SIDE,
        liveliness: Liveliness | None = None,
        device: str = "cpu",
    ) -> None:
        self.short_side = short_side
        self.liveliness = liveliness or Liveliness()
        self.device = torch.device(device)
        self._network = network.to(self.device).eval()

    def colorize(self, srgb: Float, hints: Sequence[Told] = (), seed: int = 0) -> SmallColours:
        """Guess the colours of an upright photo, (H, W, 3) sRGB in 0-1 (or the same photo made smaller)."""
        shape = (srgb.shape[0], srgb.shape[1])
        size = working_size(*shape, self.short_side)
        return self.colorize_small(lightness_at(srgb, size), *hint_planes(hints, size, shape), seed=seed)

    @torch.inference_mode()
    def colorize_small(self, lightness: Float, hint_ab: Float, hint_mask: Float, seed: int = 0) -> SmallColours:
        """Guess the colours of a photo at working size.

        lightness: (h, w) L* in 0-100, sides multiples of 32. hint_ab: (h, w, 2) told a*b*; hint_mask: (h, w), 1 where
        they are told (see `hint_planes`). seed: 0 for the likeliest colours, any other number for a variant.
        """
        light, told_ab, told = (self._planes(each) for each in (lightness, hint_ab, hint_mask))
        logits, correction = self._both_ways(input_planes(light, told_ab, told))
        tilt = self._tilt(seed, light)
        ab = self._mean(logits + tilt, correction)
        if told.any():
            nothing = torch.zeros_like(told)
            untold_logits, untold_correction = self._both_ways(input_planes(light, told_ab, nothing))
            untold = self._mean(untold_logits + tilt, untold_correction)
            ab = bind_hints(ab, untold, logits, light, told_ab, told)
        bins = self._network.bins
        confidence = torch.exp2(-((colour_spread(logits, bins) / _CONFIDENCE_HALF) ** 2))
        return SmallColours(ab[0].permute(1, 2, 0).cpu().numpy().copy(), confidence[0, 0].cpu().numpy().copy())

    def _tilt(self, seed: int, light: Tensor) -> Tensor:
        """Return what is added to the logits: liking of chroma, and what the seed likes."""
        bins = self._network.bins
        tilt: Tensor = bins.norm(dim=1)[:, None, None] * (self.liveliness.tilt / 100)
        return tilt + _variety(seed, F.avg_pool2d(light, LOGIT_STRIDE), bins) if seed else tilt

    def _mean(self, logits: Tensor, correction: Tensor) -> Tensor:
        return mean_colours(logits, correction, self._network.bins, self.liveliness.temperature)

    def _both_ways(self, planes: Tensor) -> tuple[Tensor, Tensor]:
        """Run the network on the photo and its mirror image and average what it says of each place."""
        both = torch.cat((planes, planes.flip(3))).contiguous(memory_format=torch.channels_last)
        logits, correction = self._network(both)
        return (logits[:1] + logits[1:].flip(3)) / 2, (correction[:1] + correction[1:].flip(3)) / 2

    def _planes(self, values: Float) -> Tensor:
        planes = values[..., None] if values.ndim == 2 else values
        return torch.from_numpy(np.ascontiguousarray(planes.transpose(2, 0, 1)))[None].to(self.device)


def _variety(seed: int, lightness: Tensor, bins: Tensor) -> Tensor:
    """Return tilts of the logits, (1, K, h, w), the same for the same seed. lightness: (1, 1, h, w), L*."""
    cells = np.random.default_rng(seed).standard_normal((len(bins), *_VARIETY_CELLS), dtype=np.float32)
    alike = torch.exp(-((torch.cdist(bins, bins) / _VARIETY_REACH) ** 2) / 2)
    alike = alike / alike.norm(dim=1, keepdim=True)
    smooth = torch.einsum("jk,klyx->jlyx", alike, torch.from_numpy(cells).to(bins.device))
    down, across = (torch.linspace(-1, 1, side, device=bins.device) for side in lightness.shape[2:])
    y, x = torch.meshgrid(down, across, indexing="ij")
    places = torch.stack((x, y, lightness[0, 0] / 50 - 1), dim=-1)
    return VARIETY * F.grid_sample(smooth[None], places[None, None], align_corners=True)[:, :, 0]


def colorizer_from(
    state: Mapping[str, Tensor], arguments: Mapping[str, int | float | bool | str | list[int]], device: str = "cpu"
) -> Colorizer:
    """Return a colorizer from a weights file's tensors and its catalogue entry's arguments.

    arguments: those of `ColorizeUNet`, and `short_side`, `temperature` and `tilt`, chosen on validation photos.
    """
    own = dict(arguments)
    short_side = int(_number(own.pop("short_side", SHORT_SIDE)))
    liveliness = Liveliness(_number(own.pop("temperature", 1.0)), _number(own.pop("tilt", 0.0)))
    network = ColorizeUNet(**own)  # type: ignore[arg-type]
    network.load_state_dict(dict(state))
    return Colorizer(network, short_side=short_side, liveliness=liveliness, device=device)


def _number(value: int | float | bool | str | list[int]) -> float:
    if not isinstance(value, int | float):
        raise Internal("The catalogue's arguments for colorize are wrong.", detail=f"{value!r} is no number")
    return float(value)
