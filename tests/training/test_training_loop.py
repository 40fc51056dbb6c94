"""The loop learns, goes on exactly where it was killed, and leaves whole files."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import click
import pytest
import torch
from torch import Tensor, nn

from restorer.core.errors import BadRequest
from restorer.engines.networks.compact import Compact
from restorer.engines.networks.denoise import DenoiseUNet
from restorer.training import loop
from restorer.training.commands import _fields
from restorer.training.config import TrainingConfig
from restorer.training.denoise import rms
from restorer.training.loading import begin_from
from restorer.training.loop import BEST, CHECKPOINT, Trainer
from restorer.training.optimizers import orthogonal
from restorer.training.train import configure, run
from restorer.training.upscale import UpscaleTask


class SmallTask:
    """A tiny denoiser on made-up pictures; every step's batch follows from its number."""

    def __init__(self, fixed: bool = False) -> None:
        torch.manual_seed(0)
        self.network = DenoiseUNet((32, 48), (1, 1))
        self.players: dict[str, nn.Module] = {"denoise": self.network}
        self.fixed = fixed

    def batch(self, step: int) -> dict[str, Tensor]:
        made = torch.Generator().manual_seed(0 if self.fixed else step)
        clean = torch.rand(2, 3, 2, 2, generator=made).repeat_interleave(8, 2).repeat_interleave(8, 3)
        return {"clean": clean, "noisy": clean + 0.1 * torch.randn(clean.shape, generator=made)}

    def losses(self, batch: dict[str, Tensor], step: int) -> Iterator[tuple[str, Tensor]]:
        restored = batch["noisy"] + self.network(batch["noisy"], torch.full((2, 2), 0.1))
        yield "denoise", (restored - batch["clean"]).abs().mean()

    def validate(self, network: nn.Module) -> dict[str, float]:
        return {"score": 0.0}

    def sheet(self, network: nn.Module, path: Path) -> None:
        path.touch()


def _config(output: Path, steps: int, *, resume: bool = False, muon: float = 0.01) -> TrainingConfig:
    return TrainingConfig("denoise", (), output, steps=steps, resume=resume, muon_rate=muon, learning_rate=2e-3)


@pytest.mark.parametrize("muon", [0.0, 0.02])
def test_it_learns_a_single_batch_by_heart(tmp_path: Path, muon: float) -> None:
    task = SmallTask(fixed=True)
    before = float(next(task.losses(task.batch(0), 0))[1].detach())
    Trainer(task, _config(tmp_path, 150, muon=muon)).run()
    assert float(next(task.losses(task.batch(0), 0))[1].detach()) < before / 4


def test_it_learns_where_the_processor_computes_in_bfloat16(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loop, "_has_bfloat16", lambda device: True)  # any processor can, most are slow at it
    monkeypatch.setattr(loop, "quicken", lambda *players: 0)
    task = SmallTask(fixed=True)
    before = float(next(task.losses(task.batch(0), 0))[1].detach())
    Trainer(task, _config(tmp_path, 150, muon=0.02)).run()
    assert float(next(task.losses(task.batch(0), 0))[1].detach()) < before / 4


def test_a_resumed_run_is_the_run_that_was_never_stopped(tmp_path: Path) -> None:
    whole = Trainer(SmallTask(), _config(tmp_path / "whole", 20))
    whole.run()

    class Stopped(SmallTask):
        def batch(self, step: int) -> dict[str, Tensor]:
            trainer.stop = step == 9
            return super().batch(step)

    trainer = Trainer(Stopped(), _config(tmp_path / "parts", 20))
    trainer.run()
    assert trainer.step == 10
    resumed = Trainer(SmallTask(), _config(tmp_path / "parts", 20, resume=True))
    assert resumed.step == 10
    resumed.run()
    for one, other in (
        (whole.average, resumed.average),
        (whole.task.players["denoise"], resumed.task.players["denoise"]),
    ):
        for key, value in one.state_dict().items():
            assert torch.equal(value, other.state_dict()[key]), key


def test_it_begins_from_given_weights(tmp_path: Path) -> None:
    first = Trainer(SmallTask(), _config(tmp_path / "first", 3))
    first.run()
    config = replace(_config(tmp_path / "second", 3), init=str(tmp_path / "first" / BEST))
    second = Trainer(SmallTask(), config)
    for key, value in first.average.state_dict().items():
        assert torch.equal(value, second.task.players["denoise"].state_dict()[key])


def test_a_wider_network_begins_as_what_the_narrower_one_was(tmp_path: Path) -> None:
    torch.manual_seed(1)
    narrow = DenoiseUNet((8, 16, 24), (1, 1, 1))
    nn.init.normal_(narrow.leave.weight, std=0.1)
    torch.save(narrow.state_dict(), tmp_path / "narrow.pt")
    task = SmallTask()
    wide = DenoiseUNet((12, 24, 40), (1, 1, 1))
    task.network, task.players = wide, {"denoise": wide}
    trainer = Trainer(task, replace(_config(tmp_path / "run", 1), init=str(tmp_path / "narrow.pt")))
    x, level = torch.rand(2, 3, 32, 32), torch.rand(2, 2)
    with torch.inference_mode():
        assert torch.allclose(wide(x, level), narrow(x, level), atol=1e-6)
    assert not wide.deepest[0].second.weight[:, 24:].any(), "what is new is read by nothing"
    trainer.run()
    assert wide.leave.weight[:, 8:].abs().min() > 0, "what is new is used after the first step"


def test_a_layer_that_reads_more_goes_on_with_what_it_read(tmp_path: Path) -> None:
    fine, coarse = nn.Sequential(nn.Linear(4, 3), nn.Linear(3, 2)), nn.Sequential(nn.Linear(4, 3), nn.Linear(5, 2))
    torch.save(fine.state_dict(), tmp_path / "fine.pt")
    begin_from(coarse, str(tmp_path / "fine.pt"))
    assert torch.equal(coarse[0].weight, fine[0].weight)
    assert torch.equal(coarse[1].weight, nn.functional.pad(fine[1].weight, (0, 2)))


def test_weights_for_another_scale_lend_their_body(tmp_path: Path) -> None:
    torch.save(Compact(8, 2, 4).state_dict(), tmp_path / "four.pt")
    task = SmallTask()
    task.players = {"upscale": Compact(8, 2, 2)}
    Trainer(task, replace(_config(tmp_path / "run", 1), init=str(tmp_path / "four.pt")))
    given = torch.load(tmp_path / "four.pt", weights_only=True)
    taken = task.players["upscale"].state_dict()
    assert torch.equal(taken["body.2.weight"], given["body.2.weight"])
    assert taken["body.6.weight"].shape[0] == 12


def test_the_root_mean_square_is_of_each_patch_and_slopes_gently_where_nothing_is_wrong() -> None:
    error = torch.stack([torch.full((3, 4, 4), 0.5), torch.zeros(3, 4, 4)]).requires_grad_()
    found = rms(error)
    found.sum().backward()
    assert found.tolist() == pytest.approx([0.5, 0], abs=1e-3)
    assert error.grad is not None
    assert bool(torch.isfinite(error.grad).all())


@pytest.mark.parametrize(("share", "wanted"), [(0.0, "bicubic"), (1.0, "real")])
def test_checkpoints_are_chosen_by_what_is_trained_for(share: float, wanted: str, photos: Path, tmp_path: Path) -> None:
    task = UpscaleTask(TrainingConfig("upscale", (photos,), tmp_path / "run", patch=8, real_share=share))
    measures = task.validate(task.network.eval().requires_grad_(False))
    assert measures["bicubic"] != measures["real"]
    assert measures["score"] == measures[wanted]


def test_newton_and_schulz_make_singular_values_one() -> None:
    torch.manual_seed(0)
    for shape in ((16, 64), (64, 16), (20, 20)):
        values = torch.linalg.svdvals(orthogonal(torch.randn(shape)))
        assert values.max() < 1.3
        assert values[: min(shape) // 2].min() > 0.6


def test_an_operation_that_cannot_be_trained_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadRequest, match="cannot be trained"):
        configure("fade", [tmp_path], tmp_path)


def test_a_folder_without_photos_is_said(tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    with pytest.raises(BadRequest, match="too few photos"):
        run(configure("denoise", [tmp_path / "photos"], tmp_path / "run", steps=1))


@pytest.mark.parametrize("operation", ["denoise", "estimate", "upscale"])
def test_each_operation_trains_from_a_folder_of_photos(operation: str, photos: Path, tmp_path: Path) -> None:
    small = {"estimate": {"patch": 128}, "denoise": {"patch": 32}, "upscale": {"patch": 8}}[operation]
    run(configure(operation, [photos], tmp_path / "run", steps=2, batch=2, **small))
    left = {path.name for path in (tmp_path / "run").iterdir()}
    assert left == {BEST, CHECKPOINT, "record.json", "sheet.png", "train.log", "validation.jsonl"}


def test_a_terminated_run_saves_and_goes_on(photos: Path, tmp_path: Path) -> None:
    out = tmp_path / "run"
    program = (
        "import sys; from pathlib import Path; from restorer.training.train import configure, run\n"
        "run(configure('denoise', [Path(sys.argv[1])], Path(sys.argv[2]), steps=100000, batch=1, patch=16,"
        " log_every=0.0, threads=1))"
    )
    process = subprocess.Popen([sys.executable, "-c", program, str(photos), str(out)])
    while _steps(out) < 3 and process.poll() is None:
        time.sleep(0.1)
    process.send_signal(signal.SIGTERM)
    assert process.wait(60) == 0
    assert not [name for name in os.listdir(out) if name.endswith(".part")]
    saved = torch.load(out / CHECKPOINT, weights_only=True)["step"]
    assert saved == _steps(out)
    run(configure("denoise", [photos], out, steps=saved + 1, batch=1, patch=16, resume=True))
    assert torch.load(out / CHECKPOINT, weights_only=True)["step"] == saved + 1


def _steps(out: Path) -> int:
    """The last step in the log."""
    try:
        lines = (out / "train.log").read_text().splitlines()
    except FileNotFoundError:
        return 0
    return max((int(line.split()[2]) for line in lines if line.split()[1] == "step"), default=0)


def test_the_judge_and_the_generator_take_turns(photos: Path, tmp_path: Path) -> None:
    from restorer.training.detail import DetailTask
    from restorer.training.lpips import FEATURES

    shared = Path(__file__).resolve().parents[3] / "shared" / "weights"
    if not (shared / FEATURES).is_file():
        pytest.skip("the shared weights are not beside this checkout")
    torch.save(Compact().state_dict(), tmp_path / "faithful.pt")
    config = configure(
        "upscale", [photos], tmp_path / "run", steps=2, batch=2, patch=8, stage="detailed",
        init=str(tmp_path / "faithful.pt"), features=shared / FEATURES,
    )  # fmt: skip
    task = DetailTask(config)
    judge = task.judge.leave.weight.detach().clone()
    Trainer(task, config).run()
    assert not torch.equal(judge, task.judge.leave.weight)
    assert (tmp_path / "run" / BEST).exists()


@pytest.mark.parametrize(("text", "value"), [("compile=false", False), ("compile=true", True), ("threads=2", 2)])
def test_settings_take_the_type_of_their_field(text: str, value: object) -> None:
    assert _fields((text,)) == {text.partition("=")[0]: value}


def test_a_setting_that_cannot_be_is_refused() -> None:
    with pytest.raises(click.UsageError, match="compile cannot be"):
        _fields(("compile=perhaps",))
