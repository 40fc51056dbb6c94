"""What measuring a photo said, as one value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from restorer.core.geometry import Size
from restorer.photo.fading import FadeStatistics

ToneKind = Literal["grey", "sepia", "colour"]


@dataclass(frozen=True, slots=True)
class NoiseBand:
    """Noise of the parts of one brightness.

    low, high: luma 0–255 that the band spans. share: of the photo that lies in it, 0–1.
    sigma: standard deviation on the scale 0–255. white: the part of it that is alike in every pixel (the rest
    is blotchy: smoothed by demosaicing, resizing or JPEG).
    """

    low: float
    high: float
    share: float
    sigma: float
    white: float


@dataclass(frozen=True, slots=True)
class Noise:
    """sigma: root mean square over the whole photo and its channels, 0–255. channels: of red, green, blue.

    visible: how much it shows, 0–255: blotchy noise counts full, white noise half, in the band where it is worst.
    confidence: 0–1; low where there is no quiet place in the photo to measure it.
    """

    sigma: float
    channels: tuple[float, float, float]
    bands: tuple[NoiseBand, ...]
    visible: float
    confidence: float

    @property
    def blotchy(self) -> bool:
        """Whether most of it is."""
        return 2 * sum(band.share * band.white**2 for band in self.bands) < sum(
            band.share * band.sigma**2 for band in self.bands
        )


@dataclass(frozen=True, slots=True)
class Blur:
    """edge_px: width of the sharpest edges in px (2 to 3 is sharp, above 5 soft); None without edges."""

    edge_px: float | None
    confidence: float


@dataclass(frozen=True, slots=True)
class Jpeg:
    """quality: of the strongest compression that it went through, 1–100, None where there is no sign of one.

    stated: what the file's tables say, None if it is no JPEG. grid: 8×8 blocks show in the pixels, as they do
    when a compressed photo was saved again in another format. step: height of the steps between blocks, 0–255.
    """

    quality: int | None
    stated: int | None
    grid: bool
    step: float
    confidence: float


@dataclass(frozen=True, slots=True)
class Fading:
    """black, white: luma 0–1 of the darkest and lightest parts. contrast: their distance.

    cast: (a*, b*) that greys of middle brightness have, in Lab. faded: 0 (sound) to 1. one_ink: the photo has no
    colours, but may have a tone. statistics: all that the correction is made from.
    """

    black: float
    white: float
    contrast: float
    cast: tuple[float, float]
    faded: float
    one_ink: bool
    statistics: FadeStatistics
    confidence: float


@dataclass(frozen=True, slots=True)
class Tone:
    """Whether the photo is grey, toned (sepia and its like) or in colour."""

    kind: ToneKind
    confidence: float


@dataclass(frozen=True, slots=True)
class Findings:
    """Everything that was measured of one photo.

    told: the sigma, 0–75, that the denoiser is best told of the photo's noise, by the network that was trained to say
    so. None where it was not asked.
    """

    size: Size
    noise: Noise
    blur: Blur
    jpeg: Jpeg
    fading: Fading
    tone: Tone
    told: float | None = None
