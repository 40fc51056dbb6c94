"""Networks by name for measuring: ours by id or file, published ones as `peer:NAME`."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from operator import gt
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file
from torch import Tensor, nn

from restorer.core.errors import BadRequest, WeightsFailed
from restorer.engines.loading import OWN
from restorer.weights.catalogue import WeightsEntry, load_catalogue
from restorer.weights.own import find_weights

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Loaded:
    """A network ready to be run, and the name to print beside its figures."""

    name: str
    network: nn.Module


def read_state(path: Path) -> dict[str, Tensor]:
    """A network's weights from safetensors, from a checkpoint of a run (its average), or from `{"params": …}`."""
    try:
        if path.suffix == ".safetensors":
            return load_file(path)
        state: dict[str, Any] = torch.load(path, weights_only=True, map_location="cpu")
    except OSError as error:
        raise BadRequest(f"The weights file “{path}” cannot be read.", detail=repr(error)) from error
    found: dict[str, Tensor] = state.get("average", state.get("params", state))
    return found


def begin_from(network: nn.Module, name: str) -> None:
    """Takes over what fits of weights by id or file: those of the same network, all but the last layer, or a narrower.

    A layer that reads more than it did goes on with what it read. A narrower network goes on inside the wider one:
    what it computed is computed as before, the channels beyond it begin at random and are read by nothing yet, so that
    training starts where the narrower one ended (in the manner of Chen et al. 2016, "Net2Net", with new channels in
    place of copied ones).

    Raises
    ------
    BadRequest
        nothing of them fits.
    """
    state, given = network.state_dict(), read_state(find_weights(name).path)
    if not state.keys() & given.keys():  # shipped weights are of the wanted network alone, without what only serves it
        given = {f"network.{key}": value for key, value in given.items()}
    fitting = _widened(given, network)
    if any(fitting[key].ndim > 1 and given[key].shape == state[key].shape for key in fitting):  # it is no wider network
        fitting = {key: value for key, value in fitting.items() if given[key].shape[:1] == value.shape[:1]}
    if not fitting:
        raise BadRequest(f"Nothing of “{name}” fits the network that is to be trained.")
    log.info("begins from %s: %d of %d tensors", name, len(fitting), len(state))
    network.load_state_dict({**state, **fitting})


def _widened(given: Mapping[str, Tensor], network: nn.Module) -> dict[str, Tensor]:
    """The weights of a narrower network among fresh ones of a wider, nothing reading from the new channels: what they
    answered at random would disturb the layers that follow."""
    transposed = {f"{name}.weight" for name, part in network.named_modules() if isinstance(part, nn.ConvTranspose2d)}
    found = {}
    for key, fresh in network.state_dict().items():
        narrow = given.get(key)
        if narrow is None or narrow.ndim != fresh.ndim or any(map(gt, narrow.shape, fresh.shape)):
            continue
        found[key] = fresh.clone()
        if fresh.ndim > 1:
            read = 0 if key in transposed else 1
            found[key].narrow(read, narrow.shape[read], fresh.shape[read] - narrow.shape[read]).zero_()
        found[key][tuple(map(slice, narrow.shape))] = narrow
    return found


def load_ours(name: str, device: str = "cpu") -> Loaded:
    """One of our networks by catalogue id or file.

    Raises
    ------
    BadRequest
        there are no such weights.
    WeightsFailed
        the file is not of a network of ours.
    """
    weights = find_weights(name)
    state = read_state(weights.path)
    entry = weights.entry
    architecture, arguments = (entry.architecture, entry.arguments) if entry is not None else recognise(state)
    network = OWN[architecture](**arguments)
    try:
        network.load_state_dict(state)
    except RuntimeError as error:
        raise WeightsFailed(
            f"“{weights.path.name}” does not fit the network {architecture}.", detail=str(error)
        ) from error
    return Loaded(weights.id, network.requires_grad_(False).eval().to(device))


def default_entry(operation: str, scale: int = 1, end: str | None = None) -> WeightsEntry:
    """The shipped weights that are used when nobody names any."""
    for entry in load_catalogue().of(operation):
        if entry.scale == scale and entry.end == end:
            return entry
    raise BadRequest(f"There are no weights for {operation} yet. Train some, or name a file.")


def recognise(state: dict[str, Tensor]) -> tuple[str, dict[str, Any]]:
    """Which of our networks a state dict belongs to, and the arguments that make it."""
    if "enter.weight" in state:
        count = 1 + len({key.split(".")[1] for key in state if key.startswith("down.")})
        channels = [state[f"down.{i}.weight"].shape[1] for i in range(count - 1)]
        channels.append(state[f"down.{count - 2}.weight"].shape[0])
        blocks = [len({k.split(".")[2] for k in state if k.startswith(f"before.{i}.")}) for i in range(count - 1)]
        blocks.append(len({k.split(".")[1] for k in state if k.startswith("deepest.")}))
        return "denoise-unet", {"channels": channels, "blocks": blocks}
    if "body.0.weight" in state:
        last = max(int(key.split(".")[1]) for key in state)
        scale = round((state[f"body.{last}.weight"].shape[0] / 3) ** 0.5)
        features = state["body.0.weight"].shape[0]
        return "compact", {"features": features, "convolutions": (last - 2) // 2, "scale": scale}
    if "layers.0.weight" in state and "head.0.weight" in state:
        return "noise-estimator", {"width": state["layers.0.weight"].shape[0]}
    raise WeightsFailed("These weights belong to no network of ours. Name a file that Restorer trained.")
