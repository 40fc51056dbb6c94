"""What turning, flipping and cropping do to a frame and to the colour hints that lie in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from restorer.core.geometry import Size
from restorer.recipe.controls import Hint
from restorer.recipe.operations.colorize import Colorize
from restorer.recipe.operations.frame import WHOLE, Frame
from restorer.recipe.recipe import Recipe

Point = tuple[float, float]


def frame_of(recipe: Recipe) -> Frame:
    """The recipe's frame; one that changes nothing where it has none."""
    return recipe.step(Frame) or Frame()


def rotated(frame: Frame, *, clockwise: bool) -> Frame:
    """What is seen turned by a quarter. A mirrored photo turns the other way below its mirror."""
    quarter = 90 if clockwise is not frame.mirror else 270
    left, top, right, bottom = frame.crop
    crop = (1 - bottom, left, 1 - top, right) if clockwise else (top, 1 - right, bottom, 1 - left)
    return replace(frame, turn=(frame.turn + quarter) % 360, crop=crop)


def flipped(frame: Frame) -> Frame:
    """What is seen with left and right swapped."""
    left, top, right, bottom = frame.crop
    return replace(frame, mirror=not frame.mirror, crop=(1 - right, top, 1 - left, bottom))


def cropped(frame: Frame, crop: tuple[float, float, float, float]) -> Frame:
    """With another crop, held to 0–1; one that is all but the whole is the whole."""
    left, top, right, bottom = (min(1.0, max(0.0, edge)) for edge in crop)
    near = max(left, top, 1 - right, 1 - bottom) < 1e-4
    return replace(frame, crop=WHOLE if near else (left, top, right, bottom))


def reframed(recipe: Recipe, frame: Frame, size: Size) -> Recipe:
    """The recipe in another frame. Colour hints stay on what they lie on; those cropped away are taken out.

    size: of the photo as it was opened.
    """
    old = frame_of(recipe)
    recipe = recipe.without(Frame) if frame.identity() else recipe.with_step(frame)
    colorize = recipe.step(Colorize)
    if colorize is None or not colorize.hints:
        return recipe
    enlarged = old.output_size(size).long_side / frame.output_size(size).long_side
    hints = (_moved(hint, lambda at: _into(frame, _out_of(old, at)), enlarged) for hint in colorize.hints)
    return recipe.with_step(replace(colorize, hints=tuple(hint for hint in hints if hint is not None)))


def _moved(hint: Hint, place: Callable[[Point], Point], enlarged: float) -> Hint | None:
    points = tuple(place(at) for at in hint.points)
    if not all(0 <= x <= 1 and 0 <= y <= 1 for x, y in points):
        return None
    return replace(hint, points=points, radius=min(1.0, hint.radius * enlarged))


def _out_of(frame: Frame, at: Point) -> Point:
    """A point of the framed photo in the photo as it was opened, both 0–1."""
    left, top, right, bottom = frame.crop
    x, y = left + at[0] * (right - left), top + at[1] * (bottom - top)
    if frame.mirror:
        x = 1 - x
    for _ in range(frame.turn // 90):
        x, y = y, 1 - x
    return x, y


def _into(frame: Frame, at: Point) -> Point:
    """The other way."""
    x, y = at
    for _ in range(frame.turn // 90):
        x, y = 1 - y, x
    if frame.mirror:
        x = 1 - x
    left, top, right, bottom = frame.crop
    return (x - left) / (right - left), (y - top) / (bottom - top)
