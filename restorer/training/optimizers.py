"""What moves the weights: Muon (momentum made orthogonal) for inner convolutions, AdamW for the rest."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from restorer.training.config import TrainingConfig

_NEWTON_SCHULZ = (3.4445, -4.7750, 2.0315)
_STEPS = 5


def make_optimizers(player: nn.Module, config: TrainingConfig) -> list[torch.optim.Optimizer]:
    """Muon for the weights of inner convolutions, if asked for; AdamW for the rest."""
    parameters = list(player.parameters())
    inner = [p for p in parameters if p.ndim == 4 and min(p.shape[:2]) >= 32] if config.muon_rate > 0 else []
    chosen = {id(p) for p in inner}
    outer = [p for p in parameters if id(p) not in chosen]
    found: list[torch.optim.Optimizer] = [
        torch.optim.AdamW(outer, config.learning_rate, betas=(0.9, 0.99), weight_decay=config.weight_decay)
    ]
    if inner:
        found.append(Muon(inner, config.muon_rate))
    for optimizer in found:
        for group in optimizer.param_groups:
            group["initial_lr"] = group["lr"]
    return found


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
    """Brings all singular values of a matrix to about 1 (0.7 to 1.2) by a quintic Newton–Schulz iteration.

    The iteration's steps are polynomials of the Gram matrix, so they are gathered there, on the short side alone, and
    applied to the matrix once.
    """
    a, b, c = _NEWTON_SCHULZ
    tall = matrix.shape[0] > matrix.shape[1]
    x = matrix.T if tall else matrix
    x = x / (x.norm() + 1e-12)
    gram = x @ x.T
    identity = torch.eye(gram.shape[0], dtype=gram.dtype, device=gram.device)
    gathered = identity
    for _ in range(_STEPS):
        step = a * identity + b * gram + c * gram @ gram
        gathered = step @ gathered
        gram = step @ step @ gram
    found: Tensor = gathered @ x
    return found.T if tall else found
