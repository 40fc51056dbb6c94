"""From a finished run to a colouriser that the program uses: file, catalogue entry and model card.

`python -m restorer.training.export_colorize RUN --id ID --photos DIR... [--mean-with ID] [--testsets DIR]`

How lively it paints is chosen here, on validation photos alone. The mean of a run and of the weights that it began
from is often better than either (Wortsman et al. 2022, "Model soups").
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from itertools import product
from pathlib import Path

import click
import msgspec
import numpy as np
import torch
from safetensors.torch import save
from torch import Tensor
from torch.utils.flop_counter import FlopCounterMode

from restorer.core.files import shipped_weights, write_whole
from restorer.engines.colorizer import Colorizer, Liveliness
from restorer.engines.lab import Float
from restorer.engines.networks.colorize import ColorizeUNet
from restorer.training.evaluate_colorize import coloured, evaluate_colorize, middle_square
from restorer.training.export import LICENCE, Measured, as_shipped, card_for
from restorer.training.loading import read_state
from restorer.training.loop import BEST
from restorer.training.measures_colour import colourfulness
from restorer.training.photos import is_validation, list_photos
from restorer.training.record import read_record
from restorer.weights.card import card_path
from restorer.weights.catalogue import WeightsEntry, file_sha256, load_catalogue, save_catalogue
from restorer.weights.own import find_weights

log = logging.getLogger(__name__)

COLOUR_WANTED = 0.6
"""Share of the true colourfulness that is enough: less looks like a tinted print, more is bought with gaudy guesses."""

COLOUR_WORTH = 3.0
"""What the whole of the true colourfulness is worth, dB of PSNR, up to the share that is enough."""

SHORT_SIDES = (96, 128, 160)
TEMPERATURES = (1.0, 0.7, 0.5, 0.35)
TILTS = (0.0, 0.7)

_CHECK_PHOTOS = 64
_HINT_COUNTS = (0, 1, 10, 100)


def choose_short_side(network: ColorizeUNet, pictures: Sequence[Float]) -> int:
    """Return the working size at which the plain mean colours are best."""
    return max(SHORT_SIDES, key=lambda side: quality(Colorizer(network, short_side=side), pictures))


def choose_liveliness(network: ColorizeUNet, pictures: Sequence[Float], short_side: int) -> Liveliness:
    """Return the liveliness whose colours are best."""
    choices = [Liveliness(temperature, tilt) for temperature, tilt in product(TEMPERATURES, TILTS)]
    return max(choices, key=lambda each: quality(Colorizer(network, short_side=short_side, liveliness=each), pictures))


def quality(colorizer: Colorizer, pictures: Sequence[Float]) -> float:
    """Return the PSNR of the pictures coloured without hints, dB, and what their colourfulness is worth."""
    results = [coloured(colorizer, picture, []) for picture in pictures]
    errors = [np.mean((a - b) ** 2) for a, b in zip(results, pictures, strict=True)]
    share = sum(map(colourfulness, results)) / sum(map(colourfulness, pictures))
    log.info("%d px, %s: %.3f dB, colour %.2f", colorizer.short_side, colorizer.liveliness, _psnr(errors), share)
    return _psnr(errors) + COLOUR_WORTH * min(share, COLOUR_WANTED)


def _psnr(errors: Sequence[np.floating]) -> float:
    return float(np.mean(-10 * np.log10(errors)))


def validation_pictures(folders: Sequence[Path], size: int = 256) -> list[Float]:
    """Return the middles of some validation photos, spread evenly over all there are."""
    paths = [path for path in list_photos(folders) if is_validation(path)]
    every = max(1, len(paths) // _CHECK_PHOTOS)
    return [middle_square(path, size) for path in paths[::every][:_CHECK_PHOTOS]]


def network_of(run: Path, mean_with: str | None = None) -> tuple[ColorizeUNet, dict[str, Tensor]]:
    """Return the best average of a run, or its mean with other weights of the same network, and its tensors as they are
    shipped."""
    best = read_state(run / BEST)
    whole = {name.removeprefix("network."): tensor for name, tensor in best.items() if name.startswith("network.")}
    if mean_with is not None:
        other = read_state(find_weights(mean_with).path)
        whole = {name: ((tensor + other[name]) / 2).to(tensor.dtype) for name, tensor in whole.items()}
    state = as_shipped(whole)
    network = ColorizeUNet()
    network.load_state_dict(state)
    return network.requires_grad_(False).eval(), state


def export_colorize(
    run: Path,
    name: str,
    title: str,
    photos: Sequence[Path],
    *,
    mean_with: str | None = None,
    short_side: int | None = None,
    testsets: Path | None = None,
    notes: str = "",
    folder: Path | None = None,
) -> WeightsEntry:
    """Write the best average of a run as shipped weights `name`, measured on CBSD68 if the test sets are given.

    mean_with: id or file of weights with which its mean is taken. short_side: working size, chosen where None.
    """
    folder = folder or shipped_weights()
    folder.mkdir(parents=True, exist_ok=True)
    network, state = network_of(run, mean_with)
    pictures = validation_pictures(photos)
    short_side = short_side or choose_short_side(network, pictures)
    liveliness = choose_liveliness(network, pictures, short_side)
    file = folder / f"{name}.safetensors"
    write_whole(file, save(state))
    record = read_record(run)
    entry = WeightsEntry(
        id=name,
        title=title,
        file=file.name,
        sha256=file_sha256(file),
        operation="colorize",
        architecture="colorize-unet",
        arguments={"short_side": short_side, "temperature": liveliness.temperature, "tilt": liveliness.tilt},
        default=True,
        licence=LICENCE,
        photos=record.photos,
        tflop_per_megapixel=_tflop_per_megapixel(network),
    )
    save_catalogue(load_catalogue(folder).with_entry(entry), folder)
    measured = _measure(testsets, file, folder, name) if testsets is not None else []
    entry = msgspec.structs.replace(entry, quality={m.name: m.value for m in measured})
    save_catalogue(load_catalogue(folder).with_entry(entry), folder)
    card = card_path(entry, folder)
    card.parent.mkdir(exist_ok=True)
    write_whole(card, card_for(entry, record, measured, notes).encode())
    return entry


def _measure(testsets: Path, file: Path, folder: Path, name: str) -> list[Measured]:
    """Return the figures on CBSD68 for each number of hints."""
    weights = name if folder == shipped_weights() else str(file)
    found = []
    for hints in _HINT_COUNTS:
        figures = evaluate_colorize(testsets / "CBSD68", hints=hints, weights=weights)
        command = f"restorer evaluate colorize --photos CBSD68 --hints {hints}"
        rows = {"PSNR dB": figures.psnr, "delta E00": figures.delta_e, "colourfulness": figures.colourfulness}
        if not hints:
            rows |= {
                "grey PSNR dB": figures.grey_psnr,
                "grey delta E00": figures.grey_delta_e,
                "true colourfulness": figures.true_colourfulness,
            }
        found += [Measured(f"CBSD68 {hints} hints {what}", round(value, 2), command) for what, value in rows.items()]
    return found


def _tflop_per_megapixel(network: ColorizeUNet) -> float:
    """Operations (multiplications and additions, 10¹²) for a million pixels at working size."""
    side = 128
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        network(torch.zeros(1, 4, side, side))
    return float(round(counter.get_total_flops() / side**2 / 1e6, 4))


@click.command()
@click.argument("run", type=click.Path(path_type=Path, exists=True))
@click.option("--id", "name", required=True)
@click.option("--title", required=True)
@click.option("--photos", multiple=True, required=True, type=click.Path(path_type=Path, exists=True))
@click.option("--mean-with", help="Weights, by id or file, with which the run's mean is shipped.")
@click.option("--short-side", type=click.Choice([*map(str, SHORT_SIDES)]), help="Where the eye chose the size.")
@click.option("--testsets", type=click.Path(path_type=Path, exists=True))
@click.option("--notes", type=click.Path(path_type=Path, exists=True), help="What the eye finds wrong, Markdown.")
@click.option("--folder", type=click.Path(path_type=Path))
def main(
    run: Path,
    name: str,
    title: str,
    photos: tuple[Path, ...],
    mean_with: str | None,
    short_side: str | None,
    testsets: Path | None,
    notes: Path | None,
    folder: Path | None,
) -> None:
    """Make a colouriser that the program uses of the RUN folder of `restorer train colorize`."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    text = notes.read_text("utf-8") if notes is not None else ""
    entry = export_colorize(
        run,
        name,
        title,
        photos,
        mean_with=mean_with,
        short_side=int(short_side) if short_side else None,
        testsets=testsets,
        notes=text,
        folder=folder,
    )
    for what, value in {**entry.arguments, **entry.quality}.items():
        click.echo(f"{what}: {value}")


if __name__ == "__main__":
    main()
