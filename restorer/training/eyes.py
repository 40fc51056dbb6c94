"""Sheets for the eye: real photos before, ours and published weights, side by side at 100 %.

`python -m restorer.training.eyes denoise|upscale --photos DIR [--weights ID|FILE|peer:NAME]... -o SHEET.png`
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import click
import numpy as np
import torch
from torch import Tensor

from restorer.training.denoise import save_picture, to_tensor
from restorer.training.evaluate import PUBLISHED, Array, load_denoiser, load_upscaler
from restorer.training.photos import list_photos, read_photo

SIDE = 320
"""Of a square on the sheet, in pixels."""

_RIM = 4

Restore = Callable[[Tensor], Tensor]


def sheet(photos: Sequence[Path], columns: Sequence[Restore], scale: int) -> Array:
    """Rows: photos. Columns: the photo's middle (enlarged by repeating pixels where `scale` is more than 1), then each
    network's answer to it. What lies around the middle is given to the networks and cut away."""
    rows = []
    for path in photos:
        middle = _middle(read_photo(path).astype(np.float32) / 255, SIDE // scale + 64)
        x = to_tensor([middle])
        cells = [middle.repeat(scale, 0).repeat(scale, 1)]
        with torch.no_grad():
            cells += [restore(x)[0].permute(1, 2, 0).numpy() for restore in columns]
        cells = [np.pad(_fill(_middle(cell, SIDE)), ((_RIM,) * 2, (_RIM,) * 2, (0, 0))) for cell in cells]
        rows.append(np.hstack(cells))
    return np.vstack(rows)


def _middle(picture: Array, side: int) -> Array:
    top, left = max(0, (picture.shape[0] - side) // 2), max(0, (picture.shape[1] - side) // 2)
    return picture[top : top + side, left : left + side]


def _fill(picture: Array) -> Array:
    """To the full side, black, where the photo is smaller."""
    return np.pad(picture, ((0, SIDE - picture.shape[0]), (0, SIDE - picture.shape[1]), (0, 0)))


@click.command()
@click.argument("operation", type=click.Choice(["denoise", "upscale"]))
@click.option("--photos", type=click.Path(path_type=Path, exists=True), required=True)
@click.option("--weights", multiple=True, help="Columns; ours by default.")
@click.option("--scale", type=int, default=4, show_default=True)
@click.option("--count", type=int, default=6, show_default=True, help="Photos, spread evenly over the folder.")
@click.option("--published", type=click.Path(path_type=Path), default=PUBLISHED)
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True)
def main(
    operation: str, photos: Path, weights: tuple[str, ...], scale: int, count: int, published: Path, output: Path
) -> None:
    """Make a sheet of the middles of real photos, before and after. Denoisers are told nothing."""
    columns = [_column(operation, name, scale, published) for name in weights or (None,)]
    paths = list_photos([photos])
    chosen = [paths[i * len(paths) // count] for i in range(min(count, len(paths)))]
    picture = sheet(chosen, columns, scale if operation == "upscale" else 1)
    save_picture(picture, output)
    for path in chosen:
        click.echo(path.name)


def _column(operation: str, name: str | None, scale: int, published: Path) -> Restore:
    if operation == "upscale":
        return load_upscaler(name, scale, 0, published)[1]
    denoiser = load_denoiser(name, True, published)
    return lambda x: denoiser(x, None, None)


if __name__ == "__main__":
    main()
