"""`restorer`: the verbs, each loaded only when it is called or its own help is asked for."""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path
from typing import Any

import click

from restorer import __version__
from restorer.core.errors import Cancelled, RestorerError

INTERRUPTED = 130

# Verb → (module:command, one-line help). Help is here so that `restorer --help` imports none of the modules.
VERBS = {
    "restore": ("restorer.cli.restore:command", "Restore photos, or all photos of a folder."),
    "batch": ("restorer.cli.batch:command", "Restore a folder of photos, and go on after any interruption."),
    "models": ("restorer.cli.models:command", "The weights there are: list, describe, verify."),
    "recipe": ("restorer.cli.recipe:command", "Show or check a recipe file."),
    "doctor": ("restorer.cli.doctor:command", "What this computer can do, and what is wrong with it."),
    "train": ("restorer.training.commands:train", "Train a network on photos of your own."),
    "evaluate": ("restorer.training.commands:evaluate", "Measure a network on photos with known truth."),
}

# What can be done to a photo: an option of `restore`, which many take for a verb.
OPERATION_FLAGS = {
    "fade": "--fade auto",
    "denoise": "--denoise auto",
    "colorize": "--colorize",
    "upscale": "--upscale 2",
}

# Loaded by name, too: the window is a face of its own.
WINDOW = "restorer.ui.application:run"

# How long torch's idle threads turn on the spot, by the names of the two runtimes that it comes with. By default they
# do for milliseconds, on cores that our own threads and those that read and write want. Read when torch is loaded.
BRIEF_WAITS = {"GOMP_SPINCOUNT": "1000", "KMP_BLOCKTIME": "1"}


class Verbs(click.Group):
    """A group that knows its verbs by name and loads one when it is needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in VERBS:
            return None
        command = _load(VERBS[cmd_name][0])
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does it, with a word for those who meant something else."""
        if args and args[0] not in VERBS and not args[0].startswith("-"):
            ctx.fail(_no_such_verb(args))
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(verb, text) for verb, (_, text) in VERBS.items()])


@click.command(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="restorer")
def root() -> None:
    """Bring old photographs back, on this computer alone.

    Without a command the window opens, with the photos that are named.

    Try:  restorer restore old.jpg -o better.jpg
    """


def main(arguments: list[str] | None = None) -> int:
    """Run a command line; the exit status: 0 done, 1 some failed, 2 wrong usage, 3 nothing read, 130 interrupted."""
    arguments = sys.argv[1:] if arguments is None else arguments
    for name, value in BRIEF_WAITS.items():
        os.environ.setdefault(name, value)
    try:
        if _means_window(arguments):
            return int(_load(WINDOW)([Path(argument) for argument in arguments]))
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


def _no_such_verb(words: list[str]) -> str:
    """A sentence for words of which the first is no verb: what was most likely meant."""
    import difflib

    word = words[0]
    if word in OPERATION_FLAGS:
        return f"“{word}” is an option of “restore”:  restorer restore old.jpg -o new.jpg {OPERATION_FLAGS[word]}"
    if Path(word).exists():
        missing = next((other for other in words if not Path(other).exists()), None)
        if missing is not None:
            return f"There is no file “{missing}”."
        return f"There is no screen to open “{word}” on. Without one:  restorer restore {word} -o OUTPUT"
    if "." in word or "/" in word or os.sep in word:
        return f"There is no file “{word}”, and no command of that name."
    near = difflib.get_close_matches(word, VERBS, 1)
    return f"There is no command “{word}”." + (f" Did you mean “{near[0]}”?" if near else "")


def _load(place: str) -> Any:
    """What “module:name” names."""
    module, name = place.split(":")
    return getattr(importlib.import_module(module), name)


def _means_window(arguments: list[str]) -> bool:
    """No word at all, or only files and folders that are there, and a screen to show them on."""
    if any(argument.startswith("-") or argument in VERBS for argument in arguments[:1]):
        return False
    return all(Path(argument).exists() for argument in arguments) and _has_screen()


def _has_screen() -> bool:
    """Qt ends the process where it finds none, so it is not asked then."""
    if not sys.platform.startswith("linux"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


if __name__ == "__main__":
    sys.exit(main())
