"""Noise of sensors, film and scanners."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from restorer.training.degradations.filters import convolve, gaussian_blur

Image: TypeAlias = NDArray[Any]

_LUMA = np.array([[0.299], [0.587], [0.114]], np.float32)
"""Brightness of an encoded picture H,W,3 by `@`: H,W,1."""


def gaussian(image: Image, rng: np.random.Generator, sigma: float) -> Image:
    """White noise N(0, (sigma/255)²) in each channel alone. Source: the protocol of CBM3D, DnCNN and FFDNet."""
    return np.asarray(image + rng.standard_normal(image.shape, dtype=np.float32) * np.float32(sigma / 255))


def poisson_gaussian(image: Image, rng: np.random.Generator, shot: float, read: float) -> Image:
    """Noise that grows with brightness: variance = shot·x + read², in units of 0 to 1, in linear light.

    Source: Foi et al. 2008, "Practical Poissonian-Gaussian noise modeling and fitting for single-image raw-data".
    """
    linear = to_linear(image)
    spread = np.sqrt(np.maximum(shot * linear, 0) + read * read)
    noisy = linear + spread * rng.standard_normal(image.shape, dtype=np.float32)
    return to_encoded(noisy.astype(np.float32))


def camera(image: Image, rng: np.random.Generator, shot: float, read: float) -> Image:
    """Shot and read noise on a Bayer mosaic, then white balance, bilinear demosaicing, a colour matrix and a tone
    curve, so that it is correlated in space and between channels, and weak in lights.

    Source: the unprocessing of Brooks et al. 2019; its matrices of real cameras are drawn at random here, as strong,
    and so is how much of its tone curve there is.
    """
    gains = np.array([rng.uniform(1.2, 2.2), 1.0, rng.uniform(1.2, 2.2)], np.float32)
    steps = np.linspace(0, 1, 1024, dtype=np.float32)
    curve = steps + np.float32(rng.uniform()) * (steps * steps * (3 - 2 * steps) - steps)
    linear = to_linear(np.interp(image, curve, steps).astype(np.float32))
    raw = linear / gains
    spread = np.sqrt(np.maximum(shot * raw, 0) + read * read)
    noise = spread * rng.standard_normal(image.shape, dtype=np.float32)
    noise = (_demosaic(noise) * gains) @ _colour_matrix(rng).T
    return np.interp(to_encoded((linear + noise).astype(np.float32)), steps, curve).astype(np.float32)


def correlated(image: Image, rng: np.random.Generator, sigma: float, blur: float) -> Image:
    """Noise smoothed by a Gaussian of `blur` pixels and brought back to sigma: what demosaicing, resizing and scanners
    leave. Source: Lebrun et al. 2015, "The Noise Clinic" (noise after the camera's processing is coloured)."""
    noise = rng.standard_normal(image.shape, dtype=np.float32)
    noise = gaussian_blur(noise, blur)
    return np.asarray(image + noise * np.float32(sigma / 255 / max(float(noise.std()), 1e-6)))


def processed(image: Image, rng: np.random.Generator, sigma: float, luma_blur: float, chroma_blur: float) -> Image:
    """What a camera's own noise reduction leaves: fine noise of brightness, coarser noise of colour, more in the light.

    Source: Nam et al. 2016, "A holistic approach to cross-channel image noise modeling", of which this keeps the
    correlation in space and between channels and the dependence on the signal.
    """
    white = rng.standard_normal(image.shape, dtype=np.float32)
    bright = gaussian_blur(white.mean(2, keepdims=True), luma_blur)
    coloured = gaussian_blur(white - white.mean(2, keepdims=True), chroma_blur)
    noise = bright / bright.std() + np.float32(rng.uniform(0.3, 1.2)) * coloured / coloured.std()
    strength = np.sqrt(0.2 + 0.8 * np.clip(image.mean(2, keepdims=True), 0, 1))
    noise = noise * strength
    return np.asarray(image + noise * np.float32(sigma / 255 / max(float(noise.std()), 1e-6)), np.float32)


def developed(
    image: Image, rng: np.random.Generator, shot: float, read: float, luma_blur: float, chroma_blur: float
) -> Image:
    """A camera's noise (`camera`) after its own noise reduction: smoothed in brightness, more in colour.

    Source: the pipeline of Guo et al. 2019, "Toward convolutional blind denoising of real photographs", with the
    camera's noise reduction, which they leave out, as a smoothing of the noise alone.
    """
    found = camera(image, rng, shot, read) - image
    bright = found @ _LUMA
    coloured = found - bright
    return np.asarray(image + gaussian_blur(bright, luma_blur) + gaussian_blur(coloured, chroma_blur), np.float32)


def spared(image: Image, rng: np.random.Generator, shot: float, read: float, reach: float, sharpening: float) -> Image:
    """A camera's noise (`camera`) as noise reduction leaves it that spares edges: smooth blotches in even places, most
    of the noise beside edges, more of it in brightness than in colour; sharpened like the picture.

    What noise reduction and sharpening do to the picture itself is left out: it is no noise.

    reach: px, of the filter in brightness; four times it in colour. sharpening: share of the finest part, added.

    Source: He et al. 2013, "Guided image filtering", which stands in for what cameras do.
    """
    noisy = camera(image, rng, shot, read)
    variance = np.float32(np.var(noisy - image) * rng.uniform(1, 8))
    noise = _reduced(noisy, reach, variance) - _reduced(image, reach, variance)
    return np.asarray(image + noise + np.float32(sharpening) * (noise - gaussian_blur(noise, 1.0)), np.float32)


def chroma(image: Image, rng: np.random.Generator, sigma: float, blur: float) -> Image:
    """Blotches of colour without brightness, a few pixels wide: the look of high ISO after luma denoising.

    Source: Nam et al. 2016 (the CC data), where noise of cameras is described across channels.
    """
    noise = rng.standard_normal(image.shape, dtype=np.float32)
    noise = gaussian_blur(noise, blur)
    noise -= noise @ _LUMA
    return np.asarray(image + noise * np.float32(sigma / 255 / max(float(noise.std()), 1e-6)))


def grain(image: Image, rng: np.random.Generator, sigma: float, size: float) -> Image:
    """Film grain: smoothed noise common to the channels, strongest in the middle greys, weak in black and white.

    Source: Newson et al. 2017, "A stochastic film grain model", of which this keeps size and dependence on density.
    """
    noise = gaussian_blur(rng.standard_normal(image.shape[:2], dtype=np.float32), size)
    noise *= np.float32(sigma / 255 / max(float(noise.std()), 1e-6))
    luma = image @ np.array([0.299, 0.587, 0.114], np.float32)
    strength = 2 * np.sqrt(np.clip(luma * (1 - luma), 0.02, 0.25))
    return np.asarray(image + (noise * strength)[:, :, None], np.float32)


def expected(clean: Image, noisy: Image) -> Image:
    """The clean picture with the mean that its noise has at each tone: what the mean of many shots would show.

    Noise that is clipped, and noise through a tone curve, has a mean: it brightens shadows and darkens lights. Its mean
    is taken for a sum of four slopes (near black, in the shadows, in the middle, near white), fitted to each channel.
    """
    truth = np.empty_like(clean)
    for channel in range(clean.shape[2]):
        tone = np.clip(clean[:, :, channel], 0, 1)
        slopes = np.exp(-np.stack((tone / 0.04, tone / 0.12, tone / 0.4, (1 - tone) / 0.04), axis=-1))
        found = (noisy - clean)[:, :, channel]
        parts = np.linalg.lstsq(slopes.reshape(-1, 4), found.reshape(-1), rcond=None)[0]
        truth[:, :, channel] = tone + slopes @ parts
    return truth


def to_linear(image: Image) -> Image:
    """From sRGB encoding to linear light, by a power of 2.2 (negative values kept as they are)."""
    return np.asarray(np.maximum(image, 0) ** np.float32(2.2))


def to_encoded(linear: Image) -> Image:
    """From linear light to sRGB encoding, by a power of 1/2.2; clipped, as cameras do."""
    return np.asarray(np.clip(linear, 0, 1) ** np.float32(1 / 2.2))


def _colour_matrix(rng: np.random.Generator) -> Image:
    """3,3: from a sensor's colours to sRGB. Rows add up to 1, so that grey stays grey."""
    crosstalk = rng.uniform(0.05, 0.5, (3, 3)) * (1 - np.eye(3))
    matrix: Image = (np.eye(3) + np.diag(crosstalk.sum(1)) - crosstalk).astype(np.float32)
    return matrix


def _reduced(image: Image, reach: float, variance: np.float32) -> Image:
    """H,W,3 smoothed where it varies less than by `variance`, brightness by itself and colour by brightness."""
    bright = image @ _LUMA
    coloured = _guided(image - bright, bright, 4 * reach, variance)
    return np.asarray(_guided(bright, bright, reach, variance) + coloured)


def _guided(picture: Image, guide: Image, reach: float, variance: np.float32) -> Image:
    """Around each pixel the line through the guide (H,W,1) that fits the picture best, flatter the less the guide
    varies; windows are Gaussians of `reach` pixels."""
    means = gaussian_blur(np.concatenate((picture, guide, guide * picture, guide * guide), axis=2), reach)
    count = picture.shape[2]
    picture_mean, guide_mean = means[:, :, :count], means[:, :, count : count + 1]
    product, square = means[:, :, count + 1 : -1], means[:, :, -1:]
    slope = (product - guide_mean * picture_mean) / (square - guide_mean**2 + variance)
    line = gaussian_blur(np.concatenate((slope, picture_mean - slope * guide_mean), axis=2), reach)
    return np.asarray(line[:, :, :count] * guide + line[:, :, count:])


_GREEN = np.array([[0, 1, 0], [1, 4, 1], [0, 1, 0]], np.float32) / 4
_OTHER = np.array([[1, 2, 1], [2, 4, 2], [1, 2, 1]], np.float32) / 4


def _demosaic(raw: Image) -> Image:
    """Keeps of each pixel the channel its Bayer filter passes (RGGB) and fills the others bilinearly."""
    masks = np.zeros_like(raw)
    masks[0::2, 0::2, 0] = masks[0::2, 1::2, 1] = masks[1::2, 0::2, 1] = masks[1::2, 1::2, 2] = 1
    kept = raw * masks
    filled = [convolve(kept[:, :, c : c + 1], kernel) for c, kernel in enumerate((_OTHER, _GREEN, _OTHER))]
    return np.concatenate(filled, axis=2)
