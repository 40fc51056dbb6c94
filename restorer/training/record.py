"""What a run writes down of itself, for the model card."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path
from typing import Any

import msgspec
import torch

from restorer.core.files import write_whole
from restorer.training.config import TrainingConfig
from restorer.training.loop import VALIDATIONS
from restorer.training.photos import PhotoSet
from restorer.training.terms import terms_of
from restorer.weights.catalogue import PhotoTerms

RECORD = "record.json"


class RunRecord(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Facts of a run. `arguments`: of `restorer train`, with folders by their last two names."""

    arguments: tuple[str, ...]
    photos: tuple[PhotoTerms, ...] = ()
    refused: int | None = None
    """Photos too like a test photo; None where no test photos were at hand to compare with."""
    doubled: int = 0
    seconds: float = 0.0
    steps: int = 0
    machine: str = ""
    precision: str = "fp32"
    torch: str = ""


def describe(config: TrainingConfig, found: PhotoSet) -> RunRecord:
    """The record of a run that begins."""
    arguments = [config.operation]
    for folder in config.photos:
        arguments += ["--photos", "/".join(folder.parts[-2:])]
    arguments += ["--minutes", f"{config.minutes:g}"]
    if config.init is not None:
        arguments += ["--init", Path(config.init).name]
    for name, value in _settings(config).items():
        named = Path(value).name if name in ("features", "denoiser") else value
        arguments += ["--set", f"{name}={named}"]
    return RunRecord(
        arguments=tuple(arguments),
        photos=terms_of(found.training),
        refused=len(found.refused) if config.refuse else None,
        doubled=found.doubled,
        machine=machine(config.device),
        torch=str(torch.__version__),
    )


def _settings(config: TrainingConfig) -> dict[str, Any]:
    """What the run was told beyond its photos, time and beginning: every field that is not as it is by itself."""
    told = {"operation", "photos", "output", "minutes", "init", "resume", "refuse", "save_every", "log_every"}
    return {
        field.name: value
        for field in fields(config)
        if field.name not in told and (value := getattr(config, field.name)) != field.default
    }


def machine(device: str) -> str:
    """What computes, in words."""
    if device.startswith("cuda"):
        return torch.cuda.get_device_name(device)
    return f"{torch.get_num_threads()} thread{'s' if torch.get_num_threads() > 1 else ''} of a CPU"


def write_record(record: RunRecord, run: Path) -> None:
    """Into the run's folder, whole or not at all."""
    write_whole(run / RECORD, msgspec.json.format(msgspec.json.encode(record), indent=1))


def read_record(run: Path) -> RunRecord:
    """Of a run's folder, with the steps and seconds of its last validation; an empty one where the run left none."""
    try:
        record = msgspec.json.decode((run / RECORD).read_bytes(), type=RunRecord)
        last = json.loads((run / VALIDATIONS).read_text().splitlines()[-1])
    except FileNotFoundError:
        return RunRecord(arguments=())
    return msgspec.structs.replace(record, steps=last["step"], seconds=last["seconds"])
