"""What all tests share."""

from __future__ import annotations

import os

import pytest


def pytest_configure(config: pytest.Config) -> None:
    """Kernels are compiled once, not by every test with a home of its own and every child of it."""
    assert config.cache is not None
    os.environ["NUMBA_CACHE_DIR"] = str(config.cache.mkdir("kernels"))
