"""Start Restorer: `python3 installer/run.py [ARGUMENTS]`.

Sets up what is missing the first time, then runs `restorer ARGUMENTS`. Needs nothing but Python.
"""

from __future__ import annotations

import os
import subprocess
import sys

import environment


def main(arguments: list[str]) -> int:
    try:
        environment.prepare(environment.Wish())
    except environment.CannotSetUp as reason:
        environment.say(str(reason))
        return 1
    command = [str(environment.python()), "-m", "restorer.cli.main", *arguments]
    sys.stdout.flush()
    if os.name != "nt":
        os.execv(command[0], command)
    return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    try:
        raise SystemExit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        raise SystemExit(130) from None
