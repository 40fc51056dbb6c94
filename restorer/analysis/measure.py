"""Everything that can be measured of a photo, in about a second however large it is."""

from __future__ import annotations

from restorer.analysis.blur import measure_blur
from restorer.analysis.fade import measure_fading
from restorer.analysis.findings import Findings, Tone
from restorer.analysis.jpeg import measure_jpeg
from restorer.analysis.noise import measure_noise
from restorer.analysis.sampling import sample_tiles, small_picture
from restorer.core.control import Control, Progress
from restorer.photo.photo import Photo

_PARTS = 3


def measure(photo: Photo, control: Control | None = None) -> Findings:
    """Measure a photo. The same photo always has the same findings.

    Noise, blocks and edges are measured in the photo's own encoding, where the engines work; fading and tone in sRGB.

    Raises
    ------
    Cancelled
        `control` was asked to stop.
    """
    _tell(control, 0)
    tiles = sample_tiles(photo.store, control)
    _tell(control, 1)
    noise = measure_noise(tiles)
    jpeg = measure_jpeg(tiles, photo.facts.jpeg_quality)
    blur = measure_blur(tiles)
    _tell(control, 2)
    fading, tone = measure_fading(small_picture(photo, control))
    _tell(control, _PARTS)
    return Findings(photo.size, noise, blur, jpeg, fading, tone)


def measure_tone(photo: Photo, control: Control | None = None) -> Tone:
    """Whether a photo is grey, toned or in colour, and nothing else of it.

    Raises
    ------
    Cancelled
        `control` was asked to stop.
    """
    return measure_fading(small_picture(photo, control))[1]


def _tell(control: Control | None, done: int) -> None:
    if control is not None:
        control.check()
        control.report(Progress("analyse", done, _PARTS))
