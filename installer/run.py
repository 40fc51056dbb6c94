"""Start Restorer: `python3 installer/run.py [ARGUMENTS]`.

Sets up what is missing the first time, then runs `restorer ARGUMENTS`. Needs nothing but Python.
`python3 installer/run.py --shortcut` makes a launcher with icon and "Open with", `--shortcut --remove` takes it away.
"""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from typing import Any

import environment
import shortcut


def main(arguments: list[str]) -> int:
    try:
        if arguments == ["--shortcut", "--remove"]:
            return shortcut.main(arguments[1:])
        environment.prepare(environment.Wish())
        if arguments[:1] == ["--shortcut"]:
            return shortcut.main(arguments[1:])
    except environment.CannotSetUp as reason:
        environment.say(str(reason))
        show(str(reason))
        return 1
    if sys.stdout is None:  # started without a console, on Windows: the window needs none either
        return subprocess.run(
            [shortcut.windowless(str(environment.python())), *program(arguments)], check=False
        ).returncode
    command = [str(environment.python()), *program(arguments)]
    sys.stdout.flush()
    if os.name != "nt":
        os.execv(command[0], command)
    return subprocess.run(command, check=False).returncode


def program(arguments: list[str]) -> list[str]:
    return ["-m", "restorer.cli.main", *arguments]


def show(sentence: str) -> None:
    """In a window, where there is no console to read it on."""
    windows: Any = getattr(ctypes, "windll", None)
    if sys.stdout is None and windows is not None:
        windows.user32.MessageBoxW(None, sentence, "Restorer", 0x10)


if __name__ == "__main__":
    try:
        raise SystemExit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        raise SystemExit(130) from None
