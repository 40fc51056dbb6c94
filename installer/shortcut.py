"""The launcher: an entry in the system's menu with our icon, and one under "Open with" for photos.

Everything goes into the person's own folders, and `remove` takes away just what `make` put there. Standard library
only.

Linux    desktop entry (Desktop Entry Specification 1.4) with icons (Icon Theme Specification 0.13) in XDG_DATA_HOME
Windows  a .lnk in the start menu, made by WScript.Shell; a ProgID below HKEY_CURRENT_USER\\Software\\Classes that the
         suffixes name under OpenWithProgids
macOS    an application bundle in ~/Applications with CFBundleDocumentTypes
"""

from __future__ import annotations

import contextlib
import os
import plistlib
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from environment import ROOT, CannotSetUp, say

RUN = ROOT / "installer" / "run.py"
ICONS = ROOT / "resources" / "icons"
NAME = "Restorer"
COMMENT = "Restore old photos"
SIDES = (16, 24, 32, 48, 64, 128, 256, 512)

# What can be opened: (MIME types, suffixes, macOS' uniform type identifiers).
MIME_TYPES = (
    "image/jpeg", "image/png", "image/tiff", "image/webp", "image/avif", "image/heif", "image/heic", "image/gif",
    "image/bmp", "image/x-adobe-dng", "image/x-canon-cr2", "image/x-canon-cr3", "image/x-nikon-nef",
    "image/x-sony-arw", "image/x-fuji-raf", "image/x-olympus-orf", "image/x-panasonic-rw2", "image/x-pentax-pef",
)  # fmt: skip
SUFFIXES = (
    ".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".tif", ".tiff", ".webp", ".avif", ".heic", ".heif", ".hif", ".gif",
    ".bmp", ".dib", ".dng", ".cr2", ".cr3", ".nef", ".arw", ".raf", ".orf", ".rw2", ".pef", ".srw", ".rwl", ".nrw",
    ".3fr", ".iiq",
)  # fmt: skip
TYPE_IDENTIFIERS = (
    "public.jpeg", "public.png", "public.tiff", "org.webmproject.webp", "public.avif", "public.heic", "public.heif",
    "com.compuserve.gif", "com.microsoft.bmp", "public.camera-raw-image",
)  # fmt: skip

PROG_ID = "Restorer.Photo"
BUNDLE_ID = "org.restorer.Restorer"


def make() -> Path:
    """Put the launcher where this system looks for it; its path.

    Raises
    ------
    CannotSetUp
        it cannot be written, with a sentence.
    """
    return _for_this_system(_make_linux, _make_windows, _make_macos)


def remove() -> Path:
    """Take it away again; where it was. What is not there is no fault."""
    return _for_this_system(_remove_linux, _remove_windows, _remove_macos)


def _for_this_system(linux: Any, windows: Any, macos: Any) -> Path:
    try:
        if sys.platform == "win32":
            return Path(windows())
        return Path(macos() if sys.platform == "darwin" else linux())
    except OSError as error:
        raise CannotSetUp(f"the launcher was not written: {error.strerror}: “{error.filename}”.") from error


# ---- Linux and other systems of freedesktop.org


def data_home() -> Path:
    """Base Directory Specification 0.8: a relative path counts as none."""
    said = os.environ.get("XDG_DATA_HOME", "")
    return Path(said) if os.path.isabs(said) else Path.home() / ".local" / "share"


def _entry_path() -> Path:
    return data_home() / "applications" / "restorer.desktop"


def _icon_paths() -> dict[Path, Path]:
    """Where each icon goes, and where it comes from."""
    theme = data_home() / "icons" / "hicolor"
    icons = {theme / f"{side}x{side}" / "apps" / "restorer.png": ICONS / f"restorer-{side}.png" for side in SIDES}
    return icons | {theme / "scalable" / "apps" / "restorer.svg": ICONS / "restorer.svg"}


def desktop_entry(python: str, run: str) -> str:
    """The text of the desktop entry that starts `run` with `python`, both absolute paths."""
    lines = (
        "[Desktop Entry]",
        "Type=Application",
        "Version=1.4",
        f"Name={NAME}",
        "GenericName=Photo restoration",
        "GenericName[de]=Fotos restaurieren",
        f"Comment={COMMENT}",
        "Comment[de]=Alte Fotos restaurieren",
        f"Exec={_exec_word(python)} {_exec_word(run)} %F",
        f"TryExec={_string(python)}",
        "Icon=restorer",
        "Terminal=false",
        "Categories=Graphics;Photography;",
        "Keywords=photo;restore;denoise;colorize;enlarge;",
        f"MimeType={';'.join(MIME_TYPES)};",
        "StartupNotify=true",
        "StartupWMClass=restorer",
    )
    return "\n".join(lines) + "\n"


def _exec_word(text: str) -> str:
    """An argument in quotes as Exec has them: what a shell would take for its own gets a backslash, percent is doubled,
    and the whole is escaped once more as any string of the file is."""
    quoted = "".join(f"\\{letter}" if letter in '"`$\\' else letter for letter in text)
    return _string(f'"{quoted}"').replace("%", "%%")


def _string(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t")


def _make_linux() -> Path:
    entry = _entry_path()
    entry.parent.mkdir(parents=True, exist_ok=True)
    for target, source in _icon_paths().items():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    partial = entry.with_suffix(".partial")
    partial.write_text(desktop_entry(sys.executable, str(RUN)), "utf-8")
    partial.replace(entry)
    _refresh()
    return entry


def _remove_linux() -> Path:
    for path in (_entry_path(), *_icon_paths()):
        path.unlink(missing_ok=True)
    _refresh()
    return _entry_path()


def _refresh() -> None:
    """Have menus and "Open with" notice; a system without these programs finds out by itself."""
    home = data_home()
    if home.is_dir():
        _run_if_there("update-desktop-database", str(home / "applications"))
        _run_if_there("gtk-update-icon-cache", "--quiet", "--ignore-theme-index", str(home / "icons" / "hicolor"))


def _run_if_there(name: str, *arguments: str) -> None:
    program = shutil.which(name)
    if program is not None:
        subprocess.run([program, *arguments], check=False, capture_output=True)


# ---- Windows


def _link_path() -> Path:
    roaming = os.environ.get("APPDATA") or str(Path.home() / "AppData" / "Roaming")
    return Path(roaming) / "Microsoft" / "Windows" / "Start Menu" / "Programs" / f"{NAME}.lnk"


# Paths come through the environment, so that no letter in them can be taken for PowerShell's own.
LINK_SCRIPT = """
$ErrorActionPreference = 'Stop'
$link = (New-Object -ComObject WScript.Shell).CreateShortcut($env:RESTORER_LINK)
$link.TargetPath = $env:RESTORER_PYTHON
$link.Arguments = '"' + $env:RESTORER_RUN + '"'
$link.WorkingDirectory = $env:USERPROFILE
$link.IconLocation = $env:RESTORER_ICON + ',0'
$link.Description = $env:RESTORER_COMMENT
$link.Save()
"""


def windowless(python: str) -> str:
    """The interpreter that opens no console, where it lies beside the other."""
    beside = Path(python).with_name("pythonw.exe")
    return str(beside) if beside.exists() else python


def registry_entries(python: str, run: str, icon: str) -> list[tuple[str, str, str]]:
    """(key below HKEY_CURRENT_USER, name of the value, "" for the default one, text)."""
    ours = f"Software\\Classes\\{PROG_ID}"
    entries = [
        (ours, "", "Photo"),
        (f"{ours}\\DefaultIcon", "", f'"{icon}",0'),
        (f"{ours}\\Application", "ApplicationName", NAME),
        (f"{ours}\\Application", "ApplicationIcon", f'"{icon}",0'),
        (f"{ours}\\shell\\open", "FriendlyAppName", NAME),
        (f"{ours}\\shell\\open", "MultiSelectModel", "Player"),
        (f"{ours}\\shell\\open\\command", "", f'"{python}" "{run}" "%1"'),
    ]
    return entries + [(_open_with(suffix), PROG_ID, "") for suffix in SUFFIXES]


def _open_with(suffix: str) -> str:
    return f"Software\\Classes\\{suffix}\\OpenWithProgids"


def _make_windows() -> Path:
    import winreg as registry

    link, python, icon = _link_path(), windowless(sys.executable), str(ICONS / "restorer.ico")
    link.parent.mkdir(parents=True, exist_ok=True)
    said = {"LINK": str(link), "PYTHON": python, "RUN": str(RUN), "ICON": icon, "COMMENT": COMMENT}
    surroundings = os.environ | {f"RESTORER_{name}": value for name, value in said.items()}
    done = subprocess.run(
        ["powershell", "-NoProfile", "-NonInteractive", "-Command", LINK_SCRIPT],
        env=surroundings, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode or not link.exists():
        raise CannotSetUp(f"the entry in the start menu was not made: {done.stderr.strip()[:300]}")
    user: Any = registry
    for key, name, text in registry_entries(python, str(RUN), icon):
        with user.CreateKey(user.HKEY_CURRENT_USER, key) as opened:
            user.SetValueEx(opened, name, 0, user.REG_SZ, text)
    _tell_explorer()
    return link


def _remove_windows() -> Path:
    import winreg as registry

    user: Any = registry
    _link_path().unlink(missing_ok=True)
    for suffix in SUFFIXES:
        with (
            contextlib.suppress(FileNotFoundError),
            user.OpenKey(user.HKEY_CURRENT_USER, _open_with(suffix), 0, user.KEY_SET_VALUE) as opened,
        ):
            user.DeleteValue(opened, PROG_ID)
    ours = f"Software\\Classes\\{PROG_ID}"
    # Of keys only those without keys below them can be deleted.
    for below in ("\\shell\\open\\command", "\\shell\\open", "\\shell", "\\Application", "\\DefaultIcon", ""):
        with contextlib.suppress(FileNotFoundError):
            user.DeleteKey(user.HKEY_CURRENT_USER, ours + below)
    _tell_explorer()
    return _link_path()


def _tell_explorer() -> None:
    """SHChangeNotify with SHCNE_ASSOCCHANGED: who opens what has changed."""
    import ctypes

    shell: Any = getattr(ctypes, "windll", None)
    if shell is not None:
        shell.shell32.SHChangeNotify(0x08000000, 0, None, None)


# ---- macOS


def _bundle_path() -> Path:
    return Path.home() / "Applications" / f"{NAME}.app"


def info_plist(version: str) -> dict[str, Any]:
    """What the system is told of the bundle (Information Property List Key Reference)."""
    return {
        "CFBundleIdentifier": BUNDLE_ID,
        "CFBundleName": NAME,
        "CFBundleDisplayName": NAME,
        "CFBundlePackageType": "APPL",
        "CFBundleInfoDictionaryVersion": "6.0",
        "CFBundleShortVersionString": version,
        "CFBundleVersion": version,
        "CFBundleExecutable": "restorer",
        "CFBundleIconFile": "restorer",
        "LSMinimumSystemVersion": "12.0",
        "LSApplicationCategoryType": "public.app-category.photography",
        "NSHighResolutionCapable": True,
        "CFBundleDocumentTypes": [
            {
                "CFBundleTypeName": "Photo",
                "CFBundleTypeRole": "Editor",
                "LSHandlerRank": "Alternate",
                "LSItemContentTypes": list(TYPE_IDENTIFIERS),
            }
        ],
    }


def _shell_word(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


def _make_macos() -> Path:
    bundle = _bundle_path()
    partial = bundle.with_name(f".{bundle.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    contents = partial / "Contents"
    for name in ("MacOS", "Resources"):
        (contents / name).mkdir(parents=True)
    with (contents / "Info.plist").open("wb") as file:
        plistlib.dump(info_plist(_version()), file)
    shutil.copyfile(ICONS / "restorer.icns", contents / "Resources" / "restorer.icns")
    program = contents / "MacOS" / "restorer"
    program.write_text(f'#!/bin/sh\nexec {_shell_word(sys.executable)} {_shell_word(str(RUN))} "$@"\n', "utf-8")
    program.chmod(0o755)
    shutil.rmtree(bundle, ignore_errors=True)
    partial.replace(bundle)
    _register(bundle)
    return bundle


def _remove_macos() -> Path:
    bundle = _bundle_path()
    shutil.rmtree(bundle, ignore_errors=True)
    return bundle


def _register(bundle: Path) -> None:
    """Have Launch Services read the bundle now; it would by itself, later."""
    framework = Path("/System/Library/Frameworks/CoreServices.framework/Frameworks/LaunchServices.framework")
    program = framework / "Support" / "lsregister"
    if program.exists():
        subprocess.run([str(program), "-f", str(bundle)], check=False, capture_output=True)


def _version() -> str:
    """As restorer/__init__.py has it."""
    text = (ROOT / "restorer" / "__init__.py").read_text("utf-8")
    return text.partition('__version__ = "')[2].partition('"')[0] or "0"


def main(arguments: list[str]) -> int:
    """`--shortcut` makes it, `--shortcut --remove` takes it away; the exit status."""
    if arguments not in ([], ["--remove"]):
        say("--shortcut takes nothing behind it, but --remove.")
        return 2
    if arguments:
        say(f"the launcher is gone from “{remove()}”.")
    else:
        say(f"the launcher is at “{make()}”. `--shortcut --remove` takes it away.")
    return 0
