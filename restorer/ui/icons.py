"""Icons: glyphs of the Material Design font that qtawesome brings.

The package itself is not imported: it loads a dozen fonts and all of Qt, a third of the time to the first window.
"""

from __future__ import annotations

import functools
import importlib.util
import json
from pathlib import Path

from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QImage, QPainter, QPainterPath, QPixmap, QRawFont

from restorer.core.errors import Internal

_EM = 64.0
"""px that glyphs are taken from the font at; they are outlines and drawn at any size."""

_GLYPH = 0.9
"""Of an icon's side that the font's square takes; the rest is air."""

_FAINT = 0.38
"""Of a disabled icon's opacity."""


def icon(name: str, colour: str) -> QIcon:
    """An icon of the font, sharp at any size. name: as qtawesome has it (“mdi6.crop”)."""
    family, _, glyph = name.partition(".")
    assert family == "mdi6"
    return QIcon(_Engine(_outline(glyph), QColor(colour)))


class _Engine(QIconEngine):
    """Draws an outline; a disabled one fainter."""

    def __init__(self, outline: QPainterPath, colour: QColor) -> None:
        super().__init__()
        self._outline, self._colour = outline, colour

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, _state: QIcon.State) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if mode is QIcon.Mode.Disabled:
            painter.setOpacity(_FAINT)
        side = min(rect.width(), rect.height())
        middle = self._outline.boundingRect().center()
        painter.translate(QPointF(rect.x() + rect.width() / 2, rect.y() + rect.height() / 2))
        scale = _GLYPH * side / _EM
        painter.scale(scale, scale)
        painter.translate(-middle)
        painter.fillPath(self._outline, self._colour)
        painter.restore()

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        image = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        self.paint(painter, QRect(0, 0, size.width(), size.height()), mode, state)
        painter.end()
        return QPixmap.fromImage(image)

    def clone(self) -> QIconEngine:
        return _Engine(self._outline, self._colour)


@functools.cache
def _fonts() -> tuple[Path, Path]:
    """The font, and the code points of its glyphs by name."""
    found = importlib.util.find_spec("qtawesome")
    folders = [] if found is None else list(found.submodule_search_locations or ())
    for folder in map(Path, folders):
        fonts = list(folder.glob("fonts/materialdesignicons6-webfont-*.ttf"))
        names = list(folder.glob("fonts/materialdesignicons6-webfont-charmap-*.json"))
        if fonts and names:
            return fonts[0], names[0]
    raise Internal("The icons of the window are missing. Install Restorer again.", detail=repr(folders))


@functools.cache
def _names() -> dict[str, str]:
    names: dict[str, str] = json.loads(_fonts()[1].read_text("utf-8"))
    return names


@functools.cache
def _outline(glyph: str) -> QPainterPath:
    font = QRawFont(str(_fonts()[0]), _EM)
    indexes = font.glyphIndexesForString(chr(int(_names()[glyph], 16)))
    return font.pathForGlyph(indexes[0])
