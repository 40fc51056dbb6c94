"""`restorer doctor` says what there is, and at the end what is wrong."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from restorer.cli import doctor
from restorer.core.files import shipped_weights
from restorer.weights.verify import verify


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("RESTORER_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(doctor.command, arguments, standalone_mode=False)


def test_it_says_what_this_computer_has_and_that_all_is_well(home: Path) -> None:
    done = run()
    assert done.return_value == 0
    for said in ("Restorer ", "torch ", "cpu ", "files are whole", str(home / "scratch"), "restorer.log"):
        assert said in done.output
    assert done.output.rstrip().endswith("All is well.")
    assert list((home / "scratch").iterdir()) == []


def test_what_is_wrong_stands_at_the_end_and_in_json(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Path(shutil.copytree(shipped_weights(), tmp_path / "weights"))
    damaged = next(folder.glob("denoise*.safetensors"))
    damaged.write_bytes(damaged.read_bytes()[:-1] + b"!")
    monkeypatch.setattr(doctor, "verify", lambda: verify(folder))
    monkeypatch.setattr(doctor, "PACKAGES", (*doctor.PACKAGES, "a-package-that-nobody-made"))
    done = run("--json")
    assert done.return_value == 1
    report = json.loads(done.output)
    assert report["packages"]["a-package-that-nobody-made"] is None
    assert any("a-package-that-nobody-made is not installed" in fault for fault in report["faults"])
    assert any(damaged.name in fault and "damaged" in fault for fault in report["faults"])
    assert run().output.rstrip().endswith(report["faults"][-1])
