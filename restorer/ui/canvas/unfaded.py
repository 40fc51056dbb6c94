"""A picture whose fading is undone while it is drawn, so that only what a network made of it is told as changed."""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from restorer.core.geometry import Box, Size
from restorer.photo.fading import apply_fade, fade_curves, fading_statistics
from restorer.recipe.operations.fade import Fade
from restorer.ui.canvas.picture import Drawn, Picture, level_size

_LONG_SIDE = 512  # of the copy that is measured, as by the operation itself


@dataclass(frozen=True, slots=True)
class UnfadedPicture:
    """`inner`, which is sRGB, as `fade` makes it. grey: all channels take one curve, as a grey photo's do."""

    inner: Picture
    fade: Fade
    grey: bool = False

    @property
    def key(self) -> str:
        return f"{self.inner.key} {self.fade.strength} {self.fade.levels} {self.fade.cast}"

    @property
    def size(self) -> Size:
        return self.inner.size

    @property
    def levels(self) -> int:
        return self.inner.levels

    def read(self, level: int, box: Box, screen: bytes | None = None) -> Drawn:
        """See canvas.picture.Picture. The curves are for sRGB, so that no screen's numbers are given."""
        del screen
        pixels = self.inner.read(level, box)
        light = apply_fade(_light(pixels), _curves(self))
        toned = np.clip(np.rint(light * 255), 0, 255).astype(np.uint8)
        return toned if pixels.shape[2] == 3 else np.concatenate([toned, pixels[..., 3:]], axis=2)


@functools.lru_cache(maxsize=4)
def _curves(picture: UnfadedPicture) -> npt.NDArray[np.float32]:
    from PIL import Image

    inner, fade = picture.inner, picture.fade
    level = max((n for n in range(inner.levels) if level_size(inner.size, n).long_side >= _LONG_SIDE), default=0)
    size = level_size(inner.size, level)
    copy = Image.fromarray(np.ascontiguousarray(inner.read(level, Box.of(size))[..., :3]))
    small = size.scaled(min(1.0, _LONG_SIDE / size.long_side))
    light = _light(np.asarray(copy.resize((small.width, small.height), Image.Resampling.BOX)))
    curves = fade_curves(fading_statistics(light), fade.strength, fade.levels, fade.cast)
    return np.broadcast_to(curves.mean(axis=0), curves.shape) if picture.grey else curves


def _light(pixels: Drawn) -> npt.NDArray[np.float32]:
    """(h, w, 3) float32, 0–1."""
    return pixels[..., :3].astype(np.float32) / np.float32(255)
