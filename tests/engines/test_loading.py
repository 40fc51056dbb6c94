"""Weights files become networks that run right, or a sentence."""

from __future__ import annotations

import importlib
import os
import pickle
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import save_file
from torch import nn

from restorer.core.errors import WeightsFailed
from restorer.core.files import Places
from restorer.engines.loading import LoadedNetwork, load_network
from restorer.engines.mixing import mixed
from restorer.engines.networks.compact import Compact
from restorer.engines.networks.denoise import DenoiseUNet
from restorer.engines.networks.ffdnet import FFDNet
from restorer.engines.spandrel_door import open_spandrel
from restorer.engines.workbench import Workbench
from restorer.weights.catalogue import WeightsEntry, file_sha256
from restorer.weights.own import Weights

SHARED = Path(__file__).resolve().parents[2] / "../shared/weights"


@pytest.fixture
def bench(tmp_path: Path) -> Workbench:
    return Workbench(Places.below(tmp_path / "home"))


def loose(path: Path) -> Weights:
    """A file that no catalogue knows."""
    return Weights(path.stem.lower(), path, None, True)


def listed(path: Path, architecture: str, operation: str = "denoise", **arguments: object) -> Weights:
    """A file with an entry of ours."""
    known = WeightsEntry(
        id="ours",
        title="Ours",
        file=path.name,
        sha256=file_sha256(path),
        operation=operation,  # type: ignore[arg-type]
        architecture=architecture,
        arguments=arguments,  # type: ignore[arg-type]
        licence="MIT",
        tflop_per_megapixel=0.25,
    )
    return Weights("ours", path, known, False)


def published(name: str) -> Weights:
    path = SHARED / name
    if not path.is_file():
        pytest.skip(f"the published weights {name} are not here")
    return loose(path)


def shaken(network: nn.Module, seed: int = 0) -> nn.Module:
    """The network with weights that do something everywhere."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.add_(0.02 * torch.randn(parameter.shape, generator=generator))
    return network.eval()


def picture(side: int = 32, seed: int = 1) -> torch.Tensor:
    return torch.rand((1, 3, side, side), generator=torch.Generator().manual_seed(seed))


def test_our_denoiser_is_made_by_its_arguments(bench: Workbench, tmp_path: Path) -> None:
    network = shaken(DenoiseUNet((8, 16), (1, 1)))
    save_file(network.state_dict(), tmp_path / "d.safetensors")
    loaded = load_network(listed(tmp_path / "d.safetensors", "denoise-unet", channels=[8, 16], blocks=[1, 1]), bench)
    level = torch.tensor([[0.1, 0.2]])
    assert torch.equal(loaded.module(picture(), level), network(picture(), level))
    assert (loaded.answer, loaded.levels, loaded.facts.scale) == ("residual", True, 1)
    assert loaded.facts.halo >= network.radius
    assert loaded.facts.halo % loaded.facts.multiple == 0
    assert loaded.facts.exact
    assert loaded.facts.gflop_per_megapixel == 250


def test_our_upscaler_answers_without_the_enlarged_picture(bench: Workbench, tmp_path: Path) -> None:
    network = shaken(Compact(8, 3, 2))
    save_file(network.state_dict(), tmp_path / "c.safetensors")
    loaded = load_network(
        listed(tmp_path / "c.safetensors", "compact", "upscale", features=8, convolutions=3, scale=2), bench
    )
    enlarged = nn.functional.interpolate(picture(), scale_factor=2, mode="nearest")
    torch.testing.assert_close(loaded.module(picture()) + enlarged, network(picture()))
    assert (loaded.answer, loaded.facts.scale, loaded.facts.halo) == ("enlarged residual", 2, 5)


def test_our_upscaler_is_recognised_without_an_entry(bench: Workbench, tmp_path: Path) -> None:
    """Programs that read Real-ESRGAN's compact files read ours, spandrel among them."""
    network = shaken(Compact(8, 3, 4))
    save_file(network.state_dict(), tmp_path / "c.safetensors")
    loaded = load_network(loose(tmp_path / "c.safetensors"), bench)
    enlarged = nn.functional.interpolate(picture(), scale_factor=4, mode="nearest")
    torch.testing.assert_close(loaded.module(picture()) + enlarged, network(picture()))
    assert loaded.facts.halo == 5


def test_a_network_stays_on_the_workbench(bench: Workbench, tmp_path: Path) -> None:
    save_file(Compact(8, 3, 4).state_dict(), tmp_path / "c.safetensors")
    weights = loose(tmp_path / "c.safetensors")
    assert load_network(weights, bench) is load_network(weights, bench)
    save_file(Compact(8, 4, 4).state_dict(), tmp_path / "c.safetensors")
    assert load_network(weights, bench).facts.halo == 6


def test_half_precision_files_are_widened(bench: Workbench, tmp_path: Path) -> None:
    state = {name: value.half() for name, value in Compact(8, 3, 4).state_dict().items()}
    torch.save({"params": state}, tmp_path / "half.pth")
    loaded = load_network(loose(tmp_path / "half.pth"), bench)
    assert {value.dtype for value in loaded.module.state_dict().values()} == {torch.float32}


def test_ffdnet_is_told_from_dncnn_and_run_right(bench: Workbench, tmp_path: Path) -> None:
    network = shaken(FFDNet(3, 16, 4))
    torch.save(network.state_dict(), tmp_path / "f.pth")
    loaded = load_network(loose(tmp_path / "f.pth"), bench)
    level = torch.tensor([[25 / 255, 0.0]])
    assert loaded.architecture == "FFDNet"
    assert torch.equal(loaded.module(picture(), level), network(picture(), level))


def test_published_ffdnet_takes_the_noise_out(bench: Workbench) -> None:
    loaded = load_network(published("ffdnet_color.pth"), bench)
    smooth = torch.linspace(0.2, 0.8, 64).expand(1, 3, 64, 64)
    noisy = smooth + 25 / 255 * torch.randn(smooth.shape, generator=torch.Generator().manual_seed(0))
    left = noisy + loaded.module(noisy, torch.tensor([[25 / 255, 0.0]])) - smooth
    assert float(left.std()) < 0.25 * 25 / 255
    assert (loaded.architecture, loaded.levels, loaded.facts.halo) == ("FFDNet", True, 26)


@pytest.mark.parametrize(
    ("name", "architecture", "scale", "halo"),
    [
        ("realesr-general-x4v3_fp16.pth", "Compact", 4, 34),
        ("4xLSDIRCompactC3_fp16.pth", "Compact", 4, 18),
        ("dncnn_color_blind.pth", "DnCNN", 1, 20),
        ("dncnn3.pth", "DnCNN", 1, 20),
    ],
)
def test_published_chains_have_exact_halos(
    bench: Workbench, name: str, architecture: str, scale: int, halo: int
) -> None:
    loaded = load_network(published(name), bench)
    facts = loaded.facts
    assert (loaded.architecture, facts.scale, facts.halo, facts.exact) == (architecture, scale, halo, True)
    assert loaded.module(picture()).shape == (1, 3, 32 * scale, 32 * scale)
    assert (len(loaded.warnings) == 1) == (name == "dncnn3.pth")  # brightness only, and it says so


@pytest.mark.parametrize(("name", "multiple"), [("DCTLSA_x4.pt", 1), ("CRAFT_x4_team34.pth", 16)])
def test_networks_that_look_far_are_said_to_be_approximate(bench: Workbench, name: str, multiple: int) -> None:
    loaded = load_network(published(name), bench)
    assert not loaded.facts.exact
    assert loaded.facts.multiple == multiple
    assert loaded.facts.halo % multiple == 0
    assert "approximate" in loaded.warnings[0]


def test_a_network_that_normalises_over_the_picture_is_refused(bench: Workbench) -> None:
    with pytest.raises(WeightsFailed, match="whole picture"):
        load_network(published("fast_srgan_x4.pt"), bench)


@pytest.mark.parametrize("name", ["squeezenet1_1_features.pth", "lpips_v0.1_squeeze.pth"])
def test_what_restores_nothing_is_refused(bench: Workbench, name: str) -> None:
    with pytest.raises(WeightsFailed, match="not of a network that Restorer knows"):
        load_network(published(name), bench)


class Evil:
    """Makes a folder when it is unpickled."""

    def __init__(self, trace: Path) -> None:
        self.trace = trace

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (str(self.trace),)


@pytest.mark.parametrize("legacy", [True, False])
def test_code_in_a_file_is_not_run(bench: Workbench, tmp_path: Path, legacy: bool) -> None:
    trace = tmp_path / "trace"
    path = tmp_path / "evil.pth"
    if legacy:
        path.write_bytes(pickle.dumps({"params": Evil(trace)}, protocol=2))
    else:
        torch.save({"params": Evil(trace)}, path)
    with pytest.raises(WeightsFailed, match="program code"):
        load_network(loose(path), bench)
    assert not trace.exists()


def test_a_torchscript_program_is_refused(bench: Workbench, tmp_path: Path) -> None:
    torch.jit.trace(nn.Conv2d(3, 3, 1), picture()).save(str(tmp_path / "program.pt"))
    with pytest.raises(WeightsFailed, match="TorchScript"):
        load_network(loose(tmp_path / "program.pt"), bench)


@pytest.mark.parametrize("suffix", [".pth", ".safetensors"])
@pytest.mark.parametrize("kept", [0, 5, 100, 1000, -10])
def test_a_file_that_is_cut_off_is_said_to_be_damaged(bench: Workbench, tmp_path: Path, suffix: str, kept: int) -> None:
    path = tmp_path / f"cut{suffix}"
    state = Compact(8, 3, 4).state_dict()
    torch.save(state, path) if suffix == ".pth" else save_file(state, path)
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(WeightsFailed, match=r"damaged|no weights"):
        load_network(loose(path), bench)


@pytest.mark.parametrize(
    "content", [b"{}", b"\x89PNG\r\n\x1a\n" + bytes(100), np.arange(300, dtype=np.uint8).tobytes()]
)
def test_what_is_no_weights_file_is_a_sentence(bench: Workbench, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "odd.pth").write_bytes(content)
    with pytest.raises(WeightsFailed):
        load_network(loose(tmp_path / "odd.pth"), bench)


def test_a_file_that_is_not_what_its_entry_says_is_refused(bench: Workbench, tmp_path: Path) -> None:
    path = tmp_path / "c.safetensors"
    save_file(Compact(8, 3, 4).state_dict(), path)
    weights = listed(path, "compact", "upscale", features=8, convolutions=3, scale=4)
    save_file(shaken(Compact(8, 3, 4)).state_dict(), path)
    with pytest.raises(WeightsFailed, match="not the file it was"):
        load_network(weights, bench)


def test_arguments_that_do_not_fit_are_a_sentence(bench: Workbench, tmp_path: Path) -> None:
    path = tmp_path / "c.safetensors"
    save_file(Compact(8, 3, 4).state_dict(), path)
    with pytest.raises(WeightsFailed, match="do not fit"):
        load_network(listed(path, "compact", "upscale", features=8, convolutions=4, scale=4), bench)


def test_a_missing_file_is_named(bench: Workbench, tmp_path: Path) -> None:
    with pytest.raises(WeightsFailed, match="missing"):
        load_network(loose(tmp_path / "gone.pth"), bench)


def test_weights_that_are_not_numbers_are_damage(bench: Workbench, tmp_path: Path) -> None:
    state = Compact(8, 3, 4).state_dict()
    state["body.0.weight"][0, 0, 0, 0] = torch.nan
    save_file(state, tmp_path / "c.safetensors")
    with pytest.raises(WeightsFailed, match="damaged"):
        load_network(loose(tmp_path / "c.safetensors"), bench)


def two_ends(bench: Workbench, tmp_path: Path) -> tuple[LoadedNetwork, LoadedNetwork]:
    for seed in (0, 1):
        save_file(shaken(Compact(8, 3, 2), seed).state_dict(), tmp_path / f"{seed}.safetensors")
    return load_network(loose(tmp_path / "0.safetensors"), bench), load_network(
        loose(tmp_path / "1.safetensors"), bench
    )


def test_a_mixture_lies_between_its_ends(bench: Workbench, tmp_path: Path) -> None:
    one, other = two_ends(bench, tmp_path)
    for share, end in ((0.0, one), (1.0, other)):
        assert torch.equal(mixed(one, other, share).module(picture()), end.module(picture()))
    half = mixed(one, other, 0.5)
    assert half.key not in (one.key, other.key)
    expected = (one.module.state_dict()["body.0.weight"] + other.module.state_dict()["body.0.weight"]) / 2
    torch.testing.assert_close(half.module.state_dict()["body.0.weight"], expected)


def test_different_networks_are_not_mixed(bench: Workbench, tmp_path: Path) -> None:
    one, _ = two_ends(bench, tmp_path)
    save_file(Compact(8, 4, 2).state_dict(), tmp_path / "longer.safetensors")
    with pytest.raises(WeightsFailed, match="cannot be mixed"):
        mixed(one, load_network(loose(tmp_path / "longer.safetensors"), bench), 0.5)


def test_the_halo_of_an_unknown_network_is_measured(bench: Workbench, tmp_path: Path) -> None:
    """An ESRGAN of one small block: no table knows it, so its gradient is asked, and it is said to be approximate."""
    open_spandrel()
    network = importlib.import_module("spandrel.architectures.ESRGAN").ESRGAN(num_filters=8, num_blocks=1, scale=4)
    torch.save(network.state_dict(), tmp_path / "esrgan.pth")
    weights = loose(tmp_path / "esrgan.pth")
    loaded = load_network(weights, bench)
    assert (loaded.architecture, loaded.answer, loaded.facts.scale) == ("ESRGAN", "picture", 4)
    assert 1 <= loaded.facts.halo <= 64
    assert not loaded.facts.exact
    assert loaded.facts.precisions == ("fp32",)
    assert loaded.sha256 in (bench.places.cache / "halos.json").read_text("utf-8")
