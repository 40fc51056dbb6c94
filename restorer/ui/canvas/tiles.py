"""Tiles of pictures as Qt draws them, made in the background and kept while there is room."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal
from PySide6.QtGui import QImage

from restorer.core.errors import RestorerError
from restorer.core.geometry import Box
from restorer.ui.canvas.picture import Drawn, Picture, level_size

SIDE = 256
"""Of a tile, in px of its level."""

KEPT_BYTES = 256 * 2**20


@dataclass(frozen=True, slots=True)
class TileName:
    """Which tile: column and row of SIDE × SIDE px in `level` of the picture called `key`."""

    key: str
    level: int
    column: int
    row: int

    def parent(self) -> TileName:
        """The tile of the next smaller level that shows this one's place, too."""
        return TileName(self.key, self.level + 1, self.column // 2, self.row // 2)


class TileCache(QObject):
    """Answers with tiles that are there and sees to it that the others come.

    Signals
    -------
    arrived: a tile that was asked for can be drawn now.
    """

    arrived = Signal()
    _made = Signal(object, object, object)

    def __init__(self, parent: QObject | None = None, threads: int = 2) -> None:
        super().__init__(parent)
        self._images: OrderedDict[TileName, QImage] = OrderedDict()
        self._bytes = 0
        self._wanted: set[TileName] = set()
        self._screen: bytes | None = None
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(threads)
        self._made.connect(self._keep)

    @property
    def screen(self) -> bytes | None:
        """The profile of the screen that tiles are made for; None: sRGB."""
        return self._screen

    def set_screen(self, screen: bytes | None) -> None:
        """Make tiles for another screen; those that were made for the one before are of no use."""
        if screen != self._screen:
            self.forget_wanted()
            self._screen = screen
            self._images.clear()
            self._bytes = 0
            self.arrived.emit()

    def get(self, picture: Picture, name: TileName) -> QImage | None:
        """The tile, or None while it is being made; `arrived` will tell."""
        image = self._images.get(name)
        if image is not None:
            self._images.move_to_end(name)
        elif name not in self._wanted:
            self._wanted.add(name)
            self._pool.start(_Make(picture, name, self._screen, self._still_wanted, self._made.emit))
        return image

    def peek(self, name: TileName) -> QImage | None:
        """The tile if it is there; nothing is started."""
        return self._images.get(name)

    def forget_wanted(self) -> None:
        """What was asked for and not begun is not needed any more (one looks elsewhere)."""
        self._pool.clear()
        self._wanted.clear()

    def drop(self, key: str) -> None:
        """The picture called `key` is gone."""
        for name in [name for name in self._images if name.key == key]:
            self._bytes -= self._images.pop(name).sizeInBytes()

    def close(self) -> None:
        """Wait for the threads; nothing is made after it."""
        self.forget_wanted()
        self._pool.waitForDone()

    def _still_wanted(self, name: TileName) -> bool:
        return name in self._wanted

    def _keep(self, name: TileName, image: QImage | None, screen: bytes | None) -> None:
        if screen != self._screen:
            return
        self._wanted.discard(name)
        if image is None:
            return
        if name in self._images:
            self._bytes -= self._images.pop(name).sizeInBytes()
        self._images[name] = image
        self._bytes += image.sizeInBytes()
        while self._bytes > KEPT_BYTES and len(self._images) > 1:
            _, old = self._images.popitem(last=False)
            self._bytes -= old.sizeInBytes()
        self.arrived.emit()


class _Make(QRunnable):
    """Makes one tile, in a thread of the pool."""

    def __init__(
        self,
        picture: Picture,
        name: TileName,
        screen: bytes | None,
        still_wanted: Callable[[TileName], bool],
        tell: Callable[[TileName, QImage | None, bytes | None], None],
    ) -> None:
        super().__init__()
        self._picture, self._name, self._screen = picture, name, screen
        self._still_wanted, self._tell = still_wanted, tell

    def run(self) -> None:
        if not self._still_wanted(self._name):
            return
        size = level_size(self._picture.size, self._name.level)
        left, top = self._name.column * SIDE, self._name.row * SIDE
        box = Box(left, top, left + SIDE, top + SIDE).intersected(Box.of(size))
        try:
            image = as_image(self._picture.read(self._name.level, box, self._screen))
        except RestorerError:
            image = None  # the picture went away while one looked; whoever took it tells the person
        self._tell(self._name, image, self._screen)


def as_image(pixels: Drawn) -> QImage:
    """(h, w, 3 or 4) uint8 as an image that owns its memory."""
    height, width, channels = pixels.shape
    kind = QImage.Format.Format_RGB888 if channels == 3 else QImage.Format.Format_RGBA8888
    image = QImage(pixels.tobytes(), width, height, width * channels, kind)
    return image.convertToFormat(
        QImage.Format.Format_RGB32 if channels == 3 else QImage.Format.Format_ARGB32_Premultiplied
    )
