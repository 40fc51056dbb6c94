"""Muon: momentum made orthogonal, for the weights of convolutions; AdamW for the rest."""

from __future__ import annotations

import torch
from torch import Tensor, nn

_NEWTON_SCHULZ = (3.4445, -4.7750, 2.0315)
_STEPS = 5


class Muon(torch.optim.Optimizer):
    """Steps each weight, seen as a matrix (out × rest), by its momentum with all singular values brought near 1.

    Source: Jordan et al. 2024, "Muon: an optimizer for hidden layers in neural networks".
    """

    def __init__(self, weights: list[nn.Parameter], lr: float, momentum: float = 0.95) -> None:
        super().__init__(weights, {"lr": lr, "momentum": momentum})

    @torch.no_grad()
    def step(self, closure: None = None) -> None:  # type: ignore[override]
        """One step of every weight."""
        for group in self.param_groups:
            for weight in group["params"]:
                if weight.grad is None:
                    continue
                memory = self.state[weight]
                if not memory:
                    memory["momentum"] = torch.zeros_like(weight)
                momentum: Tensor = memory["momentum"].lerp_(weight.grad, 1 - group["momentum"])
                towards = weight.grad.lerp(momentum, group["momentum"]).flatten(1)
                stretch = max(1.0, towards.shape[0] / towards.shape[1]) ** 0.5
                weight.add_(orthogonal(towards).view_as(weight), alpha=-group["lr"] * stretch)


def orthogonal(matrix: Tensor) -> Tensor:
    """Brings all singular values of a matrix to about 1 (0.7 to 1.2) by a quintic Newton–Schulz iteration."""
    a, b, c = _NEWTON_SCHULZ
    tall = matrix.shape[0] > matrix.shape[1]
    x: Tensor = matrix.T if tall else matrix
    x = x / (x.norm() + 1e-12)
    for _ in range(_STEPS):
        square = x @ x.T
        x = a * x + (b * square + c * square @ square) @ x
    return x.T if tall else x
