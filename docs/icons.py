"""Draw the program's icon in the sizes and files that systems want: `.venv/bin/python docs/icons.py`."""

from __future__ import annotations

import os
from pathlib import Path

from PIL import Image

FOLDER = Path(__file__).resolve().parents[1] / "resources" / "icons"
SIDES = (16, 24, 32, 48, 64, 128, 256, 512)


def main() -> None:
    """Write restorer-SIDE.png, restorer.ico (Windows) and restorer.icns (macOS) beside restorer.svg."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtGui import QGuiApplication, QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    application = QGuiApplication([])
    renderer = QSvgRenderer(str(FOLDER / "restorer.svg"))
    pictures = {}
    for side in SIDES:
        image = QImage(side, side, QImage.Format.Format_ARGB32)
        image.fill(0)
        painter = QPainter(image)
        renderer.render(painter)
        painter.end()
        path = FOLDER / f"restorer-{side}.png"
        image.save(str(path))
        with Image.open(path) as drawn:
            pictures[side] = drawn.copy()
        pictures[side].save(path, optimize=True)
    application.quit()
    largest = pictures[256]
    others = [pictures[side] for side in SIDES if side < 256]
    largest.save(FOLDER / "restorer.ico", sizes=[(side, side) for side in SIDES if side <= 256], append_images=others)
    pictures[512].save(
        FOLDER / "restorer.icns", append_images=[*others, largest], sizes=[(16, 16), (32, 32), (128, 128), (256, 256)]
    )


if __name__ == "__main__":
    main()
