"""Between two sets of weights of one network: what the detail slider moves on."""

from __future__ import annotations

import copy
from dataclasses import replace

import torch

from restorer.core.errors import WeightsFailed
from restorer.engines.loading import LoadedNetwork


def mixed(one: LoadedNetwork, other: LoadedNetwork, share: float) -> LoadedNetwork:
    """The network whose every weight lies between those of two: (1 − share) · one + share · other, in float32.

    Wang et al., "Deep Network Interpolation for Continuous Imagery Effect Transition", CVPR 2019. share: 0–1.

    Raises
    ------
    WeightsFailed
        the two are not of one network.
    """
    first, second = one.module.state_dict(), other.module.state_dict()
    same = first.keys() == second.keys() and all(first[name].shape == second[name].shape for name in first)
    if not same or (one.architecture, one.answer, one.facts.scale) != (
        other.architecture,
        other.answer,
        other.facts.scale,
    ):
        raise WeightsFailed(
            f"The weights “{one.id}” and “{other.id}” are of different networks and cannot be mixed.",
            detail=f"{one.key} and {other.key}",
        )
    module = copy.deepcopy(one.module)
    module.load_state_dict({name: torch.lerp(first[name], second[name], share) for name in first})
    return replace(
        one,
        id=f"{one.id} + {other.id}",
        key=f"{one.key}+{other.sha256[:32]}@{share:.6f}",
        module=module.requires_grad_(False).eval(),
        warnings=one.warnings + tuple(note for note in other.warnings if note not in one.warnings),
    )
