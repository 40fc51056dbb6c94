"""`restorer train`: one run from its configuration."""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import torch

from restorer.core.errors import BadRequest
from restorer.training.colorize import ColorizeTask
from restorer.training.colorize_judged import JudgedColorizeTask
from restorer.training.config import TrainingConfig
from restorer.training.denoise import DenoiseTask
from restorer.training.detail import DetailTask
from restorer.training.estimate import EstimateTask
from restorer.training.loop import Task, Trainer
from restorer.training.photos import find_photos
from restorer.training.record import describe, write_record
from restorer.training.upscale import UpscaleTask

log = logging.getLogger(__name__)


RECIPES: dict[str, dict[str, Any]] = {
    "denoise": {"batch": 8, "patch": 64, "muon_rate": 0.015},
    "estimate": {"batch": 8, "patch": 128, "muon_rate": 0.01},
    "upscale": {"batch": 8, "patch": 32, "muon_rate": 0.015, "clip": 0.2},
    "colorize": {
        "batch": 16,
        "patch": 96,
        "learning_rate": 1.5e-3,
        "weight_decay": 0.02,
        "clip": 5.0,
        "ema_decay": 0.997,
    },
}
"""What each operation trains with where nothing else is said."""

TESTS = Path(__file__).resolve().parents[3] / "shared" / "testsets"
"""Test photos beside a checkout: refused unless `refuse` names others."""

_GPU_BATCH = 8
"""Times more examples a step on a GPU."""


def configure(operation: str, photos: Sequence[Path], output: Path, **choices: Any) -> TrainingConfig:
    """The configuration of a run by an operation's recipe; `choices`: fields that differ from it."""
    if operation not in RECIPES:
        raise BadRequest(f"“{operation}” cannot be trained. Choose {', '.join(RECIPES)}.")
    fields = {**RECIPES[operation], **choices}
    if not fields.get("refuse"):
        fields["refuse"] = (TESTS,) if TESTS.is_dir() else ()
    if "batch" not in choices and fields.get("device", "cpu") != "cpu":
        fields["batch"] *= _GPU_BATCH
    return TrainingConfig(operation, tuple(photos), output, **fields)


def run(config: TrainingConfig) -> None:
    """Trains until the budget is spent; checkpoints, log and sample sheet go to `config.output`."""
    if config.threads is not None:
        torch.set_num_threads(config.threads)
    config.output.mkdir(parents=True, exist_ok=True)
    handler = logging.FileHandler(config.output / "train.log")
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s", "%H:%M:%S"))
    root = logging.getLogger("restorer.training")
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    try:
        found = find_photos(config.photos, config.refuse)
        if not found.training or not found.validation:
            raise BadRequest("There are too few photos to train on: some are set aside to choose the best weights.")
        if not config.refuse:
            log.warning("No test photos to compare with: name their folders with --refuse, or nothing keeps them out.")
        write_record(describe(config, found), config.output)
        log.info("%d photos, %d refused, %d double", len(found.training), len(found.refused), found.doubled)
        trainer = Trainer(make_task(config), config)
        with _stopping(trainer):
            trainer.run()
    finally:
        root.removeHandler(handler)
        handler.close()


@contextmanager
def _stopping(trainer: Trainer) -> Iterator[None]:
    """Lets an interrupt or a termination end the run after the step in hand, saved, to be resumed."""

    def stop(number: int, frame: FrameType | None) -> None:
        trainer.stop = True

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def make_task(config: TrainingConfig) -> Task:
    """The task of an operation, with its photos loaded."""
    if config.operation == "denoise":
        return DenoiseTask(config)
    if config.operation == "estimate":
        return EstimateTask(config)
    if config.operation == "upscale":
        return DetailTask(config) if config.stage == "detailed" else UpscaleTask(config)
    if config.operation == "colorize":
        return JudgedColorizeTask(config) if config.stage == "adversarial" else ColorizeTask(config)
    raise BadRequest(f"“{config.operation}” cannot be trained. Choose {', '.join(RECIPES)}.")
