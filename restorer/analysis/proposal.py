"""From what was measured to what to do, with a reason for each step.

The thresholds were set on photos for training: clean ones (also as JPEG of quality 92) must come through untouched,
damaged ones must not.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from restorer.analysis.findings import Fading, Findings, Noise
from restorer.photo.fading import fade_curves, fade_gain
from restorer.recipe.operation import Operation
from restorer.recipe.operations import Colorize, Denoise, Fade, Upscale
from restorer.recipe.recipe import Recipe

NOISE_SHOWS = 2.8
# JPEG quality at and below which its damage is taken out, alone and where there is some noise as well.
JPEG_SHOWS = 75
_JPEG_ADDS, _SOME_NOISE = 85, 1.5
LEAST_SIGMA = 1.0
"""Below it there is next to no noise."""
_MOST_JPEG = 92  # what the denoiser has been trained for

# A print without colours has faded when its blacks or whites have gone half the way; a photo with colours only when
# both have left their places, for a mist, a bright room or a fashion may look alike; blacks need not have gone as far
# where even the lightest parts are a middling grey, as hardly any scene has them.
_ONE_INK_FADED = 0.5
_COLOUR_FADED = ((0.12, 0.91), (0.08, 0.60))  # black at least, white at most
_FADE_STRENGTH, _COLOUR_CAST = 80.0, 80.0

_SMALL_SIDE = 1000


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a step is proposed, or offered. sentence: for the person. step: what is or would be done."""

    operation: str
    sentence: str
    step: Operation


@dataclass(frozen=True, slots=True)
class Proposal:
    """What auto would do: a recipe with a reason a step, and offers that only the person can take."""

    recipe: Recipe
    reasons: tuple[Reason, ...]
    offers: tuple[Reason, ...]

    @property
    def nothing(self) -> bool:
        """Whether there is nothing to restore."""
        return not self.recipe.steps

    @property
    def summary(self) -> str:
        """All reasons in a few sentences, or that there is nothing to restore."""
        if self.nothing:
            return "Nothing to restore: no visible noise, JPEG damage or fading was found."
        return " ".join(reason.sentence for reason in self.reasons)


def propose(findings: Findings) -> Proposal:
    """What would help this photo. Never colours and never enlarges: those are offered."""
    fade = _fade(findings)
    denoise = _denoise(findings, 1.0 if fade is None else _gain(findings, fade.step))
    reasons = tuple(reason for reason in (fade, denoise) if reason is not None)
    offers = tuple(offer for offer in (_colorize(findings), _upscale(findings)) if offer is not None)
    return Proposal(Recipe(tuple(reason.step for reason in reasons)), reasons, offers)


def resolve(recipe: Recipe, findings: Findings) -> Recipe:
    """The recipe with every field that was left to be measured filled in, so that engines get numbers only."""
    step = recipe.step(Denoise)
    if step is None or step.concrete():
        return recipe
    sigma = step.sigma if step.sigma is not None else told_sigma(findings, recipe.step(Fade))
    jpeg = step.jpeg if step.jpeg is not None else told_jpeg(findings, recipe.step(Fade))
    return recipe.with_step(replace(step, sigma=sigma, jpeg=jpeg))


def told_sigma(findings: Findings, fade: Fade | None = None) -> float:
    """Noise as the denoiser is told it, 0–75 in tenths; 0 where there is next to none.

    Fading is undone before, and with the contrast the noise grows: by `fade`, the step that does it.
    """
    if findings.noise.sigma < LEAST_SIGMA:
        return 0.0
    gain = 1.0 if fade is None else _gain(findings, fade)
    return min(round(best_told(findings.noise, findings.told) * gain, 1), 75.0)


def best_told(noise: Noise, told: float | None) -> float:
    """What the network says, where it was asked. Of blotchy noise both it and measuring take some for texture, and
    seldom texture for noise: there the louder word is the better one."""
    if told is None:
        return noise.sigma
    return max(noise.sigma, told) if noise.blotchy else told


def told_jpeg(findings: Findings, fade: Fade | None = None) -> float:
    """JPEG damage as the denoiser is told it, 100 less the quality; 0 where there is none.

    As noise does, it grows where `fade` brings contrast back: the steps between a photo's rounded values, which from
    quality 50 up are in proportion to 100 less the quality (Annex K of ITU T.81, scaled as libjpeg does).
    """
    gain = 1.0 if fade is None else _gain(findings, fade)
    return float(min(round(_jpeg_damage(findings, gain)), _MOST_JPEG))


def _jpeg_damage(findings: Findings, gain: float) -> float:
    quality = findings.jpeg.quality
    return 0.0 if quality is None else (100 - quality) * gain


def _gain(findings: Findings, fade: Operation) -> float:
    """How much stronger noise becomes by undoing the fading."""
    if not isinstance(fade, Fade) or fade.identity():
        return 1.0
    statistics = findings.fading.statistics
    return fade_gain(statistics, fade_curves(statistics, fade.strength, fade.levels, fade.cast))


def _denoise(findings: Findings, gain: float) -> Reason | None:
    """`gain`: of noise by what is done before."""
    sentences = []
    noise, quality = findings.noise, findings.jpeg.quality or 100
    visible, shown = noise.visible * gain, 100 - _jpeg_damage(findings, gain)
    both = visible >= _SOME_NOISE and shown <= _JPEG_ADDS
    if visible >= NOISE_SHOWS or both:
        sentences.append(f"There is visible noise or grain (about {noise.sigma:.0f} of 255).")
    if shown <= JPEG_SHOWS or both:
        sentences.append(f"JPEG compression has left blocks and smears (quality about {quality} of 100).")
    return Reason(Denoise.id, " ".join(sentences), Denoise()) if sentences else None


def _fade(findings: Findings) -> Reason | None:
    fading = findings.fading
    if not _has_faded(fading):
        return None
    if fading.one_ink:
        tone = " The tone of the print is kept." if findings.tone.kind == "sepia" else ""
        return Reason(Fade.id, _fade_sentence(fading) + tone, Fade(strength=_FADE_STRENGTH, cast=0))
    return Reason(Fade.id, _fade_sentence(fading), Fade(strength=_FADE_STRENGTH, cast=_COLOUR_CAST))


def _has_faded(fading: Fading) -> bool:
    if fading.one_ink:
        return fading.faded >= _ONE_INK_FADED
    return any(fading.black >= black and fading.white <= white for black, white in _COLOUR_FADED)


def _fade_sentence(fading: Fading) -> str:
    blacks, whites = fading.black >= 0.08, fading.white <= 0.90
    if blacks and whites:
        return "The blacks have turned grey and the whites dull, as in a faded print."
    return "The blacks have turned grey, as in a faded print." if blacks else "The whites have turned dull."


def _colorize(findings: Findings) -> Reason | None:
    if findings.tone.kind == "colour":
        return None
    what = "grey" if findings.tone.kind == "grey" else "toned, without colours"
    return Reason(Colorize.id, f"The photo is {what}. It can be given colours, which would be guessed.", Colorize())


def _upscale(findings: Findings) -> Reason | None:
    if findings.size.long_side >= _SMALL_SIDE:
        return None
    return Reason(Upscale.id, f"With {findings.size} pixels the photo is small. It can be enlarged.", Upscale())
