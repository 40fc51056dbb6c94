"""The training loop: one for every network, with checkpoints from which it goes on as if never stopped."""

from __future__ import annotations

import copy
import json
import logging
import math
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

import torch
from torch import Tensor, nn

from restorer.training.config import TrainingConfig
from restorer.training.kernels import quicken
from restorer.training.loading import begin_from
from restorer.training.optimizers import make_optimizers

log = logging.getLogger(__name__)

CHECKPOINT = "checkpoint.pt"
BEST = "best.pt"
VALIDATIONS = "validation.jsonl"
_WARM_UP_STEPS = 100


class Task(Protocol):
    """What is trained, on what. A batch depends on the step's number (and the configuration's seed) alone."""

    players: dict[str, nn.Module]
    """The networks by name; the first is the one that is wanted, the others (a discriminator) serve it."""

    def batch(self, step: int) -> dict[str, Tensor]:
        """The training pairs of one step, on the CPU."""

    def losses(self, batch: dict[str, Tensor], step: int) -> Iterator[tuple[str, Tensor]]:
        """One loss after another with the name of the player that it moves."""

    def validate(self, network: nn.Module) -> dict[str, float]:
        """Measures on validation photos; the one named "score" chooses (higher is better)."""

    def sheet(self, network: nn.Module, path: Path) -> None:
        """Writes a picture of a few validation photos, damaged, restored and true."""


class Trainer:
    """Trains a task's players with AdamW, a cosine schedule and an exponential moving average of the first player."""

    def __init__(self, task: Task, config: TrainingConfig) -> None:
        self.task, self.config = task, config
        self.device = torch.device(config.device)
        self.wanted = next(iter(task.players))
        self.step, self.seconds, self.best = 0, 0.0, -math.inf
        self.stop = False
        """Set from outside (a signal) to end the run after the step in hand, saved."""
        if config.init is not None:
            begin_from(task.players[self.wanted], config.init)
        for player in task.players.values():
            player.to(self.device)
        self.quick = 0
        """Layers that our own kernels compute, in float32: with AVX512 quicker than torch does in bfloat16."""
        if self.device.type == "cpu" and not config.compile and not torch.cpu._is_amx_tile_supported():
            self.quick = quicken(*task.players.values())
        if self.quick:
            log.info("3×3 convolutions by Winograd's minimal filtering, and PReLUs: %d layers", self.quick)
        self.average = copy.deepcopy(task.players[self.wanted]).requires_grad_(False).eval()
        if config.compile:
            for player in task.players.values():
                player.compile(dynamic=False)
        self.optimizers = {name: make_optimizers(player, config) for name, player in task.players.items()}
        config.output.mkdir(parents=True, exist_ok=True)
        if config.resume and (config.output / CHECKPOINT).exists():
            self.load(config.output / CHECKPOINT)

    @property
    def progress(self) -> float:
        """How much of the run is done, 0 to 1."""
        if self.config.steps is not None:
            return min(1.0, self.step / self.config.steps)
        return min(1.0, self.seconds / (60 * self.config.minutes))

    def run(self) -> None:
        """Trains to the end of the budget, then validates and saves a last time; or until told to stop, then saves."""
        reduced = not self.quick and _has_bfloat16(self.device)
        autocast = torch.autocast(self.device.type, torch.bfloat16, enabled=reduced)
        start, before = time.monotonic(), self.seconds
        saved = logged = start
        running: dict[str, float] = {}
        while self.progress < 1 and not self.stop:
            batch = {name: self._placed(tensor) for name, tensor in self.task.batch(self.step).items()}
            rate = self._rate()
            for name, loss in _within(autocast, self.task.losses(batch, self.step)):
                self._move(name, loss, rate)
                value = loss.detach().item()
                running[name] = 0.98 * running.get(name, value) + 0.02 * value
            self.step += 1
            self._average()
            now = time.monotonic()
            self.seconds = before + now - start
            if now - logged > self.config.log_every:
                logged = now
                self._log(running, rate)
            if now - saved > self.config.save_every:
                self._validate_and_save()
                saved = time.monotonic()
        if self.stop:
            self.save(self.config.output / CHECKPOINT)
        else:
            self._validate_and_save()

    def _placed(self, tensor: Tensor) -> Tensor:
        """On the device, and laid out as quick layers want pictures."""
        tensor = tensor.to(self.device, non_blocking=True)
        return tensor.contiguous(memory_format=torch.channels_last) if self.quick and tensor.ndim == 4 else tensor

    def _move(self, name: str, loss: Tensor, rate: float) -> None:
        """One optimizer step of one player."""
        player = self.task.players[name]
        player.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(player.parameters(), self.config.clip)
        for optimizer in self.optimizers[name]:
            for group in optimizer.param_groups:
                group["lr"] = group["initial_lr"] * rate
            optimizer.step()

    def _rate(self) -> float:
        """Factor of the learning rates: warm-up over the first steps, then a cosine down to a hundredth."""
        warm = min(1.0, (self.step + 1) / _WARM_UP_STEPS)
        return warm * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * self.progress)))

    @torch.no_grad()
    def _average(self) -> None:
        """Moves the average towards the network; faster in the beginning."""
        decay = min(self.config.ema_decay, (1 + self.step) / (10 + self.step))
        mean, network = self.average.state_dict(), self.task.players[self.wanted].state_dict()
        for key, value in network.items():
            if value.is_floating_point():
                mean[key].lerp_(value, 1 - decay)
            else:
                mean[key].copy_(value)

    def _log(self, running: dict[str, float], rate: float) -> None:
        losses = "  ".join(f"{name} {value:.5f}" for name, value in running.items())
        done = self.progress
        left = f"{self.seconds * (1 - done) / max(done, 1e-9) / 60:.0f} min left"
        log.info("step %d  %s  rate %.1e  %.1f %%  %s", self.step, losses, rate, 100 * done, left)

    def _validate_and_save(self) -> None:
        with torch.no_grad():
            measures = self.task.validate(self.average)
            self.task.sheet(self.average, self.config.output / "sheet.png")
        log.info("step %d  validation %s", self.step, "  ".join(f"{k} {v:.3f}" for k, v in measures.items()))
        if measures["score"] > self.best:
            self.best = measures["score"]
            _save_whole(self.average.state_dict(), self.config.output / BEST)
        record = {"step": self.step, "seconds": round(self.seconds, 1), "best": self.best, **measures}
        with (self.config.output / VALIDATIONS).open("a") as file:
            file.write(json.dumps(record) + "\n")
        self.save(self.config.output / CHECKPOINT)

    def save(self, path: Path) -> None:
        """Everything needed to go on exactly: the batches follow from the step's number."""
        state = {
            "players": {name: player.state_dict() for name, player in self.task.players.items()},
            "optimizers": {name: [o.state_dict() for o in several] for name, several in self.optimizers.items()},
            "average": self.average.state_dict(),
            "torch_random": torch.get_rng_state(),
            "step": self.step,
            "seconds": self.seconds,
            "best": self.best,
        }
        _save_whole(state, path)

    def load(self, path: Path) -> None:
        """Goes back to a checkpoint."""
        state = torch.load(path, weights_only=True, map_location="cpu")
        for name, player in self.task.players.items():
            player.load_state_dict(state["players"][name])
            for optimizer, memory in zip(self.optimizers[name], state["optimizers"][name], strict=True):
                rates = [group["initial_lr"] for group in optimizer.param_groups]
                optimizer.load_state_dict(memory)
                for group, rate in zip(optimizer.param_groups, rates, strict=True):
                    group["initial_lr"] = rate  # a resumed run may change it
        self.average.load_state_dict(state["average"])
        torch.set_rng_state(state["torch_random"])
        self.step, self.seconds, self.best = state["step"], state["seconds"], state["best"]
        log.info("resumed at step %d, %.0f s trained", self.step, self.seconds)


def _within(autocast: torch.autocast, losses: Iterator[tuple[str, Tensor]]) -> Iterator[tuple[str, Tensor]]:
    """The losses, computed in the reduced precision; what is done with them is not.

    Optimizers multiply matrices too, and Muon's powers of powers are lost in bfloat16.
    """
    while True:
        with autocast:
            found = next(losses, None)
        if found is None:
            return
        yield found


def _save_whole(state: Any, path: Path) -> None:
    """Writes beside and renames, so that a kill leaves either the old file or the new one."""
    draft = path.with_suffix(".part")
    with draft.open("wb") as file:
        torch.save(state, file)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def _has_bfloat16(device: torch.device) -> bool:
    """Whether the hardware computes in it."""
    if device.type == "cpu":
        return torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported()
    return device.type == "cuda" and torch.cuda.is_bf16_supported(including_emulation=False)
