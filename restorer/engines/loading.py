"""From a weights file to a network that can run: ours by their catalogue entry, others by what spandrel recognises."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, cast

import torch
from torch import Tensor, nn

from restorer.core.errors import WeightsFailed
from restorer.engines.adapters import CompactResidual, DnCNNResidual, GreyResidual, LevelPlane, PictureResidual
from restorer.engines.engine import EngineFacts, Network
from restorer.engines.halo import KNOWN_APPROXIMATE, MeasuredHalos, measured_radius, theoretical_radius
from restorer.engines.networks.compact import Compact
from restorer.engines.networks.denoise import DenoiseUNet
from restorer.engines.networks.ffdnet import FFDNet, ffdnet_arguments
from restorer.engines.networks.noise_estimator import NoiseEstimator
from restorer.engines.spandrel_door import open_spandrel
from restorer.engines.state_file import WeightsFile, file_mark, read_weights
from restorer.engines.workbench import Workbench
from restorer.tiling.plan import rounded_up
from restorer.weights.own import Weights

State = dict[str, Tensor]

OWN: dict[str, Callable[..., nn.Module]] = {
    "denoise-unet": DenoiseUNet,
    "compact": Compact,
    "noise-estimator": NoiseEstimator,
}
"""Our networks by the architecture's name in the catalogue. The colouriser is loaded by its own module."""

ALL = ("fp32", "bf16", "fp16")


Answer = Literal["residual", "enlarged residual", "picture"]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class LoadedNetwork(Network):
    """A network with what must be known to use it in an operation.

    id, sha256: of the weights. architecture: ours or spandrel's name.
    answer: what the module answers with. "residual": to be added to the picture; "enlarged residual": to be added to
        the picture enlarged by repeating its pixels; "picture": the picture itself.
    levels: the module takes (N, 2) noise and JPEG levels as its second argument.
    warnings: sentences for the person about these weights.
    """

    id: str
    sha256: str
    architecture: str
    answer: Answer
    levels: bool = False
    warnings: tuple[str, ...] = ()


def load_network(weights: Weights, workbench: Workbench) -> LoadedNetwork:
    """The network of a weights file, from the workbench where it lies there already.

    Raises
    ------
    WeightsFailed
        the file is missing, damaged, not what its entry says, holds code, or is of a network that is not known
        or cannot be run in tiles.
    """

    def loaded() -> LoadedNetwork:
        return network_of(read_weights(weights), weights, workbench.places.cache)

    mark = file_mark(weights)
    if mark is None:
        return loaded()
    return cast(LoadedNetwork, workbench.networks.get(mark, loaded))


def network_of(file: WeightsFile, weights: Weights, cache: Path) -> LoadedNetwork:
    """The network whose weights have been read; see `load_network`. cache: folder where measured halos are kept."""
    entry = weights.entry
    if entry is not None and entry.architecture in OWN:
        loaded = _own(file, weights, entry.architecture, entry.arguments)
    elif entry is not None and entry.architecture != "spandrel":
        raise WeightsFailed(
            f"The weights “{weights.id}” are of a network, “{entry.architecture}”, that this version does not know.",
            detail=f"{weights.path}: architecture {entry.architecture}",
        )
    elif (arguments := ffdnet_arguments(file.state)) is not None:
        loaded = _ffdnet(file, weights, arguments)
    elif (shape := denoise_arguments(file.state)) is not None:
        loaded = _own(file, weights, "denoise-unet", shape)
    else:
        loaded = _published(file, weights, cache)
    if entry is not None and entry.tflop_per_megapixel:
        facts = replace(loaded.facts, gflop_per_megapixel=1000 * entry.tflop_per_megapixel)
        loaded = replace(loaded, facts=facts)
    loaded.module.requires_grad_(False).eval()
    return loaded


def _own(file: WeightsFile, weights: Weights, architecture: str, arguments: Mapping[str, object]) -> LoadedNetwork:
    try:
        module = OWN[architecture](**arguments)
        module.load_state_dict(file.state)
    except (TypeError, ValueError, RuntimeError) as error:
        raise _misfit(weights, error) from error
    if isinstance(module, Compact):
        return _loaded(file, weights, architecture, CompactResidual(module), "enlarged residual", ALL)
    levels = isinstance(module, DenoiseUNet)
    return _loaded(file, weights, architecture, module, "residual", ALL, levels=levels)


def denoise_arguments(state: Mapping[str, Tensor]) -> dict[str, list[int]] | None:
    """The arguments of the `DenoiseUNet` whose weights `state` holds, None where it holds another network."""
    levels = len({name.split(".")[1] for name in state if name.startswith("down.")})
    if not levels or not {"enter.weight", "leave.weight", f"down.{levels - 1}.weight"} <= state.keys():
        return None
    channels = [state[f"down.{level}.weight"].shape[1] for level in range(levels)]
    channels.append(state[f"down.{levels - 1}.weight"].shape[0])
    blocks = [len({n.split(".")[2] for n in state if n.startswith(f"before.{level}.")}) for level in range(levels)]
    blocks.append(len({name.split(".")[1] for name in state if name.startswith("deepest.")}))
    return {"channels": channels, "blocks": blocks}


def _ffdnet(file: WeightsFile, weights: Weights, arguments: dict[str, int]) -> LoadedNetwork:
    channels = arguments["channels"]
    module: nn.Module = FFDNet(**arguments)
    try:
        module.load_state_dict(file.state)
    except RuntimeError as error:
        raise _misfit(weights, error) from error
    radius = theoretical_radius("FFDNet", module) or 0
    if channels == 1:
        module = GreyResidual(module)
    facts = EngineFacts(weights.id, halo=rounded_up(radius, 2), multiple=2)
    notes = (_GREY.format(weights.id),) if channels == 1 else ()
    return _made(file, weights, "FFDNet", module, facts, "residual", True, notes)


def _loaded(
    file: WeightsFile,
    weights: Weights,
    architecture: str,
    module: nn.Module,
    answer: Answer,
    precisions: tuple[str, ...],
    *,
    levels: bool = False,
) -> LoadedNetwork:
    """One of our own networks, which says its scale, multiple and radius itself."""
    multiple = int(getattr(module, "multiple", 1))
    radius = theoretical_radius(architecture, module) or 0
    facts = EngineFacts(
        weights.id,
        scale=int(getattr(module, "scale", 1)),
        halo=rounded_up(radius, multiple),
        multiple=multiple,
        least=multiple,
        precisions=precisions,
    )
    return _made(file, weights, architecture, module, facts, answer, levels)


def _made(
    file: WeightsFile,
    weights: Weights,
    architecture: str,
    module: nn.Module,
    facts: EngineFacts,
    answer: Answer,
    levels: bool,
    warnings: tuple[str, ...] = (),
) -> LoadedNetwork:
    return LoadedNetwork(
        facts=facts,
        key=f"{architecture}-{file.sha256[:32]}",
        module=module,
        id=weights.id,
        sha256=file.sha256,
        architecture=architecture,
        answer=answer,
        levels=levels,
        warnings=warnings,
    )


_GREY = "The weights “{}” know brightness only: coloured noise stays as it is."
_APPROXIMATE = (
    "The weights “{}” ({}) look far across the picture. In tiles their result is approximate: it may differ slightly "
    "from that of the whole picture at once."
)


def _published(file: WeightsFile, weights: Weights, cache: Path) -> LoadedNetwork:
    """A network that spandrel recognises from its state dict, put behind the adapter that it needs."""
    _refuse_unknown_kinds(file, weights)
    spandrel = open_spandrel()
    try:
        found = spandrel.ModelLoader().load_from_state_dict(file.state)
    except spandrel.UnsupportedModelError as error:
        raise WeightsFailed(
            f"“{weights.path.name}” is not of a network that Restorer knows.",
            detail=f"{weights.path}: {sorted(file.state)[:12]}",
        ) from error
    except (RuntimeError, ValueError, KeyError, IndexError, TypeError, AssertionError, ZeroDivisionError) as error:
        raise _misfit(weights, error) from error  # what recognition by names alone lets through ends here
    architecture = str(found.architecture.id)
    if getattr(found, "purpose", "") not in ("SR", "Restoration"):
        raise WeightsFailed(
            f"“{weights.path.name}” is for faces or for filling in ({architecture}): Restorer has no use for it.",
            detail=f"{weights.path}: {architecture}, {found.purpose}",
        )
    module, answer, levels, precisions = _adapted(found, architecture, weights)
    notes: list[str] = [_GREY.format(weights.id)] if found.input_channels == 1 else []
    requirement = found.size_requirements
    multiple, scale = int(requirement.multiple_of), int(found.scale)
    radius, exact = theoretical_radius(architecture, found.model), True
    if radius is None:
        exact = False
        notes.append(_APPROXIMATE.format(weights.id, architecture))
        radius = KNOWN_APPROXIMATE.get(architecture)
    if radius is None:
        answer_of = _probe(module, levels)
        _check_shape(answer_of, scale, multiple, int(requirement.minimum), weights, architecture)
        radius = MeasuredHalos(cache).radius(file.sha256, lambda: measured_radius(answer_of, scale, multiple))
    facts = EngineFacts(
        weights.id, scale, rounded_up(radius, multiple), multiple, exact, 0.0, int(requirement.minimum) or 1, precisions
    )
    return _made(file, weights, architecture, module, facts, answer, levels, tuple(notes))


def _refuse_unknown_kinds(file: WeightsFile, weights: Weights) -> None:
    """Networks that are recognised as what cannot be run right."""
    if any(name.startswith(("stem.", "neck.")) for name in file.state) and "upsampling.0.conv.weight" in file.state:
        raise WeightsFailed(
            f"“{weights.path.name}” is of Fast-SRGAN, whose normalisation looks at the whole picture at once: its "
            "colours would change from tile to tile. Restorer cannot use it.",
            detail=f"{weights.path}: Fast-SRGAN with InstanceNorm",
        )


def _adapted(found: object, architecture: str, weights: Weights) -> tuple[nn.Module, Answer, bool, tuple[str, ...]]:
    """The module as `Network.module` wants it, what it answers with, whether it is told levels, and its precisions."""
    model: nn.Module = found.model.eval()  # type: ignore[attr-defined]
    channels: int = found.input_channels  # type: ignore[attr-defined]
    tags: list[str] = found.tags  # type: ignore[attr-defined]
    scale: int = found.scale  # type: ignore[attr-defined]
    if channels not in (1, 3):
        raise WeightsFailed(
            f"The network of “{weights.path.name}” ({architecture}) takes {channels} channels, and photos have 3.",
            detail=f"{weights.path}: {architecture} with {channels} channels",
        )
    if architecture == "Compact" and channels == 3:
        return CompactResidual(model), "enlarged residual", False, ALL
    module, levels = model, False
    precisions: tuple[str, ...] = ("fp32",)
    if architecture == "DRUNet" or "FDnCNN" in tags:
        module, levels = LevelPlane(model), True
    elif architecture == "DnCNN":
        module, precisions = DnCNNResidual(model), ("fp32", "bf16")
    elif scale == 1:
        module = PictureResidual(model)
    if channels == 1:
        if scale != 1:
            raise WeightsFailed(
                f"The network of “{weights.path.name}” ({architecture}) enlarges grey pictures only.",
                detail=f"{weights.path}: {architecture}, one channel, scale {scale}",
            )
        module = GreyResidual(module)
    return module, "residual" if scale == 1 else "picture", levels, precisions


def _probe(module: nn.Module, levels: bool) -> Callable[[Tensor], Tensor]:
    """The module as a function of the picture alone."""
    if not levels:
        return module
    return lambda picture: module(picture, torch.tensor([[25 / 255, 0.0]]))


def _check_shape(
    answer: Callable[[Tensor], Tensor], scale: int, multiple: int, least: int, weights: Weights, architecture: str
) -> None:
    """Refuse what does not answer a picture with a picture of the right size."""
    side = rounded_up(max(least, 16), multiple)
    try:
        with torch.no_grad():
            found = answer(torch.full((1, 3, side, side), 0.5))
        fits = isinstance(found, Tensor) and found.shape[2:] == (side * scale, side * scale)
    except (RuntimeError, TypeError, ValueError, AttributeError) as error:
        raise _misfit(weights, error) from error
    if not fits:
        raise WeightsFailed(
            f"The network of “{weights.path.name}” ({architecture}) does not answer a picture with one "
            "picture, so Restorer cannot use it.",
            detail=f"{weights.path}: {architecture} answered {type(found).__name__}",
        )


def _misfit(weights: Weights, error: Exception) -> WeightsFailed:
    return WeightsFailed(
        f"The weights “{weights.id}” do not fit the network that they are said to be of. The file is of another "
        "version, or damaged.",
        detail=f"{weights.path}: {type(error).__name__}: {error}"[:2000],
    )
