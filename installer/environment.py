"""Makes the folder `.venv` with everything that Restorer needs. Standard library only: it runs before all else.

Used by run.py and test.py. What it did is kept in `.venv/restorer-setup.json`; as long as nothing that it
depends on has changed, a second start costs the reading of that file.
"""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / "restorer-setup.json"
CONSTRAINTS = ROOT / "installer" / "constraints.txt"

OLDEST, NEWEST = (3, 11), (3, 14)

# Measured on Debian 12: 1.5 GB for the program with the CPU build of torch, 0.5 GB more for tests and peers;
# pip needs room for the downloads while it unpacks. The CUDA build of torch brings 5 GB of libraries.
ROOM_GB = 3.0
ROOM_TEST_GB = 4.0
ROOM_CUDA_GB = 8.0

# PyTorch's own index of builds, used where the plain package would be the wrong one and pip was not told otherwise.
TORCH_INDEX = "https://download.pytorch.org/whl/"
CUDA_BUILD = "cu126"

# Libraries that Qt loads and wheels do not bring, with Debian's package for each.
QT_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xinerama.so.0": "libxcb-xinerama0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
}

# basicsr asks for many packages that the comparisons never touch (tb-nightly, for one), so it is installed without
# its requirements, beside those that importing it takes. Its set-up script wants torch and Cython at hand.
PEERS = ("basicsr", "realesrgan")
PEERS_NEED = (
    "addict",
    "cython",
    "lmdb",
    "opencv-python-headless",
    "pyyaml",
    "requests",
    "scikit-image",
    "scipy",
    "setuptools",
    "tqdm",
    "wheel",
    "yapf",
)


class CannotSetUp(Exception):
    """The sentence that ends the set-up."""


@dataclass(frozen=True)
class Wish:
    """What the environment is for. extras: of pyproject.toml; peers: with basicsr; screen: with a virtual screen."""

    extras: tuple[str, ...] = ()
    peers: bool = False
    screen: bool = False


def say(text: str) -> None:
    print(f"Restorer: {text}", file=sys.stderr, flush=True)


def python() -> Path:
    """The environment's interpreter."""
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def prepare(wish: Wish) -> None:
    """Have `.venv` as `wish` asks; nothing is done where it is so already.

    Raises
    ------
    CannotSetUp
        with one sentence that says why and what to do.
    """
    fingerprint = _fingerprint()
    if _is_ready(wish, fingerprint):
        return
    check_python()
    with _alone():
        if _is_ready(wish, fingerprint):
            return
        say("setting up, which takes a few minutes the first time and is remembered.")
        began = time.monotonic()
        wish = _joined(wish, fingerprint)
        _check_room(wish)
        _system_libraries(wish)
        _make_venv()
        _install(wish)
        _write_stamp(wish, fingerprint)
        say(f"ready after {time.monotonic() - began:.0f} s.")


def check_python() -> None:
    """Refuse an interpreter that is too old or too new, naming those that will do."""
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        raise CannotSetUp(
            f"this is Python {platform.python_version()}, and Restorer needs {_dotted(OLDEST)} to {_dotted(NEWEST)}. "
            "Install one of these and start again with it."
        )
    if sys.maxsize < 2**32:
        raise CannotSetUp("this is a 32-bit Python, and PyTorch needs a 64-bit one. Install that and start again.")


def _dotted(version: tuple[int, int]) -> str:
    return ".".join(map(str, version))


def _fingerprint() -> str:
    """Changes with whatever the set-up depends on."""
    digest = hashlib.sha256()
    for path in (ROOT / "pyproject.toml", CONSTRAINTS, Path(__file__)):
        digest.update(path.read_bytes())
    digest.update(f"{sys.version_info[:2]} {sys.platform} {platform.machine()} {ROOT}".encode())
    return digest.hexdigest()


def _stamp() -> dict[str, object]:
    try:
        said = json.loads(STAMP.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return said if isinstance(said, dict) else {}


def _is_ready(wish: Wish, fingerprint: str) -> bool:
    said = _stamp()
    return said.get("fingerprint") == fingerprint and python().exists() and _covers(said, wish)


def _covers(said: dict[str, object], wish: Wish) -> bool:
    extras = said.get("extras")
    return (
        isinstance(extras, list)
        and set(wish.extras) <= set(extras)
        and (bool(said.get("peers")) or not wish.peers)
        and (bool(said.get("screen")) or not wish.screen)
    )


def _joined(wish: Wish, fingerprint: str) -> Wish:
    """The wish with what the environment has already, so that run.py does not undo what test.py made."""
    said = _stamp()
    extras = said.get("extras")
    if said.get("fingerprint") != fingerprint or not isinstance(extras, list):
        return wish
    return Wish(
        tuple(sorted({*wish.extras, *map(str, extras)})),
        wish.peers or bool(said.get("peers")),
        wish.screen or bool(said.get("screen")),
    )


def _write_stamp(wish: Wish, fingerprint: str) -> None:
    said = {"fingerprint": fingerprint, "extras": list(wish.extras), "peers": wish.peers, "screen": wish.screen}
    partial = STAMP.with_suffix(".partial")
    partial.write_text(json.dumps(said), "utf-8")
    partial.replace(STAMP)


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """One set-up at a time: a second start waits for the first."""
    with (ROOT / ".venv.lock").open("w") as lock:
        if os.name == "nt":
            import msvcrt

            while True:
                try:
                    msvcrt.locking(lock.fileno(), msvcrt.LK_LOCK, 1)  # type: ignore[attr-defined,unused-ignore]
                    break
                except OSError:
                    time.sleep(1)
        else:
            import fcntl

            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _check_room(wish: Wish) -> None:
    needed = ROOM_TEST_GB if wish.peers or "test" in wish.extras else ROOM_GB
    if _torch_index() is not None and _has_nvidia():
        needed += ROOM_CUDA_GB - ROOM_GB
    if _installed("torch"):
        needed /= 3
    free = shutil.disk_usage(ROOT).free / 1e9
    if free < needed:
        raise CannotSetUp(
            f"setting up needs {needed:.1f} GB on the disk of “{ROOT}”, and {free:.1f} GB are free. Make room first."
        )


def _system_libraries(wish: Wish) -> None:
    """On Linux, what pip cannot bring: venv, Qt's libraries, a virtual screen for tests."""
    if not sys.platform.startswith("linux"):
        return
    venv = [] if _has_module("ensurepip") else [f"python{_dotted(sys.version_info[:2])}-venv"]
    qt = sorted({package for library, package in QT_LIBRARIES.items() if not _loads(library)})
    screen = ["xvfb", "xauth"] if wish.screen and shutil.which("Xvfb") is None else []
    packages = venv + qt + screen
    if not packages:
        return
    if shutil.which("apt-get") is None:
        if venv:
            raise CannotSetUp("this Python has no “venv”. Install that part of Python with your system's packages.")
        say(f"the window may not open: missing are the libraries that Debian calls {', '.join(qt + screen)}.")
        return
    if os.geteuid() != 0:
        command = "sudo apt-get install " + " ".join(packages)
        if venv:
            raise CannotSetUp(f"some parts of the system are missing. Type this, then start again:\n    {command}")
        say(f"the window may not open before you type this:\n    {command}")
        return
    say(f"installing with the system's packages: {', '.join(packages)}.")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    _call(["apt-get", "update", "-q"], environment)
    _call(["apt-get", "install", "-q", "-y", "--no-install-recommends", *packages], environment)


def _has_module(name: str) -> bool:
    import importlib.util

    return importlib.util.find_spec(name) is not None


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _make_venv() -> None:
    """A new `.venv`, unless the one that is there works and has this version of Python."""
    probe = "import sys, pip; print(sys.version_info[:2])"
    if python().exists():
        answer = subprocess.run([python(), "-c", probe], capture_output=True, text=True, check=False)
        if answer.stdout.strip() == str(tuple(sys.version_info[:2])):
            return
        say("the folder .venv belongs to another Python, so it is made anew.")
    say(f"making the folder {VENV}.")
    # Not by `venv.create`: a second start must not find half a folder for a whole one, and --clear sees to that.
    _call([sys.executable, "-m", "venv", "--clear", str(VENV)])


def _install(wish: Wish) -> None:
    pip = [str(python()), "-m", "pip", "--disable-pip-version-check", "install", "-c", str(CONSTRAINTS)]
    if not sys.stderr.isatty():
        pip += ["--quiet", "--progress-bar", "off"]
    if not _installed("torch") or not _installed("torchvision"):
        index = _torch_index()
        say("fetching PyTorch, the largest part (some hundred MB)." if index else "fetching PyTorch, the largest part.")
        _call([*pip, *(["--index-url", index] if index else []), "torch", "torchvision"])
    say("fetching the other parts.")
    extras = f"[{','.join(wish.extras)}]" if wish.extras else ""
    _call([*pip, "-e", f"{ROOT}{extras}"])
    if wish.peers:
        _install_peers(pip)


def _install_peers(pip: list[str]) -> None:
    """basicsr and realesrgan for the comparisons; without them these are skipped, and that is no failure."""
    if sys.version_info >= (3, 13):
        say("basicsr cannot be built on Python 3.13 and later: comparisons with Real-ESRGAN's program are skipped.")
        return
    say("fetching what the comparisons with other programs need.")
    try:
        _call([*pip, *PEERS_NEED])
        _call([*pip, "--no-deps", "--no-build-isolation", *PEERS])
    except CannotSetUp as reason:
        say(f"comparisons with Real-ESRGAN's program are skipped: {reason}")


def _installed(package: str) -> bool:
    return any(VENV.glob(f"lib*/**/site-packages/{package}-*.dist-info"))


def _torch_index() -> str | None:
    """PyTorch's index with the build for this system, or None where the package registry's own build is the right one.

    The plain package holds CUDA on Linux (5 GB that a computer without such a card has no use for) and only the CPU on
    Windows. Where pip was told to look elsewhere (a mirror, a folder of wheels), that place decides.
    """
    if sys.platform == "darwin" or _pip_has_a_place_of_its_own():
        return None
    nvidia = _has_nvidia()
    if sys.platform == "win32":
        return TORCH_INDEX + CUDA_BUILD if nvidia else None
    return None if nvidia else TORCH_INDEX + "cpu"


def _has_nvidia() -> bool:
    return shutil.which("nvidia-smi") is not None


def _pip_has_a_place_of_its_own() -> bool:
    answer = subprocess.run(
        [python() if python().exists() else sys.executable, "-m", "pip", "config", "list"],
        capture_output=True,
        text=True,
        check=False,
    )
    return re.search(r"(^|\.)(extra-)?(index-url|find-links|no-index)\s*=", answer.stdout, re.MULTILINE) is not None


_REASONS = (
    (r"No space left|Disk quota|not enough space", "the disk is full. Make room and start again."),
    (
        r"name resolution|NewConnectionError|getaddrinfo|Network is unreachable|Connection refused|ConnectTimeout"
        r"|Read timed out|Could not resolve|Temporary failure|ProxyError|SSLError",
        "the network could not be reached. Connect to it (it is needed this once) and start again.",
    ),
    (r"Permission denied|EACCES", "there is no permission to write here. Check who owns the folder."),
    (r"dpkg.*lock|Could not get lock", "another program is installing packages. Wait for it and start again."),
)


def _call(command: Sequence[str], environment: dict[str, str] | None = None) -> None:
    """Run a command, showing what it prints; its failure becomes one sentence."""
    try:
        process = subprocess.Popen(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=sys.stderr, stderr=subprocess.PIPE, text=True
        )
    except OSError as error:
        raise CannotSetUp(f"“{Path(command[0]).name}” could not be started: {error.strerror}.") from error
    heard: list[str] = []

    def hear() -> None:
        assert process.stderr is not None
        for line in process.stderr:
            heard.append(line)
            sys.stderr.write(line)

    listener = threading.Thread(target=hear)
    listener.start()
    code = process.wait()
    listener.join()
    if code:
        text = "".join(heard)
        for pattern, sentence in _REASONS:
            if re.search(pattern, text, re.IGNORECASE):
                raise CannotSetUp(sentence)
        raise CannotSetUp(f"this step failed (its last words stand above): {' '.join(map(str, command))}")
