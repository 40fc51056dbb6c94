"""Quick layers answer what torch's answer, learn what they learn, and give way where they cannot be had."""

from __future__ import annotations

import copy
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn
from torch.nn.utils import parametrize
from torch.nn.utils.parametrizations import spectral_norm

from restorer.training import kernels
from restorer.training.kernels import ChannelsLastConv2d, QuickConv2d, QuickPReLU, quicken

CLOSE = 2e-5
"""Largest error allowed, of the largest number."""


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One for all tests, so that they compile once."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(autouse=True)
def _at_home(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RESTORER_HOME", str(home))


@pytest.fixture
def quick() -> None:
    """For tests that need quick layers."""
    if quicken(nn.PReLU(8)) == 0:
        pytest.skip("kernels cannot be compiled here")


@pytest.fixture(params=[1, 2])
def threads(request: pytest.FixtureRequest) -> Iterator[int]:
    before = torch.get_num_threads()
    torch.set_num_threads(request.param)
    yield request.param
    torch.set_num_threads(before)


SHAPES = [
    # images, inputs, outputs, height, width
    (1, 8, 8, 1, 1),
    (2, 8, 16, 3, 5),
    (1, 16, 8, 4, 4),
    (3, 24, 40, 7, 9),
    (2, 64, 48, 13, 18),
    (1, 72, 72, 33, 6),
    (5, 8, 136, 10, 11),
    (3, 64, 64, 40, 37),
    (1, 256, 256, 9, 12),
    (2, 256, 136, 30, 29),
]


@pytest.mark.usefixtures("quick", "threads")
@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("shape", SHAPES)
def test_a_convolution_and_its_gradients_are_the_exact_ones(shape: tuple[int, ...], bias: bool) -> None:
    images, inputs, outputs, height, width = shape
    torch.manual_seed(0)
    _agrees(nn.Conv2d(inputs, outputs, 3, padding=1, bias=bias), torch.randn(images, inputs, height, width))


@pytest.mark.usefixtures("quick", "threads")
@pytest.mark.parametrize("shape", [(1, 8, 1, 1), (2, 24, 7, 9), (3, 64, 40, 37), (2, 40, 5, 64)])
def test_a_prelu_and_its_gradients_are_the_exact_ones(shape: tuple[int, ...]) -> None:
    torch.manual_seed(0)
    layer = nn.PReLU(shape[1])
    with torch.no_grad():
        layer.weight.uniform_(-0.5, 1.5)
    x = torch.randn(shape)
    x.flatten()[::5] = 0  # where slopes meet
    _agrees(layer, x)


def _agrees(layer: nn.Module, x: Tensor) -> None:
    """Answer and all gradients, against torch's layer in float64."""
    exact = copy.deepcopy(layer).double()
    assert quicken(layer) == 1
    x.requires_grad_()
    exact_x = x.detach().double().requires_grad_()
    answer, truth = layer(x), exact(exact_x)
    given = torch.randn(answer.shape)
    answer.backward(given)
    truth.backward(given.double())
    assert _error(answer, truth) <= CLOSE
    assert _error(x.grad, exact_x.grad) <= CLOSE
    for one, other in zip(layer.parameters(), exact.parameters(), strict=True):
        assert _error(one.grad, other.grad) <= CLOSE
        assert one.grad is not None
        assert one.grad.stride() == one.stride()


def _error(found: Tensor | None, truth: Tensor | None) -> float:
    assert found is not None
    assert truth is not None
    return float((found.double() - truth).detach().abs().max() / truth.detach().abs().max())


@pytest.mark.usefixtures("quick", "threads")
@pytest.mark.parametrize("layer", [nn.Conv2d(16, 8, 3, padding=1), nn.PReLU(16)])
def test_each_gradient_is_had_alone(layer: nn.Module) -> None:
    torch.manual_seed(0)
    layer = copy.deepcopy(layer)
    quicken(layer)
    x = torch.randn(3, 16, 9, 6, requires_grad=True)
    wanted = [x, *layer.parameters()]
    together = torch.autograd.grad(layer(x).square().sum(), wanted)
    for tensor, gradient in zip(wanted, together, strict=True):
        for other in wanted:
            other.requires_grad_(other is tensor)
        (alone,) = torch.autograd.grad(layer(x).square().sum(), [tensor])
        assert torch.equal(alone, gradient)


@pytest.mark.usefixtures("quick", "threads")
def test_the_same_numbers_give_the_same_gradients_bit_for_bit() -> None:
    torch.manual_seed(0)
    network = _network()
    quicken(network)
    x, runs = torch.randn(5, 3, 21, 18), []
    for _ in range(3):
        network.zero_grad()
        network(x).square().mean().backward()
        runs.append([p.grad for p in network.parameters()])
    for again in runs[1:]:
        assert all(torch.equal(a, b) for a, b in zip(runs[0], again, strict=True))


@pytest.mark.usefixtures("quick", "threads")
def test_an_empty_batch_is_answered() -> None:
    layer = nn.Conv2d(8, 16, 3, padding=1)
    quicken(layer)
    answer = layer(torch.empty(0, 8, 6, 6))
    answer.sum().backward()
    assert answer.shape == (0, 16, 6, 6)
    assert layer.weight.grad is not None
    assert not layer.weight.grad.any()


def _network() -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(3, 16, 3, padding=1), nn.PReLU(16),
        nn.Conv2d(16, 24, 3, padding=1), nn.ReLU(inplace=True),
        nn.Conv2d(24, 16, 3, padding=1, bias=False), nn.BatchNorm2d(16), nn.PReLU(16),
        nn.Conv2d(16, 3, 3, padding=1),
    )  # fmt: skip


@pytest.mark.usefixtures("quick")
def test_layers_that_fit_are_switched_and_no_others() -> None:
    fitting = [nn.Conv2d(8, 24, 3, padding=1), nn.Conv2d(8, 8, 3, padding=1, bias=False), nn.PReLU(8)]
    others = [
        nn.Conv2d(3, 8, 3, padding=1),
        nn.Conv2d(8, 12, 3, padding=1),
        nn.Conv2d(8, 8, 3),
        nn.Conv2d(8, 8, 1),
        nn.Conv2d(8, 8, 5, padding=1),
        nn.Conv2d(8, 8, 3, padding=1, stride=2),
        nn.Conv2d(8, 8, 3, padding=1, dilation=2),
        nn.Conv2d(8, 8, 3, padding=1, groups=2),
        nn.Conv2d(8, 8, 3, padding=1, padding_mode="reflect"),
        nn.ConvTranspose2d(8, 8, 3, padding=1),
        nn.PReLU(),
        nn.PReLU(9),
    ]
    assert quicken(nn.ModuleList(fitting), nn.ModuleList(others)) == len(fitting)
    assert [type(layer) for layer in fitting] == [QuickConv2d, QuickConv2d, QuickPReLU]
    assert not any(isinstance(layer, QuickConv2d | QuickPReLU) for layer in others)
    assert quicken(nn.ModuleList(fitting)) == 0, "they are quick already"


@pytest.mark.usefixtures("quick")
def test_a_quick_network_trains_as_a_plain_one() -> None:
    torch.manual_seed(0)
    plain = _network()
    quick = copy.deepcopy(plain)
    assert quicken(quick) == 4
    losses = []
    for network in (plain, quick):
        optimizer = torch.optim.AdamW(network.parameters(), 1e-2)
        made = torch.Generator().manual_seed(1)
        for _ in range(8):
            x = torch.rand(4, 3, 22, 19, generator=made)
            loss = (network(x) - x.flip(1)).abs().mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        losses.append(float(loss.detach()))
    assert losses[1] == pytest.approx(losses[0], rel=1e-3)


@pytest.mark.usefixtures("quick")
def test_state_dicts_and_copies_are_those_of_plain_networks() -> None:
    plain = _network()
    quick = copy.deepcopy(plain)
    quicken(quick)
    state = quick.state_dict()
    assert list(state) == list(plain.state_dict())
    for key, value in plain.state_dict().items():
        assert torch.equal(value, state[key])
        assert value.stride() == state[key].stride()
    twin = copy.deepcopy(quick).eval()
    x = torch.rand(2, 3, 12, 15)
    with torch.inference_mode():
        assert torch.equal(twin(x), quick.eval()(x))
    _network().load_state_dict(state)


@pytest.mark.usefixtures("quick")
def test_other_numbers_and_tracing_go_torch_s_way() -> None:
    torch.manual_seed(0)
    plain = _network().eval()
    quick = copy.deepcopy(plain)
    quicken(quick)
    x = torch.rand(1, 3, 12, 15)
    with torch.no_grad():
        assert torch.allclose(quick.double()(x.double()), plain.double()(x.double()), rtol=0, atol=1e-12)
        quick, plain = quick.float(), plain.float()
        with torch.autocast("cpu", torch.bfloat16):
            assert quick(x).dtype == torch.bfloat16
        traced = torch.jit.trace(quick, x)
        assert torch.allclose(traced(x), plain(x), atol=1e-5)
        assert "_convolution" in str(traced.inlined_graph)
        assert quick[2](torch.rand(16, 9, 9)).shape == (24, 9, 9)
    with pytest.raises(RuntimeError, match="channels"):
        quick[2](torch.rand(1, 8, 9, 9))


@pytest.mark.usefixtures("quick", "threads")
def test_parametrized_weights_are_learnt_as_ever() -> None:
    torch.manual_seed(0)
    plain = nn.Sequential(
        nn.Conv2d(3, 16, 3, padding=1),
        spectral_norm(nn.Conv2d(16, 24, 4, stride=2, padding=1, bias=False)),
        spectral_norm(nn.Conv2d(24, 16, 3, padding=1)),
    )
    quick = copy.deepcopy(plain)
    assert quicken(quick) == 1
    assert isinstance(quick[1], ChannelsLastConv2d)
    assert isinstance(quick[2], QuickConv2d)
    assert list(quick.state_dict()) == list(plain.state_dict())
    twin = copy.deepcopy(quick)
    x = torch.randn(2, 3, 22, 18)
    for _ in range(3):  # of its power method; it goes one step further by each reading of the weight
        answers = [network(x) for network in (plain, quick, twin)]
    assert _error(answers[1], answers[0]) <= CLOSE
    assert torch.equal(answers[2], answers[1])
    given = torch.randn(answers[0].shape)
    for answer in answers[:2]:
        answer.backward(given)
    for one, other in zip(quick.parameters(), plain.parameters(), strict=True):
        assert _error(one.grad, other.grad) <= CLOSE
    for key, value in plain.state_dict().items():
        assert torch.allclose(value, quick.state_dict()[key])
    parametrize.remove_parametrizations(quick[2], "weight")
    assert type(quick[2]) is QuickConv2d
    assert quick(x).shape == answers[1].shape


@pytest.mark.usefixtures("quick")
def test_the_code_of_kernels_is_kept_in_the_cache_folder() -> None:
    from restorer.engines.kernels import gradients

    folder = Path(gradients._convolve.stats.cache_path)  # of whoever was first to load it
    assert folder.parents[1].name == "kernels"
    assert any(folder.glob("gradients._convolve*.nbc"))


def test_without_numba_layers_stay_as_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("RESTORER_HOME", str(tmp_path))
    monkeypatch.setitem(sys.modules, "numba", None)
    with caplog.at_level(logging.INFO, logger=kernels.__name__):
        _stays_plain()
    assert len(caplog.records) == 1


def test_on_a_processor_that_is_too_old_layers_stay_as_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    binding = pytest.importorskip("llvmlite.binding")
    monkeypatch.setenv("RESTORER_HOME", str(tmp_path))
    monkeypatch.setattr("platform.machine", lambda: "x86_64")
    monkeypatch.setattr(binding, "get_host_cpu_features", dict)
    with caplog.at_level(logging.INFO, logger=kernels.__name__):
        _stays_plain()
    assert "processor" in caplog.text


def test_without_a_cache_folder_layers_stay_as_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("RESTORER_HOME", str(tmp_path))
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    (tmp_path / "cache").write_text("in the way")
    with caplog.at_level(logging.INFO, logger=kernels.__name__):
        _stays_plain()
    assert "torch's" in caplog.text


def _stays_plain() -> None:
    network = _network()
    assert quicken(network) == 0
    assert type(network[2]) is nn.Conv2d
    network(torch.rand(2, 3, 8, 8)).sum().backward()


@pytest.mark.usefixtures("quick")
@pytest.mark.timeout(300)
def test_vectors_of_any_width_give_the_same_answers(tmp_path: Path) -> None:
    """What a processor of another kind computes, compiled for this one: sixteen floats at a time, or eight."""
    from restorer.engines.kernels.gradients import weight_gradient
    from restorer.engines.kernels.winograd import Convolution

    x, weight = torch.randn(2, 24, 30, 41), torch.randn(56, 24, 3, 3)
    answer, gradients = Convolution(weight, None, None, 1)(x), weight_gradient(_last(x), _last(x[:, :8]))
    torch.save((x, weight, answer, gradients), tmp_path / "own")
    environment = {name: value for name, value in os.environ.items() if name != "NUMBA_CACHE_DIR"}
    done = subprocess.run(
        [sys.executable, "-c", OF_ANOTHER_WIDTH, str(tmp_path / "own"), str(torch.get_num_threads())],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def _last(x: Tensor) -> Tensor:
    return x.contiguous(memory_format=torch.channels_last)


OF_ANOTHER_WIDTH = """
import sys
import torch
from llvmlite import binding

features = binding.get_host_cpu_features()
own = bool(features.get("avx512f"))
tell, features["avx512f"] = binding.get_host_cpu_features, not own
binding.get_host_cpu_features = lambda: features
from restorer.engines.kernels import lanes
binding.get_host_cpu_features = tell

from restorer.engines.kernels.gradients import weight_gradient
from restorer.engines.kernels.winograd import Convolution

torch.set_num_threads(int(sys.argv[2]))
assert lanes.WIDE == (8 if own else 16)
x, weight, answer, gradients = torch.load(sys.argv[1])
assert torch.equal(Convolution(weight, None, None, 1)(x), answer)
last = [one.contiguous(memory_format=torch.channels_last) for one in (x, x[:, :8])]
for own, other in zip(gradients, weight_gradient(*last)):  # blocks of other sizes: sums in another order
    assert (own - other).abs().max() <= 2e-6 * own.abs().max()
"""
