"""Networks that compute of a tile's halo only what the answer for its middle needs.

Run as it was trained, every layer works on the whole tile, halo included, and the runtime throws the halo's part of
the answer away. A chain of convolutions without padding gives a smaller answer at each layer, by that layer's reach: a
tile of 448 px with a halo of 34 costs 15 % less, and what is kept is the same numbers. A network with ways around its
convolutions has to know itself where it can be cut: then it has a method `of_middle`.
"""

from __future__ import annotations

import copy
from dataclasses import replace

import torch
from torch import nn

from restorer.engines.engine import Network
from restorer.tiling.plan import rounded_up

_NEAR = 1e-4


def narrowed(network: Network) -> Network:
    """The network whose answer to S × S px is that of the middle (S − 2·halo) px, or of a little more; or the network
    itself where none such is known that gives the same numbers, which is found out by trying."""
    facts = network.facts
    module = _of_middle(network)
    if not facts.exact or module is None:
        return network
    side = rounded_up(2 * facts.halo + max(16, facts.least), facts.multiple)
    tile = torch.rand((1, 3, side, side), generator=torch.Generator().manual_seed(2))
    told = [torch.tensor([row]) for row in network.conditions]
    with torch.inference_mode():
        wanted = network.module(tile, *told)
        try:
            answer = module(tile, *told)
        except RuntimeError:  # sizes that do not meet: there are ways around a convolution
            return network
    lost = wanted.shape[-1] - answer.shape[-1]
    edge = lost // 2
    if lost % (2 * facts.scale) or not 0 < edge <= facts.halo * facts.scale or answer.shape[-1] < 1:
        return network
    middle = wanted[:, :, edge : wanted.shape[2] - edge, edge : wanted.shape[3] - edge]
    if middle.shape != answer.shape or not bool((middle - answer).abs().max() <= _NEAR):
        return network
    least = max(facts.least, side)
    return replace(network, module=module, key=f"{network.key}|narrowed", facts=replace(facts, least=least))


def _of_middle(network: Network) -> nn.Module | None:
    """By the network's own way, else as a chain of convolutions without padding. None where it is no chain."""
    own = getattr(network.module, "of_middle", None)
    if own is not None:
        module: nn.Module = own(network.facts.halo)
        return module
    layers = [layer for layer in network.module.modules() if isinstance(layer, nn.Conv2d)]
    if not layers or any(layer.padding_mode != "zeros" for layer in layers):
        return None
    module = copy.deepcopy(network.module)
    for layer in module.modules():
        if isinstance(layer, nn.Conv2d):
            layer.padding = (0, 0)
    return module
