"""Words of the layers below (labels, tips, titles), translated as the window's own."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication


def translated(text: str) -> str:
    """`text` in the person's language; as it is where there is no translation of it."""
    return QCoreApplication.translate("operations", text) if text else ""
