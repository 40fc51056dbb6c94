"""The set-up: what it refuses, what it says, what it skips."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
from collections import namedtuple
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ModuleType:
    """installer/environment.py over a folder of its own."""
    spec = importlib.util.spec_from_file_location("environment", ROOT / "installer" / "environment.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "environment", module)
    spec.loader.exec_module(module)
    for name in ("pyproject.toml", "installer/constraints.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(module, "STAMP", tmp_path / ".venv" / "restorer-setup.json")
    monkeypatch.setattr(module, "CONSTRAINTS", tmp_path / "installer" / "constraints.txt")
    return module


def pretend_set_up(environment: ModuleType, wish: object) -> None:
    environment.python().parent.mkdir(parents=True)
    environment.python().touch()
    environment._write_stamp(wish, environment._fingerprint())


def refuse_calls(environment: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise AssertionError("nothing should be run")

    monkeypatch.setattr(environment, "_call", fail)


def test_a_second_start_does_nothing(environment: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    pretend_set_up(environment, environment.Wish(extras=("test",), peers=True, screen=True))
    refuse_calls(environment, monkeypatch)
    environment.prepare(environment.Wish())
    environment.prepare(environment.Wish(extras=("test",), peers=True, screen=True))


def test_a_changed_pin_sets_up_again(environment: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    pretend_set_up(environment, environment.Wish())
    with environment.CONSTRAINTS.open("a") as file:
        file.write("# changed\n")
    assert not environment._is_ready(environment.Wish(), environment._fingerprint())


def test_the_program_alone_is_not_enough_for_the_tests(environment: ModuleType) -> None:
    pretend_set_up(environment, environment.Wish())
    assert not environment._is_ready(environment.Wish(extras=("test",)), environment._fingerprint())


@pytest.mark.parametrize("version", [(3, 10, 13), (3, 15, 0)])
def test_another_python_is_refused_in_a_sentence(
    environment: ModuleType, monkeypatch: pytest.MonkeyPatch, version: tuple[int, int, int]
) -> None:
    monkeypatch.setattr(environment.sys, "version_info", version)
    with pytest.raises(environment.CannotSetUp, match=r"needs 3\.11 to 3\.14"):
        environment.check_python()


def test_a_full_disk_is_noticed_before_anything_is_fetched(
    environment: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(environment.shutil, "disk_usage", lambda _: usage(10**10, 10**10, 10**8))
    refuse_calls(environment, monkeypatch)
    with pytest.raises(environment.CannotSetUp, match=r"0\.1 GB are free"):
        environment.prepare(environment.Wish())


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("OSError: [Errno 28] No space left on device", "disk is full"),
        ("NewConnectionError: Failed to establish a new connection", "network"),
        ("E: Could not get lock /var/lib/dpkg/lock-frontend", "another program"),
        ("something nobody has seen before", "this step failed"),
    ],
)
def test_a_failing_step_ends_in_one_sentence(environment: ModuleType, words: str, sentence: str) -> None:
    with pytest.raises(environment.CannotSetUp, match=sentence):
        environment._call([sys.executable, "-c", f"import sys; sys.exit({words!r})"])


def test_pip_that_was_sent_elsewhere_is_not_sent_to_pytorchs_index(
    environment: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    assert environment._torch_index() is None


def test_the_installer_needs_nothing_but_python() -> None:
    names = "environment", "run", "test"
    code = f"import sys; sys.path.insert(0, {str(ROOT / 'installer')!r}); import {', '.join(names)}"
    subprocess.run([sys.executable, "-I", "-S", "-c", code], check=True)


def test_every_dependency_has_its_reason() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    reasons = (ROOT / "docs" / "dependencies.md").read_text("utf-8")
    wanted = [*project["dependencies"], *project["optional-dependencies"]["test"]]
    missing = [name for name in (text.split(">")[0].split("[")[0] for text in wanted) if name not in reasons]
    assert not missing


def test_every_dependency_is_pinned_for_the_installer() -> None:
    import re
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    lines = (ROOT / "installer" / "constraints.txt").read_text("utf-8").splitlines()
    pinned = {line.split("==")[0].lower().replace("_", "-") for line in lines if "==" in line}
    extras = project["optional-dependencies"]
    wanted = [
        re.split(r"[>\[;]", text)[0].strip() for text in [*project["dependencies"], *extras["test"], *extras["train"]]
    ]
    assert not [name for name in wanted if name.lower().replace("_", "-") not in pinned]
