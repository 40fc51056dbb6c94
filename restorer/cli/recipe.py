"""`restorer recipe show|validate FILE`."""

from __future__ import annotations

from pathlib import Path

import click

from restorer.core.errors import RestorerError
from restorer.recipe.codec import from_json, to_json
from restorer.recipe.recipe import Recipe


@click.group()
def command() -> None:
    """Show or check a recipe file."""


@command.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def show(file: Path) -> None:
    """Print a recipe as it is understood: all fields, in the order of work."""
    click.echo(to_json(read_recipe(file)))


@command.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def validate(file: Path) -> None:
    """Say whether a recipe can be used, and which field is wrong if not."""
    recipe = read_recipe(file)
    steps = ", ".join(step.title.lower() for step in recipe.active().steps) or "nothing to do"
    click.echo(f"“{file.name}” is a recipe: {steps}.")


def read_recipe(file: Path) -> Recipe:
    """The recipe in a file.

    Raises
    ------
    click.UsageError
        it cannot be read or is none; the sentence names the field.
    """
    try:
        return from_json(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise click.UsageError(f"“{file.name}” cannot be read: {error}.") from error
    except RestorerError as error:
        raise click.UsageError(f"“{file.name}”: {error.sentence}") from error
