"""The one door to spandrel, and to torchvision behind it.

A CPU build of torch beside a torchvision built for CUDA fails at `import torchvision`: its compiled library cannot be
loaded, and the operator `torchvision::nms`, whose shapes it then describes, was never defined. Defining the two schemas
is enough for everything used here, which calls neither.
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType

import torch

from restorer.core.errors import WeightsFailed

_SCHEMAS = (
    "nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
    "qnms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
)

_libraries: list[torch.library.Library] = []
"""Definitions end with the object that made them: it is kept for the life of the process."""


def open_torchvision() -> ModuleType:
    """torchvision, imported plainly where that works and with the missing schemas defined where not.

    Raises
    ------
    WeightsFailed
        it cannot be imported either way.
    """
    try:
        return importlib.import_module("torchvision")
    except (ImportError, RuntimeError, OSError) as first:
        _forget_half_imported()
        if not _libraries:
            library = torch.library.Library("torchvision", "DEF")  # type: ignore[no-untyped-call]
            for schema in _SCHEMAS:
                library.define(schema)  # type: ignore[no-untyped-call]
            _libraries.append(library)
        try:
            return importlib.import_module("torchvision")
        except (ImportError, RuntimeError, OSError) as second:
            raise WeightsFailed(
                "The part that loads networks of others (torchvision) does not work here. Install Restorer again.",
                detail=f"plain: {first!r}; with schemas: {second!r}",
            ) from second


def open_spandrel() -> ModuleType:
    """spandrel, ready to use.

    Raises
    ------
    WeightsFailed
        it or torchvision cannot be imported.
    """
    open_torchvision()
    try:
        return importlib.import_module("spandrel")
    except (ImportError, RuntimeError, OSError) as error:
        raise WeightsFailed(
            "The part that loads networks of others (spandrel) does not work here. Install Restorer again.",
            detail=repr(error),
        ) from error


def _forget_half_imported() -> None:
    """Have the next import start afresh: a failed one leaves its finished submodules behind."""
    for name in [name for name in sys.modules if name == "torchvision" or name.startswith("torchvision.")]:
        del sys.modules[name]
