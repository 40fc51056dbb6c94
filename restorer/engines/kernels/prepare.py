"""Whether kernels can be compiled here, and where their code is kept. This imports no numba, which may be missing."""

from __future__ import annotations

import functools
import hashlib
import importlib
import os
import platform
import shutil
from collections.abc import Callable
from pathlib import Path


class Unavailable(Exception):
    """Why there are no kernels here."""


@functools.cache
def prepare(cache: Path, try_out: Callable[[], object]) -> None:
    """Have the code of kernels kept in the cache folder, and try them out, which compiles them or loads their code.

    cache: made if it is not there. Whoever sets numba's own NUMBA_CACHE_DIR has it there instead.
    try_out: imports the kernels that are wanted and calls each of them; nothing else may have imported them before.
    """
    try:
        numba = importlib.import_module("numba")
    except ImportError as error:
        raise Unavailable(f"kernels cannot be compiled here: {error}") from error
    try:
        binding = importlib.import_module("llvmlite.binding")
        if platform.machine().lower() in ("x86_64", "amd64") and not binding.get_host_cpu_features().get("fma"):
            raise Unavailable("this processor cannot multiply and add at once")
        named = os.environ.get("NUMBA_CACHE_DIR")
        numba.config.CACHE_DIR = str(_folder(Path(named) if named else cache, numba.__version__))
        try_out()
    except (OSError, RuntimeError, numba.core.errors.NumbaError) as error:
        raise Unavailable(f"kernels cannot be compiled here: {error}") from error


def _folder(cache: Path, version: str) -> Path:
    """Where the compiled code of this version of the kernels is kept. Those of others are taken away.

    numba looks at the file of a function alone, not at those that it is made from.
    """
    digest = hashlib.sha256(version.encode())
    for source in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(source.read_bytes())
    folder = cache / digest.hexdigest()[:16]
    folder.mkdir(parents=True, exist_ok=True)
    for other in cache.iterdir():
        if other != folder:
            shutil.rmtree(other, ignore_errors=True)
    return folder
