"""Devices by name, precision by hardware and wish, and the way down when memory is short."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from restorer.core.errors import BadRequest
from restorer.core.geometry import Size
from restorer.engines.engine import EngineFacts
from restorer.engines.placement import (
    Device,
    Placement,
    choose_precision,
    devices,
    find_device,
    safer,
    step_down,
    working_memory,
)

CARDS = (Device("cuda:0", "Big", 1 << 34), Device("cuda:1", "Small", 1 << 32), Device("cpu", "A processor", 1 << 34))


def test_this_computer_has_a_processor_with_a_name_and_it_comes_last() -> None:
    last = devices()[-1]
    assert last.id == "cpu"
    assert last.title
    assert working_memory("cpu") > 0


@pytest.mark.parametrize(
    ("wish", "found"), [("auto", "cuda:0"), ("cpu", "cpu"), ("cuda", "cuda:0"), ("cuda:1", "cuda:1")]
)
def test_devices_are_found_by_name(wish: str, found: str) -> None:
    assert find_device(wish, CARDS).id == found


def test_a_device_that_is_not_there_is_refused_with_those_that_are() -> None:
    with pytest.raises(BadRequest, match=r"cuda:1 \(Small\)"):
        find_device("cuda:7", CARDS)


def test_a_precision_the_network_was_not_made_for_is_not_used_and_it_is_said() -> None:
    facts = EngineFacts("odd", precisions=("fp32",))
    precision, said = choose_precision("bf16", "cpu", facts)
    assert precision == "fp32"
    assert said is not None
    assert "odd" in said
    assert choose_precision("bf16", "cpu", EngineFacts("even", precisions=("fp32", "bf16"))) == ("bf16", None)


def test_an_unknown_precision_is_refused() -> None:
    with pytest.raises(BadRequest, match="fp64"):
        choose_precision("fp64", "cpu", EngineFacts("any"))


sides = st.sampled_from([64, 128, 192, 448, 1024])


@settings(deadline=None)
@given(sides, sides, st.integers(1, 16), st.sampled_from([1, 2, 8, 24]))
def test_the_way_down_halves_the_batch_then_the_tile_and_ends_on_the_cpu(
    width: int, height: int, batch: int, multiple: int
) -> None:
    tile = Size(width, height)
    first = Placement("cuda:0", "torch", "bf16", tile, batch)
    way = [first]
    while (lower := step_down(way[-1], multiple, first)) is not None:
        way.append(lower)
        assert len(way) < 40
    on_card = [one for one in way if one.device == "cuda:0"]
    on_cpu = [one for one in way if one.device == "cpu"]
    assert way == on_card + on_cpu
    for one, other in itertools.pairwise(on_card):
        assert (other.batch < one.batch and other.tile == one.tile) or (other.batch == one.batch == 1)
        for side in (other.tile.width, other.tile.height):
            assert side % 64 == side % multiple == 0 or other.tile == tile
    assert on_card[-1].tile.long_side <= (192 if multiple == 24 else 64)
    assert on_cpu[0] == Placement("cpu", "torch", "fp32", tile)


def test_broken_tiles_go_to_float32_and_then_to_the_cpu() -> None:
    card = Placement("cuda:0", "torch", "fp16", Size(256, 256), 4)
    assert [(one.device, one.precision, one.batch) for one in safer(card)] == [
        ("cuda:0", "fp32", 1),
        ("cpu", "fp32", 1),
    ]
    assert safer(Placement("cpu", "torch", "fp32", Size(256, 256))) == ()
    assert [one.backend for one in safer(Placement("cpu", "openvino", "fp32", Size(256, 256)))] == ["torch"]
