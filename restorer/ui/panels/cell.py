"""How a list shows which of its entries is chosen, and which one the pointer is over."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPalette, QPen
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

_ROUND = 5  # px
_CHOSEN, _POINTED = 70, 25  # of 255: how much of the accent covers the ground


def draw_cell(painter: QPainter, option: QStyleOptionViewItem, cell: QRect) -> None:
    """The ground of an entry: tinted and framed where it is chosen, more strongly while the list has the keys."""
    chosen = bool(option.state & QStyle.StateFlag.State_Selected)
    if not chosen and not option.state & QStyle.StateFlag.State_MouseOver:
        return
    accent = option.palette.color(QPalette.ColorRole.Highlight)
    fill = QColor(accent)
    fill.setAlpha(_CHOSEN if chosen else _POINTED)
    seen = bool(option.state & QStyle.StateFlag.State_HasFocus)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(fill)
    painter.setPen(QPen(accent, 3 if seen else 2) if chosen else Qt.PenStyle.NoPen)
    painter.drawRoundedRect(cell.adjusted(1, 1, -1, -1), _ROUND, _ROUND)
    painter.restore()
