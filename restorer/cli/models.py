"""`restorer models list|info ID|verify`: the weights there are."""

from __future__ import annotations

import click

from restorer.weights.card import card_text
from restorer.weights.own import Weights, all_weights, find_weights
from restorer.weights.verify import verify as verify_files


@click.group()
def command() -> None:
    """The weights there are: list, describe, verify."""


@command.command("list", short_help="One line for each; a star marks those used by default.")
def list_() -> None:
    """One line for each set of weights; a star marks those that are used unless you say otherwise."""
    rows = [_row(weights) for weights in all_weights()]
    if not rows:
        click.echo("There are no weights.", err=True)
        return
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def _row(weights: Weights) -> tuple[str, ...]:
    entry = weights.entry
    if entry is None:
        return " ", weights.id, "", "", "yours", weights.title
    cost = f"{entry.tflop_per_megapixel:.2f} TFLOP/MP" if entry.tflop_per_megapixel else ""
    star = "*" if entry.default else " "
    licence = f"{entry.licence}, yours" if weights.own else entry.licence
    return star, weights.id, entry.operation, cost, licence, weights.title


@command.command(short_help="What one is, was trained on, costs, and does badly.")
@click.argument("id", metavar="ID")
def info(id: str) -> None:
    """The model card: what it is, was trained on, costs, and does badly."""
    click.echo(card_text(find_weights(id)), nl=False)


@command.command()
def verify() -> int:
    """Compare every weights file with the hash in the catalogue."""
    checked = verify_files()
    for one in checked:
        click.echo(one.sentence)
    return 0 if all(one.good for one in checked) else 1
