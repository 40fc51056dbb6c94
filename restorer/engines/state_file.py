"""Reading a weights file's tensors, from safetensors or from torch's own format, without running what it holds."""

from __future__ import annotations

import hashlib
import io
import pickle
import zipfile
from dataclasses import dataclass
from typing import Any

import safetensors
import safetensors.torch
import torch
from torch import Tensor

from restorer.core.errors import WeightsFailed
from restorer.core.files import file_error
from restorer.weights.own import Weights

_WRAPPERS = ("params_ema", "params-ema", "params", "model_state_dict", "state_dict", "model", "net")
_PREFIXES = ("module.", "_orig_mod.", "netG.")
_SIGNS_OF_CODE = ("unsupported global", "unsupported class", "call reduce")
"""What torch's careful reader says when a file wants something run."""

MOST_BYTES = 2 << 30


@dataclass(frozen=True, slots=True, eq=False)
class WeightsFile:
    """state: tensors by name, on the CPU, floating ones in float32. sha256: of the file's bytes, hex."""

    state: dict[str, Tensor]
    sha256: str


def file_mark(weights: Weights) -> str | None:
    """A name that changes with the file; None where there is no file, so that reading it says so."""
    try:
        state = weights.path.stat()
    except OSError:
        return None
    return f"{weights.id}|{weights.path}|{state.st_size}|{state.st_mtime_ns}"


def read_weights(weights: Weights) -> WeightsFile:
    """The tensors of a weights file, which must have the hash that its catalogue entry states.

    The format is told by content. Files of torch are opened with `weights_only`, so that nothing in them is run.

    Raises
    ------
    WeightsFailed
        the file is missing, too large, damaged, changed, no weights file, or holds code.
    """
    name = weights.path.name
    try:
        if weights.path.stat().st_size > MOST_BYTES:
            raise WeightsFailed(f"“{name}” is too large for a weights file (more than {MOST_BYTES >> 30} GB).")
        content = weights.path.read_bytes()
    except FileNotFoundError as error:
        raise WeightsFailed(
            f"The weights “{weights.id}” are missing: “{weights.path}” is not there.", detail=repr(error)
        ) from error
    except OSError as error:
        raise WeightsFailed(file_error(error, weights.path, "reading").sentence, detail=repr(error)) from error
    digest = hashlib.sha256(content).hexdigest()
    if weights.entry is not None and digest != weights.entry.sha256:
        raise WeightsFailed(
            f"The weights “{weights.id}” are damaged: “{name}” is not the file it was. Install them again.",
            detail=f"{weights.path}: SHA-256 {digest}, the catalogue says {weights.entry.sha256}",
        )
    said = _from_safetensors(content, weights) if content[8:9] == b"{" else _from_torch(content, weights)
    return WeightsFile(_tidied(said, weights), digest)


def _from_safetensors(content: bytes, weights: Weights) -> dict[str, Tensor]:
    try:
        return safetensors.torch.load(content)
    except (safetensors.SafetensorError, ValueError, KeyError, RuntimeError) as error:
        raise _damaged(weights, error) from error


def _from_torch(content: bytes, weights: Weights) -> object:
    name = weights.path.name
    try:
        return torch.load(io.BytesIO(content), map_location="cpu", weights_only=True)
    except pickle.UnpicklingError as error:
        if any(sign in str(error).lower() for sign in _SIGNS_OF_CODE):
            raise WeightsFailed(
                f"“{name}” holds program code besides weights, which might do anything. Restorer does not open it. "
                "Ask for the weights as a .safetensors file.",
                detail=f"{weights.path}: {error}"[:2000],
            ) from error
        raise _damaged(weights, error) from error
    except (RuntimeError, EOFError, ValueError, KeyError, AttributeError, TypeError, IndexError, OSError) as error:
        if _is_torchscript(content):
            raise WeightsFailed(
                f"“{name}” is a whole program for torch (TorchScript), not a weights file. Restorer does not run it.",
                detail=f"{weights.path}: {error}"[:2000],
            ) from error
        raise _damaged(weights, error) from error


def _is_torchscript(content: bytes) -> bool:
    """Whether an archive of torch holds code."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return any("/code/" in name or name.endswith("constants.pkl") for name in archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError):
        return False


def _tidied(said: object, weights: Weights) -> dict[str, Tensor]:
    """The tensors themselves, out of the folders that training programs wrap them in, widened to float32."""
    state: Any = said
    if isinstance(state, dict):
        inner = next((state[key] for key in _WRAPPERS if isinstance(state.get(key), dict)), None)
        state = inner if inner is not None else state
    if not isinstance(state, dict) or not state or not all(isinstance(value, Tensor) for value in state.values()):
        raise WeightsFailed(
            f"“{weights.path.name}” holds no weights of a network.", detail=f"{weights.path}: {type(said).__name__}"
        )
    for prefix in _PREFIXES:
        if all(str(name).startswith(prefix) for name in state):
            state = {str(name)[len(prefix) :]: value for name, value in state.items()}
    tidy = {
        str(name): (value.float() if value.is_floating_point() else value).contiguous() for name, value in state.items()
    }
    for name, value in tidy.items():
        if value.is_floating_point() and not bool(torch.isfinite(value).all()):
            raise WeightsFailed(
                f"“{weights.path.name}” is damaged: it holds numbers that are none.", detail=f"{weights.path}: {name}"
            )
    return tidy


def _damaged(weights: Weights, error: Exception) -> WeightsFailed:
    return WeightsFailed(
        f"“{weights.path.name}” is damaged, or not a weights file. Fetch it again.",
        detail=f"{weights.path}: {type(error).__name__}: {error}"[:2000],
    )
