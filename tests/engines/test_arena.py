"""Room is used again when nobody holds it, and by nobody else while somebody does."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor

import pytest
import torch
from torch import Tensor

from restorer.engines.kernels.arena import Arena
from restorer.engines.kernels.winograd import Convolution


def test_room_is_given_again_when_its_picture_is_gone() -> None:
    arena = Arena()
    first = arena.empty(1, 8, 20, 30)
    place = first.data_ptr()
    part = first[:, :4, 2:]
    del first
    other = arena.empty(1, 8, 20, 30)
    assert other.data_ptr() != place  # a part of it is still looked at
    del part
    assert arena.empty(1, 8, 20, 30).data_ptr() == place
    assert arena.empty(2, 8, 5, 7).data_ptr() == place  # a smaller one, too


def test_pictures_lie_channels_last_at_the_beginning_of_a_line() -> None:
    picture = Arena().empty(2, 24, 7, 9)
    assert picture.shape == (2, 24, 7, 9)
    assert picture.is_contiguous(memory_format=torch.channels_last)
    assert picture.data_ptr() % 64 == 0


@pytest.mark.parametrize("threads", [1, 4])
def test_pictures_that_are_held_keep_what_was_written_into_them(threads: int) -> None:
    arena = Arena()

    def work(seed: int) -> None:
        random_ = random.Random(seed)
        held: list[tuple[Tensor, float]] = []
        for number in range(300):
            picture = arena.empty(1, 8, random_.randint(1, 40), random_.randint(1, 40))
            written = float(1000 * seed + number)
            picture.fill_(written)
            held.append((picture, written))
            if len(held) > 4:
                held.pop(random_.randrange(len(held)))
            assert all(bool((kept == value).all()) for kept, value in held)

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(work, range(threads)))


def test_a_chain_of_layers_takes_turns_in_two_rooms() -> None:
    arena, places = Arena(), set()
    layers = [Convolution(torch.randn(16, 16, 3, 3), None, None, 1, arena) for _ in range(6)]
    x = torch.randn(1, 16, 12, 12).contiguous(memory_format=torch.channels_last)
    for layer in layers:
        x = layer(x)
        places.add(x.data_ptr())
    assert len(places) == 2
