"""Dialogs that are shown until they are answered."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog


def answered(dialog: QDialog) -> bool:
    """Show a dialog until it is closed; whether it was accepted.

    Afterwards it is deleted, rather than kept hidden for as long as the window lives: as soon as the caller is through
    with reading what was chosen.
    """
    try:
        return bool(dialog.exec())
    finally:
        dialog.deleteLater()
