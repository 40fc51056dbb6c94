"""Drawing a picture's tiles where a view has them."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from restorer.ui.canvas.picture import Placed, level_size
from restorer.ui.canvas.tiles import SIDE, TileCache, TileName
from restorer.ui.canvas.view import View, level_for

BAND = 64
"""Rows that are drawn smoothly at once, device px. Of 96 and more Qt has some computed by threads of its own and waits
for them: on a busy computer much longer than drawing all of them takes."""


def paint_pictures(
    painter: QPainter, clip: QRect, shift: int, pictures: tuple[Placed, ...], view: View, tiles: TileCache
) -> None:
    """Draw pictures within `clip`, later ones over earlier ones. shift: of the viewport, device px to the right.

    Tiles are asked for of all of them, so that one that lies below another is there as soon as it is looked at.
    """
    painter.save()
    painter.translate(shift, 0)
    layers = [_Layer(placed, view, tiles) for placed in pictures]
    lowest = max((number for number, layer in enumerate(layers) if layer.hides_what_lies_below()), default=0)
    for layer in layers[lowest:]:
        layer.paint(painter, clip.translated(-shift, 0))
    painter.restore()


class _Layer:
    """What a view sees of a picture: its tiles of the level that suits, coarser ones in place of those to come."""

    def __init__(self, placed: Placed, view: View, tiles: TileCache) -> None:
        self._placed, self._view = placed, view
        scale = placed.whole.width / view.photo.width
        zoom = view.zoom / scale  # device px per px of the picture
        level = level_for(zoom, placed.picture.levels)
        self._smooth = zoom * 2**level < 1.0
        self._seen = tuple(side * scale for side in view.visible)
        left, top, right, bottom = self._seen
        span = SIDE * 2**level
        inner = level_size(placed.picture.size, level)
        columns = _tiles(left - placed.box.left, right - placed.box.left, span, inner.width)
        rows = _tiles(top - placed.box.top, bottom - placed.box.top, span, inner.height)
        names = [TileName(placed.picture.key, level, column, row) for row in rows for column in columns]
        self._tiles = [(name, _found(name, placed, tiles)) for name in names]

    def hides_what_lies_below(self) -> bool:
        """Whether it covers all that is seen, without a hole."""
        left, top, right, bottom = self._seen
        box = self._placed.box
        covers = box.left <= left and box.top <= top and box.right >= right and box.bottom >= bottom
        return covers and all(found is not None for _, found in self._tiles)

    def paint(self, painter: QPainter, clip: QRect) -> None:
        """Draw it within `clip`, in device px."""
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, self._smooth)
        for name, found in self._tiles:
            if found is not None:
                _draw(painter, clip, _target(self._placed, self._view, name), *found)


def _found(name: TileName, placed: Placed, tiles: TileCache) -> tuple[QImage, QRectF] | None:
    """The image that shows a tile's place, and which part of it: the tile, or the nearest coarser one that is there."""
    image = tiles.get(placed.picture, name)
    part = QRectF(0, 0, SIDE, SIDE)
    while image is None and name.level + 1 < placed.picture.levels:
        part = QRectF(
            (part.x() + (name.column % 2) * SIDE) / 2,
            (part.y() + (name.row % 2) * SIDE) / 2,
            part.width() / 2,
            part.height() / 2,
        )
        name = name.parent()
        image = tiles.peek(name)
    return None if image is None else (image, _within(part, image))


def _draw(painter: QPainter, clip: QRect, target: QRect, image: QImage, part: QRectF) -> None:
    """A part of an image into `target`; where it is drawn smoothly band by band, each pixel as if drawn at once."""
    seen = target.intersected(clip)
    smooth = bool(painter.renderHints() & QPainter.RenderHint.SmoothPixmapTransform)
    band = BAND if smooth else max(1, seen.height())
    for top in range(seen.top(), seen.bottom() + 1, band):
        painter.setClipRect(QRect(seen.left(), top, seen.width(), min(band, seen.bottom() + 1 - top)))
        painter.drawImage(QRectF(target), image, part)


def _tiles(start: float, stop: float, span: int, length: int) -> range:
    """Numbers of the tiles of `span` px that meet start … stop; there are tiles for `length` px of the level."""
    count = -(-length // SIDE)
    return range(max(0, math.floor(start / span)), min(count, math.floor(stop / span) + 1))


def _target(placed: Placed, view: View, name: TileName) -> QRect:
    """Where a tile lies on screen: edges rounded one by one, so that neighbours touch and never overlap."""
    scale = placed.whole.width / view.photo.width
    span = SIDE * 2**name.level
    left = placed.box.left + name.column * span
    top = placed.box.top + name.row * span
    right, bottom = min(left + span, placed.box.right), min(top + span, placed.box.bottom)
    x0, y0 = view.to_screen(left / scale, top / scale)
    x1, y1 = view.to_screen(right / scale, bottom / scale)
    return QRect(round(x0), round(y0), round(x1) - round(x0), round(y1) - round(y0))


def _within(part: QRectF, image: QImage) -> QRectF:
    """`part` cut to the image, for tiles at the right and bottom edge."""
    return part.intersected(QRectF(0, 0, image.width(), image.height()))


def paint_line(painter: QPainter, x: int, height: int, ratio: float) -> None:
    """White between two thin dark ones: visible on every photo."""
    for width, colour in ((4 * ratio, QColor(0, 0, 0, 90)), (2 * ratio, QColor(255, 255, 255))):
        painter.setPen(QPen(colour, width))
        painter.drawLine(x, 0, x, height)


def paint_split_handle(painter: QPainter, middle: QPointF, ratio: float) -> None:
    """A round handle with an arrow to each side. ratio: device px per device-independent px."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(0, 0, 0, 120), ratio))
    painter.setBrush(QColor(255, 255, 255))
    painter.drawEllipse(middle, 13 * ratio, 13 * ratio)
    painter.setPen(QPen(QColor(60, 60, 60), 2 * ratio))
    for side in (-1, 1):
        tip = middle + QPointF(side * 8 * ratio, 0)
        for up in (-1, 1):
            painter.drawLine(tip, middle + QPointF(side * 4 * ratio, up * 4 * ratio))
