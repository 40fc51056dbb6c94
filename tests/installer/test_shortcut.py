"""The launcher: what each system is given, that it starts the program, and that nothing of it stays."""

from __future__ import annotations

import importlib
import os
import plistlib
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
AWKWARD = 'My "old" $photos, 100 % \\ `it`'


@pytest.fixture
def shortcut(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[ModuleType]:
    """installer/shortcut.py for a person whose home is empty."""
    monkeypatch.syspath_prepend(str(ROOT / "installer"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("APPDATA", str(tmp_path / "roaming"))
    monkeypatch.delitem(sys.modules, "shortcut", raising=False)
    monkeypatch.delitem(sys.modules, "environment", raising=False)
    yield importlib.import_module("shortcut")
    for name in ("shortcut", "environment"):
        sys.modules.pop(name, None)


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def unescaped(value: str) -> list[str]:
    """The words of an Exec line as a launcher reads them: the file's escapes, then its quotes, then its fields."""
    text, letters = "", iter(value)
    for letter in letters:
        text += {"s": " ", "n": "\n", "t": "\t"}.get(after := next(letters), after) if letter == "\\" else letter
    words = re.findall(r'"((?:\\.|[^"\\])*)"|(\S+)', text)
    return [re.sub(r"\\(.)", r"\1", quoted or plain).replace("%%", "%") for quoted, plain in words]


# Linux


def test_the_desktop_entry_is_sound_and_names_our_icon(shortcut: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    entry = shortcut.make()
    assert entry == shortcut.data_home() / "applications" / "restorer.desktop"
    text = entry.read_text("utf-8")
    assert "image/jpeg;" in text
    for side in shortcut.SIDES:
        icon = shortcut.data_home() / "icons" / "hicolor" / f"{side}x{side}" / "apps" / "restorer.png"
        assert icon.read_bytes()[16:24] == side.to_bytes(4, "big") * 2
    if shutil.which("desktop-file-validate"):
        done = subprocess.run(["desktop-file-validate", str(entry)], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout) == (0, "")


def test_awkward_paths_come_through_the_exec_line(shortcut: ModuleType, tmp_path: Path) -> None:
    run = tmp_path / AWKWARD / "run.py"
    run.parent.mkdir()
    run.write_text("import sys; print(sys.argv[1:])")
    text = shortcut.desktop_entry(sys.executable, str(run))
    (line,) = [line for line in text.splitlines() if line.startswith("Exec=")]
    python, script, field = unescaped(line.removeprefix("Exec="))
    assert field == "%F"
    done = subprocess.run([python, script, "a photo.jpg"], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['a photo.jpg']"


@pytest.mark.skipif(shutil.which("gio") is None, reason="“gio”, which starts desktop entries, is not installed here.")
def test_the_desktop_starts_it_with_the_photos(
    shortcut: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    run = tmp_path / AWKWARD / "run.py"
    run.parent.mkdir()
    run.write_text(f"import sys, pathlib; pathlib.Path({str(tmp_path / 'heard')!r}).write_text(repr(sys.argv[1:]))")
    monkeypatch.setattr(shortcut, "RUN", run)
    photos = [tmp_path / "a photo.jpg", tmp_path / "another.jpg"]
    for photo in photos:
        photo.touch()
    entry = shortcut.make()
    subprocess.run(["gio", "launch", entry, *photos], check=True, timeout=60)
    end = time.monotonic() + 60
    while not (tmp_path / "heard").exists() or not (tmp_path / "heard").read_text():
        assert time.monotonic() < end
        time.sleep(0.05)
    assert (tmp_path / "heard").read_text() == repr(list(map(str, photos)))


def test_nothing_stays_and_others_files_do(shortcut: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    other = shortcut.data_home() / "applications" / "other.desktop"
    other.parent.mkdir(parents=True)
    other.write_text("[Desktop Entry]\nType=Application\nName=Other\nExec=true\n")
    before = set(files(shortcut.data_home()))
    shortcut.make()
    shortcut.make()
    shortcut.remove()
    shortcut.remove()
    caches = {"mimeinfo.cache", "icon-theme.cache"}
    assert {path for path in files(shortcut.data_home()) if path.name not in caches} == before


def test_a_relative_data_home_counts_as_none(shortcut: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", "somewhere")
    assert shortcut.data_home() == Path.home() / ".local" / "share"


def test_a_folder_that_cannot_be_written_is_a_sentence(
    shortcut: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    (tmp_path / "data").write_text("in the way")
    with pytest.raises(sys.modules["environment"].CannotSetUp, match="launcher was not written"):
        shortcut.make()


# Windows


class Registry:
    """What winreg does with HKEY_CURRENT_USER, as far as it is asked for, in a dictionary."""

    HKEY_CURRENT_USER, REG_SZ, KEY_SET_VALUE = object(), 1, 2

    def __init__(self) -> None:
        self.keys: dict[str, dict[str, str]] = {}

    def CreateKey(self, _root: object, key: str) -> Any:
        parts = key.split("\\")
        for length in range(1, len(parts) + 1):
            self.keys.setdefault("\\".join(parts[:length]), {})
        return _Opened(key)

    def OpenKey(self, _root: object, key: str, _reserved: int, _access: int) -> Any:
        if key not in self.keys:
            raise FileNotFoundError(2, "no such key", key)
        return _Opened(key)

    def SetValueEx(self, opened: Any, name: str, _reserved: int, _kind: int, text: str) -> None:
        self.keys[opened.key][name] = text

    def DeleteValue(self, opened: Any, name: str) -> None:
        if name not in self.keys[opened.key]:
            raise FileNotFoundError(2, "no such value", name)
        del self.keys[opened.key][name]

    def DeleteKey(self, _root: object, key: str) -> None:
        if key not in self.keys:
            raise FileNotFoundError(2, "no such key", key)
        if any(other.startswith(f"{key}\\") for other in self.keys):
            raise PermissionError(5, "it has keys below it", key)
        del self.keys[key]


class _Opened(SimpleNamespace):
    def __init__(self, key: str) -> None:
        super().__init__(key=key)

    def __enter__(self) -> _Opened:
        return self

    def __exit__(self, *_: object) -> None:
        pass


@pytest.fixture
def windows(shortcut: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Registry:
    """A Windows whose PowerShell writes the link that it is asked for, with what it was told in it."""
    registry = Registry()
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setitem(sys.modules, "winreg", registry)  # type: ignore[arg-type]

    def powershell(command: list[str], *, env: dict[str, str], **_: Any) -> Any:
        assert command[0] == "powershell"
        Path(env["RESTORER_LINK"]).write_text(f"{env['RESTORER_PYTHON']} {env['RESTORER_RUN']}", "utf-8")
        return SimpleNamespace(returncode=0, stderr="")

    monkeypatch.setattr(shortcut.subprocess, "run", powershell)
    return registry


def test_windows_gets_a_link_and_open_with(shortcut: ModuleType, windows: Registry, tmp_path: Path) -> None:
    link = shortcut.make()
    assert link == tmp_path / "roaming" / "Microsoft" / "Windows" / "Start Menu" / "Programs" / "Restorer.lnk"
    assert link.read_text("utf-8").endswith("run.py")
    ours = "Software\\Classes\\Restorer.Photo"
    command = windows.keys[f"{ours}\\shell\\open\\command"][""]
    assert command == f'"{shortcut.windowless(sys.executable)}" "{shortcut.RUN}" "%1"'
    assert windows.keys["Software\\Classes\\.jpg\\OpenWithProgids"] == {"Restorer.Photo": ""}
    # What opens a photo on a double click is not changed.
    assert not windows.keys["Software\\Classes\\.jpg"]


def test_windows_keeps_what_is_not_ours(shortcut: ModuleType, windows: Registry) -> None:
    windows.CreateKey(None, "Software\\Classes\\.jpg\\OpenWithProgids")
    windows.keys["Software\\Classes\\.jpg\\OpenWithProgids"]["Other.Photo"] = ""
    link = shortcut.make()
    shortcut.remove()
    shortcut.remove()
    assert not link.exists()
    assert not [key for key in windows.keys if "Restorer" in key]
    assert windows.keys["Software\\Classes\\.jpg\\OpenWithProgids"] == {"Other.Photo": ""}


def test_the_script_for_powershell_holds_no_path(shortcut: ModuleType) -> None:
    assert str(ROOT) not in shortcut.LINK_SCRIPT
    assert "$env:RESTORER_RUN" in shortcut.LINK_SCRIPT


# macOS


def test_macos_gets_a_bundle_that_starts_the_program(
    shortcut: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    run = tmp_path / "it's here" / "run.py"
    run.parent.mkdir()
    run.write_text("import sys; print(sys.argv[1:])")
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(shortcut, "RUN", run)
    bundle = shortcut.make()
    assert bundle == tmp_path / "home" / "Applications" / "Restorer.app"
    with (bundle / "Contents" / "Info.plist").open("rb") as file:
        said = plistlib.load(file)
    assert (bundle / "Contents" / "Resources" / f"{said['CFBundleIconFile']}.icns").read_bytes()[:4] == b"icns"
    assert "public.jpeg" in said["CFBundleDocumentTypes"][0]["LSItemContentTypes"]
    program = bundle / "Contents" / "MacOS" / said["CFBundleExecutable"]
    if os.name != "nt":
        done = subprocess.run([str(program), "a photo.jpg"], capture_output=True, text=True, check=True)
        assert done.stdout.strip() == "['a photo.jpg']"
    shortcut.make()
    shortcut.remove()
    shortcut.remove()
    assert list(bundle.parent.iterdir()) == []


def test_what_can_be_opened_is_what_the_program_reads(shortcut: ModuleType) -> None:
    from restorer.photo.formats import FORMATS

    assert set(shortcut.SUFFIXES) == {suffix for one in FORMATS for suffix in one.suffixes}


def test_anything_else_behind_it_is_refused(shortcut: ModuleType, tmp_path: Path) -> None:
    assert shortcut.main(["--delete"]) == 2
    assert not (tmp_path / "data").exists()
