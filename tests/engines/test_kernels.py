"""Winograd's convolutions answer what exact ones answer, wherever their px lie and however many threads there are."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor

from restorer.engines.kernels.winograd import Convolution

CLOSE = 4e-6
"""Largest error allowed, of the largest answer; torch's own is half as much at 256 channels."""


@contextmanager
def threads(count: int) -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(count)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def numbers(*shape: int, seed: int = 0) -> Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed + sum(shape)))


def kernel(inputs: int, outputs: int) -> Tensor:
    return numbers(outputs, inputs, 3, 3) / (3 * inputs**0.5)


def exact(x: Tensor, weight: Tensor, padding: int, *, bias: Tensor | None = None) -> Tensor:
    bias = None if bias is None else bias.double()
    return F.conv2d(x.double(), weight.double(), bias, padding=padding)


def error(answer: Tensor, wanted: Tensor) -> float:
    assert answer.shape == wanted.shape
    return float((answer - wanted).abs().max() / wanted.abs().max())


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("images", "inputs", "outputs", "height", "width", "padding"),
    [
        (1, 64, 64, 61, 43, 1),
        (2, 3, 64, 20, 33, 1),
        (1, 64, 12, 17, 16, 0),
        (3, 14, 48, 5, 70, 1),
        (1, 256, 256, 12, 13, 0),
        (1, 128, 72, 9, 4, 1),
        (1, 1, 1, 3, 3, 0),
        (1, 24, 130, 1, 1, 1),
    ],
)
def test_a_convolution_of_any_shape_answers_as_an_exact_one(
    images: int, inputs: int, outputs: int, height: int, width: int, padding: int, count: int
) -> None:
    x, weight = numbers(images, inputs, height, width), kernel(inputs, outputs)
    with threads(count):
        answer = Convolution(weight, None, None, padding)(x)
    assert error(answer, exact(x, weight, padding)) < CLOSE


def test_what_comes_after_it_is_done_with_it() -> None:
    x, weight, bias, slope = numbers(2, 32, 30, 19), kernel(32, 40), numbers(40), torch.rand(40)
    other = numbers(2, 40, 30, 19, seed=1)
    answer = Convolution(weight, bias, slope, 1)(x, other)
    assert error(answer, F.prelu(exact(x, weight, 1, bias=bias), slope.double()) + other) < CLOSE


@pytest.mark.parametrize("padding", [0, 1])
def test_px_and_others_are_read_where_they_lie(padding: int) -> None:
    """Parts of larger pictures, in either order of memory, are the same picture."""
    weight = kernel(16, 16)
    for layout in (torch.channels_last, torch.contiguous_format):
        large = numbers(2, 16, 40, 50).contiguous(memory_format=layout)
        x, side = large[:, :, 3:31, 7:40], 28 - 2 + 2 * padding
        other = large[:, :, 1 : 1 + side, 2 : 2 + side + 5]
        assert error(Convolution(weight, None, None, padding)(x, other), exact(x, weight, padding) + other) < CLOSE


def test_parts_that_begin_a_multiple_of_four_px_apart_agree_bit_for_bit() -> None:
    x, run = numbers(1, 64, 96, 112), Convolution(kernel(64, 64), numbers(64), torch.rand(64), 1)
    whole = run(x)
    for top, left, high, wide in ((0, 0, 33, 60), (8, 12, 40, 25), (44, 64, 52, 48), (4, 100, 9, 12)):
        part = run(x[:, :, top : top + high, left : left + wide])
        inner = (slice(None), slice(None), slice(4, high - 5), slice(4, wide - 5))
        assert torch.equal(part[inner], whole[:, :, top : top + high, left : left + wide][inner])


def test_any_number_of_threads_gives_the_same_bits() -> None:
    x, run, answers = numbers(1, 128, 130, 90), Convolution(kernel(128, 64), None, None, 0), []
    for count in (1, 2, 5):
        with threads(count):
            answers.append(run(x))
    assert torch.equal(answers[0], answers[1])
    assert torch.equal(answers[0], answers[2])


def test_what_is_no_number_stays_so() -> None:
    x = numbers(1, 8, 40, 40)
    x[0, 3, 20, 20] = float("nan")
    answer = Convolution(kernel(8, 8), None, torch.zeros(8), 1)(x)
    assert answer[0, :, 19:22, 19:22].isnan().all()
    assert answer[0, :, :16, :].isfinite().all()
