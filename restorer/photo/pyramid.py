"""A store's halved levels for looking at it, made when first asked for, kept in the store's folder."""

from __future__ import annotations

import os
import uuid
from pathlib import Path
from typing import Any

import numpy as np

from restorer.core.control import Control
from restorer.core.errors import BadInput
from restorer.core.files import file_error
from restorer.core.geometry import Size
from restorer.photo.store import Pixels, Store

_SMALLEST = 256


class Pyramid:
    """Level 0 is the store itself; each further one has half the sides, rounded up, down to some 256 px.

    Pixels are as in the store. Safe to use from several threads and processes: a level appears whole or not at all.
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        self.sizes = _sizes(store.size)

    @property
    def levels(self) -> int:
        """How many levels there are, at least 1."""
        return len(self.sizes)

    def level_for(self, scale: float) -> int:
        """The smallest level that still has every detail at `scale` screen pixels per photo pixel."""
        level = 0
        while level + 1 < self.levels and scale <= 0.5 ** (level + 1):
            level += 1
        return level

    def ready(self, level: int) -> bool:
        """Whether a level is there already, so that `pixels` answers at once."""
        return level == 0 or self._path(level).exists()

    def pixels(self, level: int, control: Control | None = None) -> Pixels:
        """(H, W, C) of a level, read-only, mapped from the disk; made first where it is not there yet.

        Making the first level reads the whole photo: not for the thread that draws.

        Raises
        ------
        BadInput
            the store has gone.
        NoRoom
            the disk is full.
        Cancelled
            `control` was asked to stop.
        """
        if level == 0:
            return self.store.pixels()
        if not self.ready(level):
            self._make(level, self.pixels(level - 1, control), control)
        size = self.sizes[level]
        shape = (size.height, size.width, self.store.channels)
        try:
            return np.memmap(self._path(level), dtype=self.store.dtype, mode="r", shape=shape)
        except (OSError, ValueError) as error:
            raise BadInput(
                "The working copy of a photo has gone. Open the photo again.", detail=f"level {level}: {error!r}"
            ) from error

    def _path(self, level: int) -> Path:
        return self.store.folder / f"pixels.{level}"

    def _make(self, level: int, above: Pixels, control: Control | None) -> None:
        import pyvips

        if control is not None:
            control.check()
        partial = self.store.folder / f"level-{uuid.uuid4().hex}"
        try:
            _halved(above).rawsave(str(partial))
            os.replace(partial, self._path(level))
        except OSError as error:
            raise file_error(error, partial, "working on") from error
        except pyvips.Error as error:
            raise BadInput(
                "The working copy of a photo has gone, or the disk is full. Open the photo again.", detail=str(error)
            ) from error
        finally:
            partial.unlink(missing_ok=True)


def _sizes(size: Size) -> tuple[Size, ...]:
    sizes = [size]
    while sizes[-1].long_side > _SMALLEST:
        sizes.append(Size(-(-sizes[-1].width // 2), -(-sizes[-1].height // 2)))
    return tuple(sizes)


def _halved(above: Pixels) -> Any:
    """Means of 2 × 2 pixels, colours weighed by their alpha where there is one; streamed by libvips."""
    import pyvips

    height, width, bands = above.shape
    kind = "uchar" if above.dtype == np.uint8 else "ushort"
    image = pyvips.Image.new_from_memory(above, width, height, bands, kind)
    if bands == 3:
        return image.shrink(2, 2, ceil=True)
    full = 255 if kind == "uchar" else 65535
    image = image.copy(interpretation="srgb" if kind == "uchar" else "rgb16")
    weighed = image.premultiply(max_alpha=full).shrink(2, 2, ceil=True)
    return weighed.unpremultiply(max_alpha=full).rint().cast(kind)
