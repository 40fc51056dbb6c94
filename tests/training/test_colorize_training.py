from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from restorer.core.errors import BadRequest
from restorer.engines.networks.colorize import ColorizeUNet, colour_bins
from restorer.training.colorize import ColorizeTask, TaughtColorizer, classification_loss
from restorer.training.colorize_judged import JudgedColorizeTask
from restorer.training.colorize_samples import aged_lightness, draw, random_hints, read_coloured, read_small
from restorer.training.config import TrainingConfig
from restorer.training.evaluate_colorize import evaluate_colorize, hint_points, middle_square
from restorer.training.export_colorize import network_of
from restorer.training.loading import begin_from, default_entry
from restorer.training.loop import BEST, Trainer

SHIPPED = default_entry("colorize").id


def _sky_and_grass(path: Path, number: int) -> None:
    """A blue upper half, light, and a green lower half, dark, with texture."""
    rng = np.random.default_rng(number)
    picture = np.zeros((120, 150, 3))
    picture[:60], picture[60:] = (120, 170, 250), (40, 110, 30)
    picture += rng.normal(0, 12, (120, 150, 1))
    Image.fromarray(np.clip(picture, 0, 255).astype(np.uint8)).save(path)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("photos")
    for number in range(60):
        _sky_and_grass(folder / f"photo{number}.png", number)
    return folder


def test_panoramas_lose_their_ends(tmp_path: Path) -> None:
    Image.new("RGB", (4000, 500), (200, 30, 30)).save(tmp_path / "wide.png")
    assert read_small(tmp_path / "wide.png").shape == (256, 448, 3)


def test_grey_photos_teach_no_colour(tmp_path: Path) -> None:
    Image.new("RGB", (80, 80), (128, 128, 128)).save(tmp_path / "grey.png")
    Image.new("RGB", (80, 80), (200, 60, 60)).save(tmp_path / "red.png")
    assert len(read_coloured([tmp_path / "grey.png", tmp_path / "red.png"])) == 1


def test_samples_follow_from_the_seed(folder: Path) -> None:
    photos = read_coloured(sorted(folder.glob("*.png"))[:3])
    first, second = (draw(photos, 4, 64, np.random.default_rng(5)) for _ in range(2))
    for a, b in zip(first, second, strict=True):
        assert np.array_equal(a.lightness, b.lightness)
        assert np.array_equal(a.hint_mask, b.hint_mask)
        assert a.rgb.shape == (64, 64, 3)


def test_hints_tell_the_truth_where_they_are() -> None:
    ab = np.random.default_rng(0).normal(0, 1, (48, 48, 2)).astype(np.float32) + np.float32([30, -20])
    told, mask = random_hints(ab, np.random.default_rng(1), count=10)
    assert mask.sum() >= 10
    assert told[mask == 1] == pytest.approx(np.broadcast_to([30, -20], told[mask == 1].shape), abs=5)
    assert not told[mask == 0].any()


def test_aged_lightness_stays_in_range() -> None:
    rgb = np.random.default_rng(0).random((40, 50, 3), dtype=np.float32)
    for seed in range(30):
        aged = aged_lightness(rgb, np.random.default_rng(seed))
        assert aged.shape == (40, 50)
        assert aged.dtype == np.float32
        assert aged.min() >= 0
        assert aged.max() <= 100


def test_the_right_colour_costs_least() -> None:
    bins = colour_bins()
    ab = bins[30].view(1, 2, 1, 1).expand(1, 2, 8, 8)
    losses = []
    for number in (30, 31, 60):
        logits = torch.zeros(1, len(bins), 2, 2)
        logits[:, number] = 5
        losses.append(float(classification_loss(logits, ab, bins)))
    assert losses[0] < losses[1] < losses[2]


def test_a_few_steps_learn_that_the_sky_is_blue(folder: Path, tmp_path: Path) -> None:
    config = TrainingConfig("colorize", (folder,), tmp_path, batch=8, patch=64, learning_rate=3e-3)
    task = ColorizeTask(config)
    assert len(task.checks) >= 1
    network = ColorizeUNet((8, 12, 16, 16, 16), (1, 1, 1, 1), (1, 1, 1), 16)
    task.taught.network = network
    task.taught.student = torch.nn.Conv2d(network.middle_channels, 512, 1)
    before = task.validate(task.taught)
    task.taught.train()
    optimizer = torch.optim.Adam(task.taught.parameters(), 5e-3)
    for step in range(40):
        for _, loss in task.losses(task.batch(step), step):
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    after = task.validate(task.taught)
    assert after["psnr"] > before["psnr"] + 3
    assert after["delta_e"] < before["delta_e"]
    task.sheet(task.taught, tmp_path / "sheet.png")
    with Image.open(tmp_path / "sheet.png") as sheet:
        assert sheet.height == 4 * 160


def test_the_protocol_cuts_out_the_middle(tmp_path: Path) -> None:
    Image.new("RGB", (300, 120), (10, 200, 90)).save(tmp_path / "a.png")
    square = middle_square(tmp_path / "a.png", 64)
    assert square.shape == (64, 64, 3)
    assert square[32, 32] * 255 == pytest.approx([10, 200, 90], abs=1)


def test_hint_points_follow_from_the_photos_number() -> None:
    truth = np.random.default_rng(0).random((64, 64, 3), dtype=np.float32)
    assert hint_points(truth, 5, 3) == hint_points(truth, 5, 3)
    assert hint_points(truth, 5, 3) != hint_points(truth, 5, 4)
    assert hint_points(truth, 0, 3) == []


def _untrained_weights(folder: Path) -> Path:
    from safetensors.torch import save_file

    torch.manual_seed(0)
    file = folder / "untrained.safetensors"
    save_file({name: tensor.contiguous() for name, tensor in ColorizeUNet().state_dict().items()}, file)
    return file


def test_evaluation_prints_what_the_protocol_names(folder: Path, tmp_path: Path) -> None:
    few = tmp_path / "few"
    few.mkdir()
    for number in range(2):
        _sky_and_grass(few / f"{number}.png", number)
    weights = str(_untrained_weights(tmp_path))
    none, many = (evaluate_colorize(few, size=64, hints=hints, weights=weights) for hints in (0, 40))
    wanted = {"psnr", "ssim", "delta_e", "colourfulness", "grey_psnr", "grey_delta_e", "true_colourfulness"}
    assert wanted | {"photos", "seconds", "precision"} <= set(none.as_dict())
    assert none.photos == 2
    assert none.grey_psnr == many.grey_psnr
    assert many.psnr > none.psnr + 2
    assert many.delta_e < none.delta_e


def test_evaluation_wants_photos(tmp_path: Path) -> None:
    with pytest.raises(BadRequest, match="no photos"):
        evaluate_colorize(tmp_path)


def test_the_wanted_network_is_inside_what_is_trained() -> None:
    taught = TaughtColorizer(ColorizeUNet(), 160)
    assert {name.partition(".")[0] for name in taught.state_dict()} == {"network", "student"}


def test_a_run_begins_from_shipped_weights_or_refuses_strange_ones(tmp_path: Path) -> None:
    shipped, taught = ColorizeUNet(), TaughtColorizer(ColorizeUNet(), ColorizeUNet().middle_channels)
    torch.save(shipped.state_dict(), tmp_path / "shipped.pt")
    begin_from(taught, str(tmp_path / "shipped.pt"))
    for key, value in shipped.state_dict().items():
        assert torch.equal(value, taught.state_dict()[f"network.{key}"]), key
    torch.save(torch.nn.Conv2d(3, 3, 3).state_dict(), tmp_path / "strange.pt")
    with pytest.raises(BadRequest, match="fits"):
        begin_from(taught, str(tmp_path / "strange.pt"))


def test_the_judge_of_colours_and_the_network_take_turns(folder: Path, tmp_path: Path) -> None:
    config = TrainingConfig("colorize", (folder,), tmp_path / "run", batch=2, patch=32, init=SHIPPED, steps=2)
    task = JudgedColorizeTask(config)
    watched = (task.judge.leave.weight, task.taught.network.to_logits.weight)
    before = [weight.detach().clone() for weight in watched]
    Trainer(task, config).run()
    assert not any(torch.equal(a, b) for a, b in zip(before, watched, strict=True))


def test_without_colours_to_judge_there_is_no_adversarial_stage(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(BadRequest, match="--init"):
        JudgedColorizeTask(TrainingConfig("colorize", (folder,), tmp_path / "run"))


def test_a_run_may_be_shipped_as_its_mean_with_other_weights(tmp_path: Path) -> None:
    run, other = ColorizeUNet().state_dict(), ColorizeUNet().state_dict()
    torch.save({f"network.{name}": tensor for name, tensor in run.items()}, tmp_path / BEST)
    torch.save(other, tmp_path / "other.pt")
    _, alone = network_of(tmp_path)
    _, mean = network_of(tmp_path, str(tmp_path / "other.pt"))
    for name, tensor in run.items():
        assert torch.allclose(alone[name].float(), tensor.float(), atol=1e-3)
        assert torch.allclose(mean[name].float(), (tensor.float() + other[name].float()) / 2, atol=1e-3)
