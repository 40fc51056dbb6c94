"""Making told colours hold, and stop: a hint colours what it lies on, up to its edge.

How far a place is from a hint is measured along the way there: every step costs a little, steps over edges of
lightness or to where the network thinks of other colours cost much (geodesic colorization: Yatziv, Sapiro, "Fast
Image and Video Colorization using Chrominance Blending", 2006). What the network changed because of the hints is kept
near them and fades with that distance; what it missed of a told colour is laid over the hint's surroundings, the
nearest hint deciding.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

REACH = 0.3
"""Way over an even area, in shorter sides, that counts one."""

EDGE = 8.0
"""Change of L* from pixel to pixel that counts one, what is less than `GRAIN` left out."""

GRAIN = 4.0

KINSHIP = 4.0
"""What a step between places counts whose likely colours have nothing in common."""

HOLD = 6.0
"""Distance at which what the network made of the hints has faded to 0.6."""

DECISIVENESS = 16.0
"""How much more the nearer of two hints decides: the exponent on their weights."""

PIXELS_MOST = 600
"""Hinted pixels that are looked at; of more, every n-th."""

_FAR = 1e3
_ROUNDS = 2


def bind_hints(
    ab: Tensor, untold: Tensor, logits: Tensor, lightness: Tensor, hint_ab: Tensor, hint_mask: Tensor
) -> Tensor:
    """Return a*b* (1, 2, s, t) corrected so that hints hold and stop.

    ab: (1, 2, s, t) as guessed with the hints. untold: the same without. logits: (1, K, u, v) of the colour bins.
    lightness, hint_mask: (1, 1, h, w) and hint_ab: (1, 2, h, w), of one multiple of the size of `ab`.
    """
    size = (ab.shape[2], ab.shape[3])
    told = F.adaptive_avg_pool2d(hint_mask, size)
    rows, columns = torch.nonzero(told[0, 0], as_tuple=True)
    if not len(rows):
        return ab
    every = 1 + len(rows) // PIXELS_MOST
    rows, columns = rows[::every], columns[::every]
    light = F.adaptive_avg_pool2d(lightness, size)[0, 0]
    kind = F.interpolate(torch.softmax(logits, dim=1).sqrt(), size, mode="bilinear", align_corners=False)
    distance = _distances(light, F.normalize(kind, dim=1)[0], rows, columns)
    nearest = distance.min(dim=0).values
    held = untold + torch.exp(-((nearest / HOLD) ** 2) / 2) * (ab - untold)
    wanted = F.adaptive_avg_pool2d(hint_ab * hint_mask, size)[0, :, rows, columns] / told[0, 0, rows, columns]
    missed = wanted - held[0, :, rows, columns]
    weights = torch.softmax(-DECISIVENESS / 2 * distance**2, dim=0)
    return held + torch.exp(-(nearest**2) / 2) * torch.einsum("nhw,cn->chw", weights, missed)


def _distances(light: Tensor, kind: Tensor, rows: Tensor, columns: Tensor) -> Tensor:
    """Return the length of the shortest way from each of N pixels to every pixel, (N, h, w), by sweeps to all sides.

    light: (h, w) L*. kind: (K, h, w), of unit length over K.
    """
    distance = torch.full((len(rows), *light.shape), _FAR, device=light.device)
    distance[torch.arange(len(rows)), rows, columns] = 0
    step = 1 / (REACH * min(light.shape))
    down, across = _costs(light, kind) + step, _costs(light.T, kind.transpose(1, 2)) + step
    for _ in range(_ROUNDS):
        distance = _swept(_swept(distance, down).transpose(1, 2), across).transpose(1, 2)
    return distance


def _costs(light: Tensor, kind: Tensor) -> Tensor:
    """Return what the step from each row to the next counts, (h - 1, w), its length left out."""
    edge = ((light[1:] - light[:-1]).abs() - GRAIN).clamp_min(0) / EDGE
    return edge + KINSHIP * (1 - (kind[:, 1:] * kind[:, :-1]).sum(0)).clamp_min(0)


def _swept(distance: Tensor, costs: Tensor) -> Tensor:
    """Carry distances (N, h, w) from row to row, down and up again."""
    lines = list(distance.unbind(1))
    for row in range(1, len(lines)):
        lines[row] = torch.minimum(lines[row], lines[row - 1] + costs[row - 1])
    for row in range(len(lines) - 2, -1, -1):
        lines[row] = torch.minimum(lines[row], lines[row + 1] + costs[row])
    return torch.stack(lines, dim=1)
