"""`restorer train`: one run from its configuration."""

from __future__ import annotations

import logging

import torch

from restorer.core.errors import BadRequest
from restorer.training.config import TrainingConfig
from restorer.training.loop import Task, Trainer


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
        Trainer(make_task(config), config).run()
    finally:
        root.removeHandler(handler)
        handler.close()


def make_task(config: TrainingConfig) -> Task:
    """The task of an operation, with its photos loaded."""
    if config.operation == "denoise":
        from restorer.training.denoise import DenoiseTask

        return DenoiseTask(config)
    if config.operation == "upscale":
        from restorer.training.upscale import UpscaleTask

        return UpscaleTask(config)
    raise BadRequest(f"“{config.operation}” cannot be trained. Choose denoise, upscale or colorize.")
