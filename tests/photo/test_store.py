"""Stores: whole or not there, small to send, swept when their owner is gone."""

from __future__ import annotations

import pickle
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from restorer.core.errors import BadInput, NoRoom
from restorer.core.geometry import Box, Size
from restorer.photo.store import Scratch, Store, sweep


@pytest.mark.parametrize("bits", [8, 16])
def test_what_is_written_is_read_in_another_place(bits: int, tmp_path: Path) -> None:
    with Scratch(tmp_path) as scratch:
        writer = scratch.create(Size(7, 5), 4, bits)
        writer.pixels[:] = np.arange(140).reshape(5, 7, 4)
        store = writer.finish()
        again = pickle.loads(pickle.dumps(store))
        assert again == store == Store.open(store.folder)
        assert len(pickle.dumps(store)) < 1000
        assert np.array_equal(again.pixels(), np.arange(140).reshape(5, 7, 4))
        part = again.read(Box(1, 2, 3, 4))
        assert part.shape == (2, 2, 3)
        assert part[0, 0, 0] == pytest.approx((2 * 28 + 4) / store.full)
        assert not again.pixels().flags.writeable


def test_an_unfinished_store_is_none(tmp_path: Path) -> None:
    with Scratch(tmp_path) as scratch:
        writer = scratch.create(Size(7, 5), 3, 8)
        folder = next(path.parent for path in scratch.folder.glob("*/pixels"))
        with pytest.raises(BadInput):
            Store.open(folder)
        writer.abandon()
        assert not folder.exists()


def test_a_block_that_fails_leaves_nothing(tmp_path: Path) -> None:
    with Scratch(tmp_path) as scratch:
        with pytest.raises(ZeroDivisionError), scratch.writing(Size(7, 5), 3, 8):
            raise ZeroDivisionError
        assert not list(scratch.folder.glob("*/pixels"))


@pytest.mark.skipif(sys.platform == "win32", reason="There the space is taken only as it is written.")
def test_a_full_disk_is_told_before_work(tmp_path: Path) -> None:
    with Scratch(tmp_path) as scratch:
        with pytest.raises(NoRoom):
            scratch.create(Size(1 << 20, 1 << 24), 4, 16)
        assert not list(scratch.folder.glob("*/pixels"))


def test_closing_removes_all(tmp_path: Path) -> None:
    with Scratch(tmp_path) as scratch:
        scratch.create(Size(7, 5), 3, 8).finish()
    assert not list(tmp_path.iterdir())


def test_the_dead_are_swept_and_the_living_left(tmp_path: Path) -> None:
    die = (
        "import os, sys; from pathlib import Path; from restorer.core.geometry import Size\n"
        "from restorer.photo.store import Scratch\n"
        "Scratch(Path(sys.argv[1])).create(Size(7, 5), 3, 8).finish(); os._exit(9)"
    )
    root = Path(__file__).resolve().parents[2]
    subprocess.run([sys.executable, "-c", die, str(tmp_path)], cwd=root, check=False, timeout=60)
    assert len(list(tmp_path.iterdir())) == 1
    with Scratch(tmp_path) as scratch:
        store = scratch.create(Size(7, 5), 3, 8).finish()
        assert sweep(tmp_path) == 1
        assert store.pixels().shape == (5, 7, 3)
        assert len(list(tmp_path.iterdir())) == 1
    assert sweep(tmp_path / "nowhere") == 0
