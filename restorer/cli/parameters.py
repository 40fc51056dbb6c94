"""Kinds of words that options take."""

from __future__ import annotations

from typing import Any

import click

from restorer.recipe.operations import OPERATIONS


class Amount(click.ParamType[str]):
    """“auto”, or a number from 0 to 100."""

    name = "auto|0-100"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if value == "auto":
            return "auto"
        try:
            number = float(value)
        except ValueError:
            self.fail(f"“{value}” is neither auto nor a number from 0 to 100.", param, ctx)
        if not 0 <= number <= 100:
            self.fail(f"{value} does not lie between 0 and 100.", param, ctx)
        return f"{number:g}"


AMOUNT = Amount()
FACTOR = click.FloatRange(1, 8)


def weights_choice(text: str) -> tuple[str, str]:
    """OPERATION=ID|FILE as (operation, id or file)."""
    operation, equals, choice = text.partition("=")
    known = [kind.id for kind in OPERATIONS if kind.weights is not None]
    if not equals or not choice or operation not in known:
        raise click.UsageError(f"--weights must be OPERATION=ID or OPERATION=FILE, with one of {', '.join(known)}.")
    return operation, choice
