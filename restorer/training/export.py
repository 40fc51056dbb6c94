"""From a finished run to weights that the program uses: file, catalogue entry and model card.

`python -m restorer.training.export RUN --id ID --title TITLE [--testsets DIR] [--notes FILE] [--end END] [--pair ID]
[--mean-with ID]`
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import click
import msgspec
import torch
from safetensors.torch import save
from torch import Tensor
from torch.utils.flop_counter import FlopCounterMode

from restorer.core.errors import BadRequest
from restorer.core.files import shipped_weights, write_whole
from restorer.engines.loading import OWN
from restorer.training.evaluate import evaluate_denoise, evaluate_upscale
from restorer.training.loading import read_state, recognise
from restorer.training.loop import BEST
from restorer.training.record import RunRecord, read_record
from restorer.weights.card import card_path
from restorer.weights.catalogue import WeightsEntry, file_sha256, load_catalogue, save_catalogue
from restorer.weights.own import find_weights

LICENCE = "MIT (the weights); the training photos' terms are listed by source"
_OPERATIONS = {"denoise-unet": "denoise", "noise-estimator": "estimate", "compact": "upscale"}


@dataclass(frozen=True)
class Measured:
    """A figure and the command that prints it."""

    name: str
    value: float
    command: str


@dataclass
class _Measurer:
    """Runs the protocols of an operation on the test sets."""

    testsets: Path
    file: Path
    found: list[Measured] = field(default_factory=list)

    def denoise(self) -> list[Measured]:
        weights = str(self.file)
        for sigma in (15, 25, 50):
            figures = evaluate_denoise(self.testsets / "CBSD68", sigma=sigma, weights=weights)
            self._add(f"CBSD68 sigma {sigma} PSNR dB", figures.psnr, f"denoise --photos CBSD68 --sigma {sigma}")
        for quality in (10, 20, 30, 40):
            figures = evaluate_denoise(self.testsets / "CBSD68", jpeg=quality, weights=weights)
            self._add(f"CBSD68 JPEG {quality} PSNR-Y dB", figures.psnr, f"denoise --photos CBSD68 --jpeg {quality}")
        return self.found

    def upscale(self, scale: int) -> list[Measured]:
        for name, degradation in (("Set5", "bicubic"), ("Set14", "bicubic"), ("CBSD68", "bicubic"), ("CBSD68", "real")):
            figures = evaluate_upscale(
                self.testsets / name, scale=scale, degradation=degradation, weights=str(self.file)
            )
            command = f"upscale --photos {name} --scale {scale} --degradation {degradation}"
            self._add(f"{name} x{scale} {degradation} PSNR-Y dB", figures.psnr, command)
            if figures.perceptual is not None:
                self._add(f"{name} x{scale} {degradation} LPIPS", figures.perceptual, command)
        return self.found

    def _add(self, name: str, value: float, command: str) -> None:
        self.found.append(Measured(name, round(value, 4 if "LPIPS" in name else 2), f"restorer evaluate {command}"))


def export(
    run: Path,
    name: str,
    title: str,
    *,
    testsets: Path | None = None,
    notes: str = "",
    end: str | None = None,
    pair: str | None = None,
    mean_with: str | None = None,
    folder: Path | None = None,
) -> WeightsEntry:
    """Writes the best average of a run as shipped weights `name`, measured on the test sets if given.

    mean_with: id or file of the weights that the run went on from; halfway between both is what is written.
    """
    folder = folder or shipped_weights()
    folder.mkdir(parents=True, exist_ok=True)
    state = as_shipped(halfway(read_state(run / BEST), mean_with))
    architecture, arguments = recognise(state)
    operation = _OPERATIONS[architecture]
    file = folder / f"{name}.safetensors"
    write_whole(file, save(state))
    scale = int(arguments.get("scale", 1))
    measured: list[Measured] = []
    if testsets is not None and operation != "estimate":
        measurer = _Measurer(testsets, file)
        measured = measurer.denoise() if operation == "denoise" else measurer.upscale(scale)
    record = read_record(run)
    entry = msgspec.convert(
        {
            "id": name,
            "title": title,
            "file": file.name,
            "sha256": file_sha256(file),
            "operation": operation,
            "architecture": architecture,
            "arguments": arguments,
            "scale": scale,
            "end": end,
            "pair": pair,
            "default": True,
            "licence": LICENCE,
            "photos": record.photos,
            "quality": {m.name: m.value for m in measured},
            "tflop_per_megapixel": tflop_per_megapixel(architecture, arguments),
        },
        WeightsEntry,
    )
    save_catalogue(load_catalogue(folder).with_entry(entry), folder)
    card = card_path(entry, folder)
    card.parent.mkdir(exist_ok=True)
    write_whole(card, card_for(entry, record, measured, notes, mean_with).encode())
    return entry


def halfway(state: Mapping[str, Tensor], mean_with: str | None) -> Mapping[str, Tensor]:
    """The mean of a run's weights and of those it went on from: it keeps what they did better and most of what the run
    has learnt (Wortsman et al. 2022, "Robust fine-tuning of zero-shot models"). None: the run's own.

    Raises
    ------
    BadRequest
        they are of another network.
    """
    if mean_with is None:
        return state
    begun = read_state(find_weights(mean_with).path)
    if {key: value.shape for key, value in begun.items()} != {key: value.shape for key, value in state.items()}:
        raise BadRequest(f"“{mean_with}” is another network than that of the run.")
    return {key: (value.float() + begun[key].float()) / 2 for key, value in state.items()}


def as_shipped(state: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Kernels and matrices in float16, the rest as it is: half the file, and what is measured is measured of that."""
    halves = {key: value.half() if key.endswith("weight") and value.ndim > 1 else value for key, value in state.items()}
    return {key: value.contiguous() for key, value in halves.items()}


def tflop_per_megapixel(architecture: str, arguments: dict[str, object]) -> float:
    """Operations (multiplications and additions, 10¹²) for a million input pixels."""
    side = 128
    network = OWN[architecture](**arguments).eval()
    inputs = [torch.zeros(1, 3, side, side)]
    if architecture == "denoise-unet":
        inputs.append(torch.zeros(1, 2))
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        network(*inputs)
    return float(round(counter.get_total_flops() / side**2 / 1e6, 4))


def _compared(refused: int | None) -> str:
    """What kept test photos out."""
    if refused is None:
        return "no test photos were at hand to compare them with"
    return f"no test photo was trained on ({refused} photos refused as too like one)"


def card_for(
    entry: WeightsEntry, record: RunRecord, measured: list[Measured], notes: str, mean_with: str | None = None
) -> str:
    """The model card, Markdown."""
    lines = [f"# {entry.title}", "", f"`{entry.id}`: {entry.architecture} {json.dumps(entry.arguments)}, "]
    lines[-1] += f"{entry.tflop_per_megapixel:g} TFLOP per megapixel of input. Licence: {entry.licence}."
    lines += ["", "## How it was trained", ""]
    lines.append(
        f"{record.seconds / 60:.0f} minutes ({record.steps:,} steps) on {record.machine}, {record.precision}, torch "
        f"{record.torch}. Chosen by the validation split of the training photos; {_compared(record.refused)}."
    )
    lines += ["", "```", shlex.join(["restorer", "train", *record.arguments]), "```"]
    if mean_with is not None:
        lines += ["", f"Halfway between the run's weights and `{Path(mean_with).name}` (`--mean-with` of the export)."]
    lines += ["", "## On which photos", "", "| source | photos | terms |", "|---|---|---|"]
    lines += [f"| {p.source} | {p.photos} | {p.terms} |" for p in entry.photos]
    if measured:
        lines += ["", "## Measured", "", "| what | figure | command |", "|---|---|---|"]
        lines += [f"| {m.name} | {m.value:g} | `{m.command} --weights {entry.id}` |" for m in measured]
    if notes:
        lines += ["", "## What is wrong", "", notes.strip()]
    return "\n".join(lines) + "\n"


@click.command()
@click.argument("run", type=click.Path(path_type=Path, exists=True))
@click.option("--id", "name", required=True)
@click.option("--title", required=True)
@click.option("--testsets", type=click.Path(path_type=Path, exists=True))
@click.option("--notes", type=click.Path(path_type=Path, exists=True), help="What the eye finds wrong, Markdown.")
@click.option("--end", type=click.Choice(["faithful", "detailed"]))
@click.option("--pair")
@click.option("--mean-with", help="Id or file of the weights that the run went on from: halfway between both.")
@click.option("--folder", type=click.Path(path_type=Path))
def main(
    run: Path,
    name: str,
    title: str,
    testsets: Path | None,
    notes: Path | None,
    end: str | None,
    pair: str | None,
    mean_with: str | None,
    folder: Path | None,
) -> None:
    """Make weights that the program uses of the RUN folder of `restorer train`."""
    text = notes.read_text("utf-8") if notes is not None else ""
    entry = export(
        run, name, title, testsets=testsets, notes=text, end=end, pair=pair, mean_with=mean_with, folder=folder
    )
    for what, value in entry.quality.items():
        click.echo(f"{what}: {value:g}")


if __name__ == "__main__":
    main()
