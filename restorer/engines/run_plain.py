"""Passes without a network: arithmetic near each pixel, resampling, transparency."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np
import numpy.typing as npt

from restorer.core.control import Control
from restorer.core.geometry import Box, Size
from restorer.engines.picture import Picture
from restorer.engines.run_stream import Tell
from restorer.engines.sheet import Sheet, let_go, narrowed, widened
from restorer.engines.step import LocalPass, ResizePass
from restorer.photo.store import Scratch
from restorer.tiling.plan import Grid
from restorer.tiling.resample import resample

_CORE = 512  # px; a few MB of float32 for each thread


def run_local(pass_: LocalPass, picture: Picture, want: Box, scratch: Scratch, control: Control, tell: Tell) -> Sheet:
    """Arithmetic on the box `want`.

    Raises
    ------
    Cancelled
        nothing is left behind.
    """

    def work(box: Box, sheet: Sheet) -> None:
        light = pass_.apply(picture.read(box.grown(pass_.halo)), box)
        sheet.put(box, light)
        if picture.has_alpha:
            write_alpha(picture, picture.size, box, sheet)

    return _in_parts(work, picture, picture.size, want, scratch, control, tell)


def run_resize(pass_: ResizePass, picture: Picture, want: Box, scratch: Scratch, control: Control, tell: Tell) -> Sheet:
    """The box `want` of the picture resampled.

    Raises
    ------
    Cancelled
        nothing is left behind.
    """

    def work(box: Box, sheet: Sheet) -> None:
        light = resample(lambda b: picture.read(b).transpose(2, 0, 1), picture.size, pass_.output, box)
        sheet.put(box, light.transpose(1, 2, 0))
        if picture.has_alpha:
            write_alpha(picture, pass_.output, box, sheet)

    return _in_parts(work, picture, pass_.output, want, scratch, control, tell)


def copy_out(picture: Picture, want: Box, scratch: Scratch, control: Control) -> Sheet:
    """Just the px of `want`, as uint16.

    Raises
    ------
    Cancelled
        nothing is left behind.
    """

    def work(box: Box, sheet: Sheet) -> None:
        sheet.put_raw(box, widened(picture.raw(box)))

    return _in_parts(work, picture, picture.size, want, scratch, control, lambda *_: None)


def write_alpha(picture: Picture, target: Size, box: Box, sheet: Sheet) -> None:
    """Carry the transparency of a box of the target over, resampled where the sizes differ."""
    if target == picture.size:
        sheet.put_alpha(box, widened(picture.raw(box)[:, :, 3]))
        return

    def read(part: Box) -> npt.NDArray[np.float32]:
        return picture.raw(part)[None, :, :, 3].astype(np.float32) / np.float32(picture.full)

    sheet.put_alpha(box, narrowed(resample(read, picture.size, target, box)[0]))


def _in_parts(
    work: Callable[[Box, Sheet], None],
    picture: Picture,
    target: Size,
    want: Box,
    scratch: Scratch,
    control: Control,
    tell: Tell,
) -> Sheet:
    """Have a few threads work on the parts of a box, each its own px."""
    sheet = Sheet(scratch, target, want, picture.has_alpha)
    boxes = [tile.core.intersected(want) for tile in Grid(target, Size(_CORE, _CORE), 0).tiles(want)]
    threads = min(4, os.cpu_count() or 1)
    try:
        with ThreadPoolExecutor(threads, "part") as pool:
            running: deque[Future[None]] = deque()
            for done, box in enumerate(boxes):
                control.check()
                if len(running) >= 2 * threads:
                    running.popleft().result()
                running.append(pool.submit(work, box, sheet))
                tell(done, len(boxes), None)
                if done % 32 == 31:
                    sheet.settle()
                    let_go(picture.pixels)
            for one in running:
                one.result()
    except BaseException:
        sheet.abandon()
        raise
    tell(len(boxes), len(boxes), 0.0)
    return sheet
