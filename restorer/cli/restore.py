"""`restorer restore`: photos in, restored photos out."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from restorer.cli.parameters import AMOUNT, FACTOR, weights_choice
from restorer.cli.progress import Progress
from restorer.cli.recipe import read_recipe
from restorer.cli.targets import Planned, plan
from restorer.core.control import Control
from restorer.core.errors import RestorerError
from restorer.core.files import Places
from restorer.engines.values import Setup
from restorer.photo.store import Scratch
from restorer.photo.write import SaveOptions
from restorer.recipe.codec import with_setting
from restorer.recipe.presets import Presets
from restorer.recipe.recipe import Recipe
from restorer.worker.inline import InlineRunner
from restorer.worker.messages import FileReport, RestoreFile
from restorer.worker.scratch import sweep_scratch

NOTHING_READ = 3
FORMATS = ("same", "jpeg", "png", "tiff", "webp", "avif")


@click.command(short_help="Restore photos, or all photos of a folder.")
@click.argument("inputs", metavar="INPUT...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("-o", "--output", required=True, type=click.Path(), help="File, or folder for several.")
@click.option("--auto", is_flag=True, help="Measure each photo and do what it needs (the default).")
@click.option("--preset", metavar="NAME", help="A recipe by name.")
@click.option(
    "--recipe", "recipe_file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A recipe in a file."
)
@click.option("--denoise", type=AMOUNT, help="Remove noise and JPEG damage.")
@click.option("--fade", type=AMOUNT, help="Undo fading.")
@click.option("--colorize", is_flag=True, help="Give a grey photo colours.")
@click.option("--upscale", type=FACTOR, help="Enlarge, by 1 to 8.")
@click.option("--detail", type=click.FloatRange(0, 100), metavar="0-100", help="Faithful (0) to detailed (100).")
@click.option("--set", "settings", multiple=True, metavar="OPERATION.FIELD=VALUE", help="Any field of any operation.")
@click.option("--weights", "weights", multiple=True, metavar="OPERATION=ID|FILE", help="Other than the default.")
@click.option("--format", "format_", type=click.Choice(FORMATS), help="Of the output; the source's by default.")
@click.option("--bits", type=click.Choice(["8", "16"]), help="Bits per channel of the output.")
@click.option("--quality", type=click.IntRange(1, 100), help="Of JPEG, WebP and AVIF.")
@click.option("--device", default="auto", show_default=True, help="auto, cpu, cuda:N or mps.")
@click.option("--precision", type=click.Choice(["auto", "fp32", "bf16", "fp16"]), default="auto", show_default=True)
@click.option("--tile", default="auto", show_default=True, metavar="auto|N", help="Side of a tile in px.")
@click.option("--overwrite", is_flag=True, help="Replace outputs that exist. Inputs never are.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a photo on standard output.")
def command(
    inputs: tuple[Path, ...],
    output: str,
    auto: bool,
    preset: str | None,
    recipe_file: Path | None,
    denoise: str | None,
    fade: str | None,
    colorize: bool,
    upscale: float | None,
    detail: float | None,
    settings: tuple[str, ...],
    weights: tuple[str, ...],
    format_: str | None,
    bits: str | None,
    quality: int | None,
    device: str,
    precision: str,
    tile: str,
    overwrite: bool,
    as_json: bool,
) -> int:
    """Restore photos, or all photos of a folder.

    Without --auto, --preset, --recipe or the name of an operation each photo is measured and gets what it needs.
    """
    wanted = flags_as_settings(denoise, fade, colorize, upscale, detail) + settings
    recipe = base_recipe(auto, preset, recipe_file, bool(wanted))
    enlarges = upscale is not None or (recipe is not None and recipe.step("upscale") is not None)
    if detail is not None and not enlarges:
        raise click.UsageError("--detail belongs to enlarging: say --upscale FACTOR with it.")
    check_settings(recipe, wanted)
    setup = Setup(device, precision, tile_side(tile), tuple(weights_choice(text) for text in weights))
    options = SaveOptions(
        format=None if format_ in (None, "same") else format_, bits=None if bits is None else int(bits), quality=quality
    )
    photos = plan(inputs, output, options.format, keep_format=format_ == "same")
    places = Places.standard()
    sweep_scratch(places.scratch)
    control = Control()
    reports = []
    with (
        interruptible(control),
        Scratch(places.scratch) as scratch,
        InlineRunner(places, scratch) as runner,
        Progress(len(photos)) as progress,
    ):
        for photo in photos:
            following = progress.following(control, photo)
            report = restored(photo, recipe, wanted, setup, options, overwrite, runner, following)
            reports.append(report)
            progress.ended(report)
            if as_json:
                click.echo(json.dumps(report.as_json(), ensure_ascii=False))
    return exit_status(reports)


def restored(
    photo: Planned,
    recipe: Recipe | None,
    settings: tuple[str, ...],
    setup: Setup,
    options: SaveOptions,
    overwrite: bool,
    runner: InlineRunner,
    control: Control,
) -> FileReport:
    """What became of one photo; its failure is in the report, so that the next ones get their turn."""
    request = RestoreFile(
        photo.source, photo.target, recipe=recipe, settings=settings, setup=setup, options=options, overwrite=overwrite
    )
    if photo.error is not None:
        return request.failed(photo.error)
    try:
        return runner.run(request, control)
    except RestorerError as error:
        return request.failed(error)


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


def base_recipe(auto: bool, preset: str | None, file: Path | None, flags: bool) -> Recipe | None:
    """What the settings are put on: None for automatic, which is also what no word at all means."""
    if sum((auto, preset is not None, file is not None)) > 1:
        raise click.UsageError("--auto, --preset and --recipe exclude one another.")
    if preset is not None:
        return Presets(Places.standard()).load(preset).recipe
    if file is not None:
        return read_recipe(file)
    return Recipe() if flags and not auto else None


def check_settings(recipe: Recipe | None, settings: tuple[str, ...]) -> None:
    """Say what is wrong with a setting before any photo is read."""
    result = recipe or Recipe()
    for setting in settings:
        result = with_setting(result, setting)


def tile_side(text: str) -> int | None:
    """None for “auto”, else the side of a tile in px."""
    if text == "auto":
        return None
    if not text.isdigit() or not 64 <= int(text) <= 4096:
        raise click.UsageError(f"--tile must be auto or a number from 64 to 4096, not “{text}”.")
    return int(text)


def exit_status(reports: list[FileReport]) -> int:
    """0 all done, 3 nothing could be read, 1 some failed."""
    failed = [report for report in reports if report.error is not None]
    if not failed:
        return 0
    return NOTHING_READ if all(report.error_kind == "BadInput" for report in reports) else 1


@contextmanager
def interruptible(control: Control) -> Iterator[None]:
    """Ctrl+C stops at the next tile and leaves nothing behind; a second one stops at once."""

    def stop(_number: int, _frame: object) -> None:
        control.cancel()
        signal.signal(signal.SIGINT, before)

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
