"""Making told colours hold: what the network missed of a hint is laid over what belongs to the hint.

At a hint the network's colour differs from the told one. The difference is carried to other places, more the nearer
they are, the more they are of the hint's lightness (as colours spread in Levin, Lischinski, Weiss, "Colorization using
Optimization", 2004, here in closed form) and the more alike the network thinks their colours: two places of one
garment get one distribution of colours even where nobody knows which it is. Where several hints reach, the nearest
decides.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

REACH = 0.5
"""Distance, in shorter sides, over which a difference falls to 0.6."""

LIKENESS = 18.0
"""Difference of L* over which it falls to 0.6."""

KINSHIP = 8.0
"""Squared distance that lies between places whose distributions have nothing in common."""

DECISIVENESS = 32.0
"""How much more the nearer of two hints decides: the exponent on their weights."""

PIXELS_MOST = 1500
"""Hinted pixels that are looked at; of more, every n-th."""


def bind_hints(ab: Tensor, logits: Tensor, lightness: Tensor, hint_ab: Tensor, hint_mask: Tensor) -> Tensor:
    """Return a*b* (1, 2, s, t) corrected so that hints hold.

    ab: (1, 2, s, t) as guessed. logits: (1, K, u, v) of the colour bins. lightness, hint_mask: (1, 1, h, w) and
    hint_ab: (1, 2, h, w), of one multiple of its size.
    """
    size = (ab.shape[2], ab.shape[3])
    told = F.adaptive_avg_pool2d(hint_mask, size)
    rows, columns = torch.nonzero(told[0, 0], as_tuple=True)
    if not len(rows):
        return ab
    every = 1 + len(rows) // PIXELS_MOST
    rows, columns = rows[::every], columns[::every]
    wanted = F.adaptive_avg_pool2d(hint_ab * hint_mask, size)[0, :, rows, columns] / told[0, 0, rows, columns]
    missed = wanted - ab[0, :, rows, columns]
    light = F.adaptive_avg_pool2d(lightness, size)[0, 0]
    kind = F.interpolate(torch.softmax(logits, dim=1).sqrt(), size, mode="bilinear", align_corners=False)
    kind = F.normalize(kind, dim=1)[0]
    kind_told = kind[:, rows, columns]
    down = torch.arange(size[0], device=ab.device)[:, None] - rows
    right = torch.arange(size[1], device=ab.device)[:, None] - columns
    scale = REACH * min(size)
    corrected = ab.clone()
    for row in range(size[0]):
        unlike = (light[row, :, None] - light[rows, columns]) / LIKENESS
        unkind = KINSHIP * (1 - kind[:, row].T @ kind_told)
        distance = (right**2 + down[row] ** 2) / scale**2 + unlike**2 + unkind.clamp_min(0)
        nearest = distance.min(dim=1, keepdim=True).values
        weights = torch.softmax(-DECISIVENESS / 2 * distance, dim=1)
        corrected[0, :, row] += (torch.exp(-nearest / 2) * weights @ missed.T).T
    return corrected
