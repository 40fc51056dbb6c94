"""The small network that says how noisy a photo is and how hard it was JPEG-compressed."""

from __future__ import annotations

import torch
from torch import Tensor, nn

CROP = 128
"""Side of the squares that it is shown, in pixels; trained on these."""
_NOISIER = 0.75


class NoiseEstimator(nn.Module):
    """Strided convolutions, then mean and spread of their features over the square at two scales, then two numbers.

    Fine features see 21 px around, coarse ones 45: blotches of colour, wider than texture, are told from it there.

    Args:
        width: channels of the first layer; the later ones have twice as many.
    """

    scale, multiple = 1, 8

    def __init__(self, width: int = 24) -> None:
        super().__init__()
        self.width = width
        self.layers = nn.Sequential(
            nn.Conv2d(3, width, 3, padding=1),
            nn.ReLU(),
            nn.Conv2d(width, width, 3, padding=1, stride=2),
            nn.ReLU(),
            nn.Conv2d(width, 2 * width, 3, padding=1),
            nn.ReLU(),
            nn.Conv2d(2 * width, 2 * width, 3, padding=1, stride=2),
            nn.ReLU(),
            nn.Conv2d(2 * width, 2 * width, 3, padding=1),
            nn.ReLU(),
        )
        self.coarse = nn.Sequential(
            nn.Conv2d(2 * width, 2 * width, 3, padding=1, stride=2),
            nn.ReLU(),
            nn.Conv2d(2 * width, 2 * width, 3, padding=1),
            nn.ReLU(),
        )
        self.head = nn.Sequential(nn.Linear(8 * width, 2 * width), nn.ReLU(), nn.Linear(2 * width, 2))

    def forward(self, x: Tensor) -> Tensor:
        """Squares N,3,128,128 (0 to 1), cut on multiples of 8 from the photo's origin, to N,2.

        The answer is sigma/255 and the JPEG level, 1 − quality/100.
        """
        fine = self.layers(x)
        coarse = self.coarse(fine)
        pooled = [part for features in (fine, coarse) for part in (features.mean((2, 3)), features.std((2, 3)))]
        level: Tensor = self.head(torch.cat(pooled, 1))
        return level.clamp(0, 1) if not self.training else level


def crops_for(height: int, width: int, most: int = 24) -> list[tuple[int, int]]:
    """Top left corners (multiples of 8) of up to `most` squares spread evenly over a photo."""
    rows, columns = max(1, height // CROP), max(1, width // CROP)
    while rows * columns > most:
        if rows >= columns:
            rows -= 1
        else:
            columns -= 1
    tops, lefts = _spread(height, rows), _spread(width, columns)
    return [(top, left) for top in tops for left in lefts]


def _spread(side: int, count: int) -> list[int]:
    room = max(0, side - CROP)
    places = [room // 2] if count == 1 else [room * i // (count - 1) for i in range(count)]
    return [p // 8 * 8 for p in places]


@torch.no_grad()
def estimate(network: nn.Module, photo: Tensor) -> tuple[float, float]:
    """Sigma (0–255 scale) and JPEG level (1 − quality/100) of a photo 3,H,W, by `of_all` its squares.

    A photo smaller than one square is continued by reflection.
    """
    height, width = photo.shape[1:]
    while photo.shape[1] < CROP or photo.shape[2] < CROP:
        down, right = min(CROP - photo.shape[1], photo.shape[1]), min(CROP - photo.shape[2], photo.shape[2])
        photo = torch.cat((photo, photo.flip(1)[:, : max(0, down)]), 1)
        photo = torch.cat((photo, photo.flip(2)[:, :, : max(0, right)]), 2)
    squares = [
        photo[:, top : top + CROP, left : left + CROP] for top, left in crops_for(max(height, CROP), max(width, CROP))
    ]
    return of_all(network(torch.stack(squares).float()))


def of_all(levels: Tensor) -> tuple[float, float]:
    """Sigma (0–255 scale) and JPEG level (1 − quality/100) of a photo, by what the network says of its squares, N,2.

    The sigma of the noisier squares (a quarter has more): a camera's noise is strong in shadows and gone in lights, and
    the denoiser sees for itself where there is none. The JPEG level is the same everywhere: the median.
    """
    sigma, jpeg = torch.quantile(levels[:, 0], _NOISIER), levels[:, 1].median()
    return float(sigma) * 255, float(jpeg)
