"""Denoise: the photo plus a share of what the network would change in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import torch
from torch import Tensor

from restorer.core.errors import BadRequest, Internal
from restorer.engines.adapters import LUMA
from restorer.engines.choice import weights_for
from restorer.engines.colour_hold import BlockHold
from restorer.engines.loading import load_network
from restorer.engines.operations.request import Request
from restorer.engines.step import NetworkPass, PreparedStep
from restorer.engines.values import WeightsUsed
from restorer.recipe.operations.denoise import Denoise


def prepare(request: Request[Denoise]) -> PreparedStep:
    """One network pass; out comes photo + strength · residual, summed in float32.

    Raises
    ------
    BadRequest
        the weights named are unknown or not for this.
    WeightsFailed
        they cannot be loaded.
    """
    operation = request.operation
    if operation.identity():
        return PreparedStep(operation.id, ())
    if operation.sigma is None or operation.jpeg is None:
        raise Internal("A step was started before the photo had been measured.", detail="denoise with auto fields")
    bench = request.workbench
    loaded = load_network(weights_for(operation.id, request.setup, bench.places), bench)
    if loaded.facts.scale != 1:
        raise BadRequest(
            f"The weights “{loaded.id}” enlarge a photo {loaded.facts.scale} times; they take out no noise."
        )
    warnings = loaded.warnings
    if not loaded.levels:
        warnings += (f"The weights “{loaded.id}” judge noise and JPEG damage themselves: their levels are not told.",)
    levels = (operation.sigma / 255, operation.jpeg / 100)
    network = replace(loaded, conditions=(levels,)) if loaded.levels else loaded
    combine = combination(operation.strength / 100, operation.grain / 100)
    used = WeightsUsed(operation.id, loaded.id, loaded.sha256)
    pass_ = NetworkPass(network, combine, hold=BlockHold(loaded.id))
    return PreparedStep(operation.id, (pass_,), (used,), warnings)


def combination(strength: float, grain: float) -> Callable[[Tensor, Tensor], Tensor]:
    """Photo + strength · residual, with the share `grain` of the residual's brightness left in the photo.

    strength, grain: 0–1. Of the coloured part of the noise nothing is kept back.
    """

    def combine(tile: Tensor, residual: Tensor) -> Tensor:
        if grain:
            luma = torch.tensor(LUMA, dtype=residual.dtype, device=residual.device).reshape(1, 3, 1, 1)
            residual = residual - grain * (residual * luma).sum(1, keepdim=True)
        return tile + strength * residual

    return combine
