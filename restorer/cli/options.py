"""What is done to photos and how they are saved, as options that several verbs share and as values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click

from restorer.cli.parameters import AMOUNT, FACTOR, weights_choice
from restorer.cli.recipe import read_recipe
from restorer.core.files import Places
from restorer.engines.values import Setup
from restorer.photo.write import SaveOptions
from restorer.recipe.codec import with_setting
from restorer.recipe.presets import Presets
from restorer.recipe.recipe import Recipe

FORMATS = ("same", "jpeg", "png", "tiff", "webp", "avif")
# The words of each group, as click hands them to a verb.
RECIPE_WORDS = ("auto", "preset", "recipe_file", "denoise", "fade", "colorize", "upscale", "detail", "settings")
SETUP_WORDS = ("device", "precision", "tile", "weights")
SAVE_WORDS = ("format_", "bits", "quality")

Verb = TypeVar("Verb", bound=Callable[..., Any])

_WHAT = (
    click.option("--auto", is_flag=True, help="Measure each photo and do what it needs (the default)."),
    click.option("--preset", metavar="NAME", help="A recipe by name."),
    click.option(
        "--recipe",
        "recipe_file",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        help="A recipe in a file.",
    ),
    click.option("--denoise", type=AMOUNT, help="Remove noise and JPEG damage."),
    click.option("--fade", type=AMOUNT, help="Undo fading."),
    click.option("--colorize", is_flag=True, help="Give grey photos colours."),
    click.option("--upscale", type=FACTOR, help="Enlarge, by 1 to 8."),
    click.option("--detail", type=click.FloatRange(0, 100), metavar="0-100", help="Faithful (0) to detailed (100)."),
    click.option(
        "--set", "settings", multiple=True, metavar="OPERATION.FIELD=VALUE", help="Any field of any operation."
    ),
    click.option("--weights", "weights", multiple=True, metavar="OPERATION=ID|FILE", help="Other than the default."),
)
_HOW = (
    click.option("--format", "format_", type=click.Choice(FORMATS), help="Of the outputs; each source's by default."),
    click.option("--bits", type=click.Choice(["8", "16"]), help="Bits per channel of the outputs."),
    click.option("--quality", type=click.IntRange(1, 100), help="Of JPEG, WebP and AVIF."),
    click.option("--device", default="auto", show_default=True, help="auto, cpu, cuda:N or mps."),
    click.option("--precision", type=click.Choice(["auto", "fp32", "bf16", "fp16"]), default="auto", show_default=True),
    click.option("--tile", default="auto", show_default=True, metavar="auto|N", help="Side of a tile in px."),
)


def what_is_done(verb: Verb) -> Verb:
    """Give a verb the options that make a recipe."""
    return _with(verb, _WHAT)


def how_it_is_saved(verb: Verb) -> Verb:
    """Give a verb the options that say where it is computed and in which kind of file it ends."""
    return _with(verb, _HOW)


def _with(verb: Verb, options: tuple[Callable[[Verb], Verb], ...]) -> Verb:
    for option in reversed(options):
        verb = option(verb)
    return verb


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was typed, as values. recipe: None for automatic. settings: put on top of it."""

    recipe: Recipe | None
    settings: tuple[str, ...]
    setup: Setup
    options: SaveOptions


def wanted(words: dict[str, Any]) -> Wanted:
    """What the options of both groups ask for.

    Raises
    ------
    click.UsageError, BadRequest
        they contradict each other, or name what there is not; told before any photo is read.
    """
    flags = (words["denoise"], words["fade"], words["colorize"], words["upscale"], words["detail"])
    settings = flags_as_settings(*flags) + words["settings"]
    recipe = _base_recipe(words["auto"], words["preset"], words["recipe_file"], bool(settings))
    enlarges = words["upscale"] is not None or (recipe is not None and recipe.step("upscale") is not None)
    if words["detail"] is not None and not enlarges:
        raise click.UsageError("--detail belongs to enlarging: say --upscale FACTOR with it.")
    _check_settings(recipe, settings)
    weights = tuple(weights_choice(text) for text in words["weights"])
    options = SaveOptions(
        format=None if words["format_"] in (None, "same") else words["format_"],
        bits=None if words["bits"] is None else int(words["bits"]),
        quality=words["quality"],
    )
    setup = Setup(words["device"], words["precision"], _tile_side(words["tile"]), weights=weights)
    return Wanted(recipe, settings, setup, options)


def flags_as_settings(
    denoise: str | None, fade: str | None, colorize: bool, upscale: float | None, detail: float | None
) -> tuple[str, ...]:
    """The operation flags in the words of --set. “auto” leaves what is to be measured to measuring."""
    found = []
    if denoise is not None:
        found += ["denoise.sigma=auto", "denoise.jpeg=auto"] if denoise == "auto" else [f"denoise.strength={denoise}"]
    if fade is not None:
        found.append("fade.strength=100" if fade == "auto" else f"fade.strength={fade}")
    if colorize:
        found.append("colorize.strength=100")
    if upscale is not None:
        found.append(f"upscale.factor={upscale:g}")
    if detail is not None:
        found.append(f"upscale.detail={detail:g}")
    return tuple(found)


def _base_recipe(auto: bool, preset: str | None, file: Path | None, flags: bool) -> Recipe | None:
    """What the settings are put on: None for automatic, which is also what no word at all means."""
    if sum((auto, preset is not None, file is not None)) > 1:
        raise click.UsageError("--auto, --preset and --recipe exclude one another.")
    if preset is not None:
        return Presets(Places.standard()).load(preset).recipe
    if file is not None:
        return read_recipe(file)
    return Recipe() if flags and not auto else None


def _check_settings(recipe: Recipe | None, settings: tuple[str, ...]) -> None:
    """Say what is wrong with a setting before any photo is read."""
    result = recipe or Recipe()
    for setting in settings:
        result = with_setting(result, setting)


def _tile_side(text: str) -> int | None:
    """None for “auto”, else the side of a tile in px."""
    if text == "auto":
        return None
    if not text.isdigit() or not 64 <= int(text) <= 4096:
        raise click.UsageError(f"--tile must be auto or a number from 64 to 4096, not “{text}”.")
    return int(text)
