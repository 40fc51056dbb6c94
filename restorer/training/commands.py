"""`restorer train` and `restorer evaluate`, which the command line calls by name."""

from __future__ import annotations

import json
import logging
import sys
from pathlib import Path
from typing import Any

import click

from restorer.training.train import RECIPES

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
PHOTOS_HELP = "Folder of photos; may be given several times."


@click.command(short_help="Train a network on photos of your own.")
@click.argument("operation", type=click.Choice(sorted(RECIPES)))
@click.option("--photos", type=FOLDER, multiple=True, required=True, help=PHOTOS_HELP)
@click.option("--minutes", type=click.FloatRange(min=0, min_open=True), default=120.0, show_default=True)
@click.option("--init", metavar="ID|FILE", help="Weights to begin from.")
@click.option("--device", default="cpu", show_default=True, help="cpu, cuda:N or mps.")
@click.option("--resume", is_flag=True, help="Go on where the run in the output folder stopped.")
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="Folder of the run.")
@click.option("--set", "settings", multiple=True, metavar="NAME=VALUE", help="Any other field of the run.")
@click.option("--refuse", type=FOLDER, multiple=True, help="Folder of test photos, which are never trained on.")
def train(
    operation: str,
    photos: tuple[Path, ...],
    minutes: float,
    init: str | None,
    device: str,
    resume: bool,
    output: Path,
    settings: tuple[str, ...],
    refuse: tuple[Path, ...],
) -> None:
    """Train a network; log, checkpoints and a sheet of samples go to the output folder.

    An interrupted run goes on with --resume.
    """
    from restorer.training.train import configure, run

    logging.basicConfig(stream=sys.stderr, format="%(asctime)s %(message)s", datefmt="%H:%M:%S", level=logging.INFO)
    choices: dict[str, Any] = {"minutes": minutes, "init": init, "device": device, "resume": resume, "refuse": refuse}
    run(configure(operation, photos, output, **choices, **_fields(settings)))


def _fields(settings: tuple[str, ...]) -> dict[str, Any]:
    """NAME=VALUE as fields of the run's configuration, of the types that they have there."""
    from dataclasses import fields

    from restorer.training.config import TrainingConfig

    known = {field.name: field for field in fields(TrainingConfig)}
    found: dict[str, Any] = {}
    for setting in settings:
        name, equals, text = setting.partition("=")
        if not equals or name not in known:
            raise click.UsageError(f"--set takes NAME=VALUE with one of {', '.join(known)}, not “{setting}”.")
        default = known[name].default
        try:
            if isinstance(default, bool | int | float):
                found[name] = click.types.convert_type(type(default)).convert(text, None, None)
            else:
                found[name] = _path_or_text(name, text)
        except (ValueError, click.BadParameter):
            raise click.UsageError(f"{name} cannot be “{text}”.") from None
    return found


def _path_or_text(name: str, text: str) -> Any:
    return Path(text) if name == "features" else int(text) if name in ("steps", "threads") else text


@click.group(short_help="Measure a network on photos with known truth.")
def evaluate() -> None:
    """Measure a network on photos with known truth, by the protocols of published figures."""


@evaluate.command()
@click.option("--photos", type=FOLDER, required=True)
@click.option("--sigma", type=click.FloatRange(0, 100), help="Gaussian noise of this strength, on the scale 0–255.")
@click.option("--blind", is_flag=True, help="Do not tell the network the strength.")
@click.option("--pairs", is_flag=True, help="Files *_real are restored and compared with *_mean.")
@click.option("--jpeg", type=click.IntRange(1, 100), help="JPEG of this quality.")
@click.option("--weights", metavar="ID|FILE|peer:NAME")
@click.option("--json", "as_json", is_flag=True)
def denoise(
    photos: Path,
    sigma: float | None,
    blind: bool,
    pairs: bool,
    jpeg: int | None,
    weights: str | None,
    as_json: bool,
) -> None:
    """PSNR in dB after removing noise (RGB) or JPEG damage (Y)."""
    from restorer.training.evaluate import evaluate_denoise

    figures = evaluate_denoise(photos, sigma=sigma, blind=blind, pairs=pairs, jpeg=jpeg, weights=weights)
    _print(figures.as_dict(), as_json)


@evaluate.command()
@click.option("--photos", type=FOLDER, required=True)
@click.option("--scale", type=click.Choice(["2", "4"]), required=True)
@click.option("--degradation", type=click.Choice(["bicubic", "real"]), default="bicubic", show_default=True)
@click.option("--detail", type=click.IntRange(0, 100), default=0, show_default=True)
@click.option("--weights", metavar="ID|FILE|peer:NAME")
@click.option("--json", "as_json", is_flag=True)
def upscale(photos: Path, scale: str, degradation: str, detail: int, weights: str | None, as_json: bool) -> None:
    """PSNR in dB and SSIM on Y, and perceptual distance, after enlarging what was made smaller."""
    from restorer.training.evaluate import evaluate_upscale

    figures = evaluate_upscale(photos, scale=int(scale), degradation=degradation, detail=detail, weights=weights)
    _print(figures.as_dict(), as_json)


@evaluate.command()
@click.option("--photos", type=FOLDER, required=True)
@click.option("--size", type=click.IntRange(64, 1024), default=256, show_default=True)
@click.option("--hints", type=click.IntRange(0), default=0, show_default=True, help="True colours told, per photo.")
@click.option("--weights", metavar="ID|FILE")
@click.option("--json", "as_json", is_flag=True)
def colorize(photos: Path, size: int, hints: int, weights: str | None, as_json: bool) -> None:
    """PSNR in dB, ΔE00 and colourfulness of guessed colours, beside those of the grey photo."""
    from restorer.training.evaluate_colorize import evaluate_colorize

    _print(evaluate_colorize(photos, size=size, hints=hints, weights=weights).as_dict(), as_json)


def _print(figures: dict[str, Any], as_json: bool) -> None:
    """One JSON object on a line, or a name and a value on each."""
    rounded = {key: round(value, 4) if isinstance(value, float) else value for key, value in figures.items()}
    if as_json:
        click.echo(json.dumps(rounded))
        return
    for key, value in rounded.items():
        click.echo(f"{key.replace('_', ' '):>20}  {value}")
