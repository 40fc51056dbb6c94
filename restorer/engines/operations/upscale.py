"""Upscale: the least network that is large enough, then plain resampling to just the size wanted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import torch
from torch import Tensor, nn

from restorer.core.errors import BadRequest, WeightsFailed
from restorer.core.geometry import Size
from restorer.engines.choice import named_weights, none_installed
from restorer.engines.colour_hold import BlockHold
from restorer.engines.loading import LoadedNetwork, load_network
from restorer.engines.mixing import mixed
from restorer.engines.operations.request import Request
from restorer.engines.step import NetworkPass, Pass, PreparedStep, ResizePass
from restorer.engines.values import WeightsUsed
from restorer.engines.workbench import Workbench
from restorer.recipe.operations.upscale import Upscale
from restorer.weights.ends import Ends, default_ends, ends_of, one_end_note

_ENOUGH = 1.02
"""What is left to enlarge by this or less is left to resampling, rather than run another network."""


def prepare(request: Request[Upscale]) -> PreparedStep:
    """Passes from the photo's size to the size wanted.

    Raises
    ------
    BadRequest
        the weights named are unknown or do not enlarge.
    WeightsFailed
        they cannot be loaded, or none are installed.
    """
    operation, size = request.operation, request.source.size
    target = operation.output_size(size)
    if target == size:
        return PreparedStep(operation.id, (), warnings=_size_notes(operation, size))
    choice = _choice(request)
    scales = plan_scales(operation.factor_for(size), tuple(sorted(choice)))
    passes: list[Pass] = []
    used: list[WeightsUsed] = []
    warnings: list[str] = list(_size_notes(operation, size))
    reached = size
    for number, scale in enumerate(scales):
        network, parts, notes = choice[scale](operation.detail / 100)
        reached = Size(reached.width * scale, reached.height * scale)
        output = target if number == len(scales) - 1 and _covers(reached, target) else None
        passes.append(replace(network, output=output if output != reached else None))
        used += [part for part in parts if part not in used]
        warnings += [note for note in notes if note not in warnings]
    if not _covers(reached, target):
        passes.append(ResizePass(target))
    return PreparedStep(operation.id, tuple(passes), tuple(used), tuple(warnings))


def plan_scales(factor: float, scales: tuple[int, ...]) -> tuple[int, ...]:
    """The scales of the networks to run one after the other for an enlargement by `factor`.

    scales: of the networks there are, rising. The least single one that is large enough; beyond the largest, that
    and then the least that is large enough for the rest. The rest is resampling, also what no two networks reach.
    """
    if factor <= scales[-1] * _ENOUGH:
        return (next((scale for scale in scales if factor <= scale * _ENOUGH), scales[-1]),)
    rest = factor / scales[-1]
    second = next((scale for scale in scales if rest <= scale * _ENOUGH), scales[-1])
    # A second large network on an enlarged photo would cost ten times the first, and most of it be thrown away.
    return (scales[-1], second) if second <= 2 or rest > 2 * _ENOUGH else (scales[-1],)


def _covers(reached: Size, target: Size) -> bool:
    return reached.width * _ENOUGH >= target.width and reached.height * _ENOUGH >= target.height


def _size_notes(operation: Upscale, size: Size) -> tuple[str, ...]:
    note = operation.limit_warning(size)
    return (note,) if note else ()


Maker = Callable[[float], tuple[NetworkPass, tuple[WeightsUsed, ...], tuple[str, ...]]]


def _choice(request: Request[Upscale]) -> dict[int, Maker]:
    """For each scale that can be had, how its pass is made for a detail 0–1."""
    bench = request.workbench
    places = bench.places
    named = named_weights("upscale", request.setup, places)
    if named is None:
        ends = default_ends(places)
        if not ends:
            raise none_installed("upscale")
        return {end.scale: lambda detail, end=end: _pass(end, detail, bench) for end in ends}  # type: ignore[misc]
    both = ends_of(named)
    if both is not None:
        return {both.scale: lambda detail: _pass(both, detail, bench)}
    loaded = load_network(named, bench)
    if loaded.facts.scale == 1:
        raise BadRequest(f"The weights “{named.id}” do not enlarge a photo: they take out noise.")
    alone = Ends(loaded.facts.scale, named, None)
    return {alone.scale: lambda detail: _pass(alone, detail, bench)}


def _pass(ends: Ends, detail: float, bench: Workbench) -> tuple[NetworkPass, tuple[WeightsUsed, ...], tuple[str, ...]]:
    """The pass of one scale: one set of weights, or both mixed."""
    faithful, detailed = ends.faithful, ends.detailed
    if faithful is not None and detailed is not None and 0 < detail < 1:
        one, other = load_network(faithful, bench), load_network(detailed, bench)
        loaded = mixed(one, other, detail)
        parts = (
            WeightsUsed("upscale", one.id, one.sha256, 1 - detail),
            WeightsUsed("upscale", other.id, other.sha256, detail),
        )
        return _network_pass(loaded), parts, loaded.warnings
    weights = detailed if detailed is not None and (faithful is None or detail == 1) else faithful
    if weights is None:
        raise WeightsFailed("The list of weights for enlarging is damaged. Install Restorer again.")
    loaded = load_network(weights, bench)
    notes = loaded.warnings
    if detail > 0 and detailed is None:
        notes += (one_end_note(weights.id),)
    return _network_pass(loaded), (WeightsUsed("upscale", weights.id, loaded.sha256),), notes


def _network_pass(loaded: LoadedNetwork) -> NetworkPass:
    """The network with what adds the enlarged photo to its answer, in float32, and holds the colours."""
    scale = loaded.facts.scale

    def add_enlarged(tile: Tensor, residual: Tensor) -> Tensor:
        return nn.functional.interpolate(tile.to(torch.float32), scale_factor=scale, mode="nearest") + residual

    combine = add_enlarged if loaded.answer == "enlarged residual" else None
    return NetworkPass(loaded, combine, hold=BlockHold(loaded.id))
