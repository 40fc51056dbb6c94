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
    """Draw pictures within `clip`, later ones over earlier ones. shift: of the viewport, device px to the right."""
    painter.save()
    painter.translate(shift, 0)
    for placed in pictures:
        paint_placed(painter, clip.translated(-shift, 0), placed, view, tiles)
    painter.restore()


def paint_placed(painter: QPainter, clip: QRect, placed: Placed, view: View, tiles: TileCache) -> None:
    """Draw what `view` sees of a picture within `clip`, in device px. Tiles that are not there yet are drawn from
    coarser ones."""
    scale = placed.whole.width / view.photo.width
    zoom = view.zoom / scale  # device px per px of the picture
    level = level_for(zoom, placed.picture.levels)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, zoom * 2**level < 1.0)
    left, top, right, bottom = (side * scale for side in view.visible)
    span = SIDE * 2**level
    inner = level_size(placed.picture.size, level)
    columns = _tiles(left - placed.box.left, right - placed.box.left, span, inner.width)
    rows = _tiles(top - placed.box.top, bottom - placed.box.top, span, inner.height)
    for row in rows:
        for column in columns:
            name = TileName(placed.picture.key, level, column, row)
            image = tiles.get(placed.picture, name)
            target = _target(placed, view, level, column, row)
            if image is not None:
                _draw(painter, clip, target, image, QRectF(image.rect()))
            else:
                _paint_coarser(painter, clip, target, name, placed, tiles)


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


def _target(placed: Placed, view: View, level: int, column: int, row: int) -> QRect:
    """Where a tile lies on screen: edges rounded one by one, so that neighbours touch and never overlap."""
    scale = placed.whole.width / view.photo.width
    span = SIDE * 2**level
    left = placed.box.left + column * span
    top = placed.box.top + row * span
    right, bottom = min(left + span, placed.box.right), min(top + span, placed.box.bottom)
    x0, y0 = view.to_screen(left / scale, top / scale)
    x1, y1 = view.to_screen(right / scale, bottom / scale)
    return QRect(round(x0), round(y0), round(x1) - round(x0), round(y1) - round(y0))


def _paint_coarser(
    painter: QPainter, clip: QRect, target: QRect, name: TileName, placed: Placed, tiles: TileCache
) -> None:
    """The place of a missing tile out of the nearest coarser one that is there."""
    part = QRectF(0, 0, SIDE, SIDE)
    while name.level + 1 < placed.picture.levels:
        part = QRectF(
            (part.x() + (name.column % 2) * SIDE) / 2,
            (part.y() + (name.row % 2) * SIDE) / 2,
            part.width() / 2,
            part.height() / 2,
        )
        name = name.parent()
        image = tiles.peek(name)
        if image is not None:
            _draw(painter, clip, target, image, _within(part, image))
            return


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
