"""Check Restorer: `python3 installer/test.py [PYTEST ARGUMENTS]`.

Sets up what is missing, then runs the import contracts, ruff, mypy and pytest (on all cores, on a virtual screen where
there is one). Ends with pytest's closing line; the exit status is 0 only where all four were content.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import environment

CHECKS = (
    ("import contracts", ["-c", "from importlinter.cli import lint_imports_command as c; c()", "--no-cache"]),
    ("ruff", ["-m", "ruff", "check", "."]),
    ("ruff's format", ["-m", "ruff", "format", "--check", "."]),
    ("mypy", ["-m", "mypy"]),
)


def main(arguments: list[str]) -> int:
    try:
        environment.prepare(environment.Wish(extras=("test", "cluster"), peers=True, screen=True))
    except environment.CannotSetUp as reason:
        environment.say(str(reason))
        return 1
    python = str(environment.python())
    failed = []
    for name, command in CHECKS:
        environment.say(f"{name} …")
        if subprocess.run([python, *command], cwd=environment.ROOT, check=False).returncode:
            failed.append(name)
    environment.say("pytest …")
    if subprocess.run(pytest_command(python, arguments), cwd=environment.ROOT, env=screen(), check=False).returncode:
        failed.append("pytest")
    if failed:
        environment.say(f"not content: {', '.join(failed)}.")
    return 1 if failed else 0


def pytest_command(python: str, arguments: list[str]) -> list[str]:
    """pytest on as many processes as there are cores, below a virtual screen where one can be had."""
    command = [python, "-m", "pytest", "-n", str(min(4, os.cpu_count() or 1)), *arguments]
    if sys.platform.startswith("linux") and not os.environ.get("DISPLAY") and shutil.which("xvfb-run"):
        command = ["xvfb-run", "-a", "-s", "-screen 0 2560x1440x24", *command]
    return command


def screen() -> dict[str, str]:
    """The surroundings of pytest: Qt draws in memory where no screen is to be had."""
    surroundings = dict(os.environ)
    if sys.platform.startswith("linux") and not surroundings.get("DISPLAY") and not shutil.which("xvfb-run"):
        surroundings["QT_QPA_PLATFORM"] = "offscreen"
    return surroundings


if __name__ == "__main__":
    try:
        raise SystemExit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        raise SystemExit(130) from None
