"""`restorer`: the verbs, each loaded only when it is called or its own help is asked for."""

from __future__ import annotations

import importlib
import sys

import click

from restorer import __version__
from restorer.core.errors import Cancelled, RestorerError

INTERRUPTED = 130

# Verb → (module:command, one-line help). Help is here so that `restorer --help` imports none of the modules.
VERBS = {
    "restore": ("restorer.cli.restore:command", "Restore photos, or all photos of a folder."),
    "models": ("restorer.cli.models:command", "The weights there are: list, describe, verify."),
    "recipe": ("restorer.cli.recipe:command", "Show or check a recipe file."),
    "doctor": ("restorer.cli.doctor:command", "What this computer can do, and what is wrong with it."),
    "train": ("restorer.training.commands:train", "Train a network on photos of your own."),
    "evaluate": ("restorer.training.commands:evaluate", "Measure a network on photos with known truth."),
}


class Verbs(click.Group):
    """A group that knows its verbs by name and loads one when it is needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in VERBS:
            return None
        module, name = VERBS[cmd_name][0].split(":")
        command = getattr(importlib.import_module(module), name)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(verb, text) for verb, (_, text) in VERBS.items()])


@click.command(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="restorer")
def root() -> None:
    """Bring old photographs back, on this computer alone.

    Try:  restorer restore old.jpg -o better.jpg
    """


def main(arguments: list[str] | None = None) -> int:
    """Run a command line; the exit status: 0 done, 1 some failed, 2 wrong usage, 3 nothing read, 130 interrupted."""
    try:
        status = root.main(args=arguments, prog_name="restorer", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as asked:
        click.echo(asked.format_message())
        return 0
    except click.ClickException as wrong:
        wrong.show()
        return wrong.exit_code
    except (click.Abort, KeyboardInterrupt, Cancelled):
        click.echo("Stopped.", err=True)
        return INTERRUPTED
    except RestorerError as error:
        click.echo(f"Restorer: {error.sentence}", err=True)
        return error.exit_code
    except BrokenPipeError:
        # Whoever read our output has left (`| head`); what is still buffered would fail again at exit.
        sys.stderr.close()
        return 1
    return status if isinstance(status, int) else 0


if __name__ == "__main__":
    sys.exit(main())
