"""What a field of an operation may hold, and how it is shown, typed and written.

A control is the one place for a field's range, unit, names and tooltip. The window's cards, the command line's
options, the check of every value (from JSON, from `--set`, from code) and the manual are made from it.
"""

from __future__ import annotations

import math
import re
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from restorer.core.errors import BadRequest

AUTO = "auto"


def number_text(value: float) -> str:
    """A number as people write it: 2, not 2.0."""
    return str(int(value)) if math.isfinite(value) and value == int(value) else f"{value:g}"


def _said(value: object) -> str:
    """A wrong value for a sentence, cut where it is long."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return number_text(float(value)) if abs(value) < 1e15 else "a number without end"
    text = str(value)
    return f"“{text[:40]}…”" if len(text) > 40 else f"“{text}”"


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


@dataclass(frozen=True, slots=True, kw_only=True)
class Control(ABC):
    """What all controls say of a field.

    label: its name in the window. tip: a sentence or two that explain it. advanced: shown only on request.
    """

    label: str
    tip: str = ""
    advanced: bool = False

    @property
    def portable(self) -> bool:
        """Whether the value means the same on another photo; if not, presets and batches leave it out."""
        return True

    @property
    @abstractmethod
    def values(self) -> str:
        """What may be typed, for help and manual, for example “0 to 100 %”."""

    @abstractmethod
    def check(self, key: str, value: object) -> Any:
        """The value in its canonical type. `key` is “operation.field”.

        Raises
        ------
        BadRequest
            the field cannot hold it; the sentence names `key`, the range and the value.
        """

    @abstractmethod
    def parse(self, key: str, text: str) -> Any:
        """The value that a person typed. Raises BadRequest like `check`."""

    def to_json(self, value: Any) -> Any:
        """What JSON holds of a checked value."""
        return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Slider(Control):
    """A number from `low` to `high`.

    unit: “%”, “px”, … or empty. low_name, high_name: what the ends mean (“Subtle”, “Strong”).
    step: of the slider's handle; typed values may lie between. auto: the field may be None, which says
    “measure the photo and choose”.
    """

    low: float
    high: float
    unit: str = ""
    low_name: str = ""
    high_name: str = ""
    step: float = 1.0
    auto: bool = False

    @property
    def values(self) -> str:
        unit = f" {self.unit}" if self.unit else ""
        auto = f", or {AUTO}" if self.auto else ""
        return f"{number_text(self.low)} to {number_text(self.high)}{unit}{auto}"

    def check(self, key: str, value: object) -> float | None:
        if value is None and self.auto:
            return None
        if not _is_number(value):
            raise BadRequest(f"{key} must be a number from {self.values}, not {_said(value)}.")
        if not self.low <= value <= self.high:  # type: ignore[operator]  # also refuses NaN
            low, high = number_text(self.low), number_text(self.high)
            raise BadRequest(f"{key} must lie between {low} and {high}, not {_said(value)}.")
        return float(value) + 0.0  # type: ignore[arg-type]  # −0 becomes 0, so that equal recipes have equal digests

    def parse(self, key: str, text: str) -> float | None:
        if self.auto and text.casefold() == AUTO:
            return None
        try:
            return self.check(key, float(text.removesuffix("%").strip()))
        except ValueError:
            raise BadRequest(f"{key} must be a number from {self.values}, not {_said(text)}.") from None

    def to_json(self, value: Any) -> Any:
        return int(value) if value is not None and value == int(value) else value


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole(Control):
    """A whole number from `low` to `high`. zero_name: what 0 means, where it means something of its own (“off”)."""

    low: int
    high: int
    unit: str = ""
    zero_name: str = ""

    @property
    def values(self) -> str:
        unit = f" {self.unit}" if self.unit else ""
        zero = f" (0: {self.zero_name})" if self.zero_name else ""
        return f"{self.low} to {self.high}{unit}{zero}"

    def check(self, key: str, value: object) -> int:
        if not _is_number(value) or (isinstance(value, float) and not value.is_integer()):
            raise BadRequest(f"{key} must be a whole number from {self.values}, not {_said(value)}.")
        if not self.low <= value <= self.high:  # type: ignore[operator]
            raise BadRequest(f"{key} must lie between {self.low} and {self.high}, not {_said(value)}.")
        return int(value)  # type: ignore[call-overload,no-any-return]

    def parse(self, key: str, text: str) -> int:
        try:
            return self.check(key, int(text))
        except ValueError:
            raise BadRequest(f"{key} must be a whole number from {self.values}, not {_said(text)}.") from None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(Control):
    """One of a few values, each with a title."""

    options: tuple[tuple[int | str, str], ...]

    @property
    def values(self) -> str:
        return ", ".join(str(value) for value, _ in self.options)

    def check(self, key: str, value: object) -> int | str:
        for option, _ in self.options:
            if option == value and not isinstance(value, bool):
                return option
        raise BadRequest(f"{key} must be one of {self.values}, not {_said(value)}.")

    def parse(self, key: str, text: str) -> int | str:
        for option, _ in self.options:
            if str(option) == text.casefold():
                return option
        return self.check(key, text)


_ON, _OFF = ("on", "yes", "true", "1"), ("off", "no", "false", "0")


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag(Control):
    """Yes or no."""

    @property
    def values(self) -> str:
        return "on or off"

    def check(self, key: str, value: object) -> bool:
        if not isinstance(value, bool):
            raise BadRequest(f"{key} must be true or false, not {_said(value)}.")
        return value

    def parse(self, key: str, text: str) -> bool:
        if text.casefold() in _ON:
            return True
        if text.casefold() in _OFF:
            return False
        raise BadRequest(f"{key} must be on or off, not {_said(text)}.")


def _numbers(key: str, value: object, count: int, shape: str) -> tuple[float, ...]:
    """`count` numbers from 0 to 1 out of a list, or a BadRequest that shows the `shape` wanted."""
    if not isinstance(value, list | tuple) or len(value) != count or not all(_is_number(v) for v in value):
        raise BadRequest(f"{key} must be {shape}, not {_said(value)}.")
    for number in value:
        if not 0.0 <= number <= 1.0:
            raise BadRequest(f"{key} must hold numbers between 0 and 1, not {_said(number)}.")
    return tuple(float(v) + 0.0 for v in value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Area(Control):
    """A part of the picture: (left, top, right, bottom), each 0–1 of the picture's side."""

    @property
    def portable(self) -> bool:
        return False

    @property
    def values(self) -> str:
        return "left,top,right,bottom, each 0 to 1"

    def check(self, key: str, value: object) -> tuple[float, ...]:
        left, top, right, bottom = _numbers(key, value, 4, "left, top, right, bottom, each 0 to 1")
        if not (left < right and top < bottom):
            raise BadRequest(f"{key} must have its right edge right of the left one and its bottom below its top.")
        return left, top, right, bottom

    def parse(self, key: str, text: str) -> tuple[float, ...]:
        return self.check(key, _typed_numbers(key, text, self.values))

    def to_json(self, value: Any) -> Any:
        return list(value)


def _typed_numbers(key: str, text: str, wanted: str) -> tuple[float, ...]:
    try:
        return tuple(float(part) for part in text.split(","))
    except ValueError:
        raise BadRequest(f"{key} must be {wanted}, not {_said(text)}.") from None


@dataclass(frozen=True, slots=True)
class Hint:
    """A colour that the person knows.

    points: one for a dot, more for a stroke, each (x, y) 0–1 of the upright, framed source's width and height.
    colour: (red, green, blue), 0–255 sRGB. radius: of dot or stroke, 0–1 of the photo's long side.
    """

    points: tuple[tuple[float, float], ...]
    colour: tuple[int, int, int]
    radius: float = 0.01


_HINT_TEXT = re.compile(r"^(?P<points>[^:]+):#?(?P<colour>[0-9a-fA-F]{6})(?::(?P<radius>[0-9.eE+-]+))?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Points(Control):
    """Colour hints: a tuple of `Hint`, at most `most` with `most_points` points each."""

    most: int = 1000
    most_points: int = 10_000

    @property
    def portable(self) -> bool:
        return False

    @property
    def values(self) -> str:
        return "x,y:RRGGBB for a dot, x,y x,y …:RRGGBB:radius for a stroke, several parted by “;”"

    def check(self, key: str, value: object) -> tuple[Hint, ...]:
        if not isinstance(value, list | tuple) or len(value) > self.most:
            raise BadRequest(f"{key} must be a list of at most {self.most} colour hints.")
        return tuple(self._check_hint(f"{key}[{place}]", hint) for place, hint in enumerate(value))

    def _check_hint(self, key: str, value: object) -> Hint:
        if isinstance(value, Hint):
            value = {"points": value.points, "colour": value.colour, "radius": value.radius}
        if not isinstance(value, dict) or not {"points", "colour"} <= set(value) <= {"points", "colour", "radius"}:
            raise BadRequest(f"{key} must hold points, a colour and, if wanted, a radius.")
        points = value["points"]
        if not isinstance(points, list | tuple) or not 1 <= len(points) <= self.most_points:
            raise BadRequest(f"{key}.points must be a list of 1 to {self.most_points} points.")
        checked = tuple(_numbers(f"{key}.points", point, 2, "pairs x, y of numbers from 0 to 1") for point in points)
        radius = Slider(label="Radius", low=0, high=1).check(f"{key}.radius", value.get("radius", 0.01))
        return Hint(
            tuple((x, y) for x, y in checked),
            _colour(f"{key}.colour", value["colour"]),
            0.01 if radius is None else radius,
        )

    def parse(self, key: str, text: str) -> tuple[Hint, ...]:
        hints = []
        for part in filter(None, (part.strip() for part in text.split(";"))):
            found = _HINT_TEXT.match(part)
            if found is None:
                raise BadRequest(f"{key} must be {self.values}, not {_said(part)}.")
            code = found["colour"]
            hints.append(
                {
                    "points": [_typed_numbers(key, point, self.values) for point in found["points"].split()],
                    "colour": [int(code[i : i + 2], 16) for i in (0, 2, 4)],
                    "radius": _typed_numbers(key, found["radius"] or "0.01", self.values)[0],
                }
            )
        return self.check(key, hints)

    def to_json(self, value: Any) -> Any:
        return [
            {"points": [list(p) for p in hint.points], "colour": list(hint.colour), "radius": hint.radius}
            for hint in value
        ]


def _colour(key: str, value: object) -> tuple[int, int, int]:
    if isinstance(value, Sequence) and len(value) == 3 and all(isinstance(v, int) and 0 <= v <= 255 for v in value):
        red, green, blue = (int(v) for v in value)
        return red, green, blue
    raise BadRequest(f"{key} must be red, green, blue, each a whole number from 0 to 255, not {_said(value)}.")
