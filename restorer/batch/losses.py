"""What an output will not hold of its photo, told before the start from the header alone."""

from __future__ import annotations

from typing import Protocol

from restorer.batch.request import BatchRequest
from restorer.photo.colour import GREY_PROFILE_LEFT
from restorer.photo.formats import format_of
from restorer.recipe.operations.colorize import Colorize


class Seen(Protocol):
    """What a header says of a photo. bits: 8 or 16. colours: as in `photo.header`.

    grey_profile: the picture and its profile have one channel. misfit: why its profile cannot be kept whatever is
    done, a sentence; empty where it can.
    """

    @property
    def bits(self) -> int: ...

    @property
    def alpha(self) -> bool: ...

    @property
    def grey_profile(self) -> bool: ...

    @property
    def misfit(self) -> str: ...

    @property
    def colours(self) -> str: ...


def would_drop(photo: Seen, format_: str, request: BatchRequest) -> tuple[str, ...]:
    """A sentence for each of depth, transparency and profile that the output will not hold. format_: its id."""
    kind = format_of(format_)
    asked = request.options.bits or photo.bits
    said = []
    if asked == 16 and kind.depth_held < 16:
        said.append(f"{kind.title} holds {kind.depth_held} bits per colour; the finer steps of 16 are rounded.")
    elif asked == 8 and photo.bits == 16:
        said.append("The 16 bits per colour of the source are narrowed to 8.")
    if photo.alpha and not kind.alpha:
        said.append(f"{kind.title} has no transparency: the picture is laid on white.")
    if photo.colours in ("CMYK", "Lab"):
        said.append(f"The colours are stored as {photo.colours}; they become sRGB.")
    elif photo.misfit:
        said.append(photo.misfit)
    elif photo.grey_profile and (not kind.grey or _ends_grey(request)):
        said.append(GREY_PROFILE_LEFT)
    return tuple(said)


def _ends_grey(request: BatchRequest) -> bool:
    """Whether what is asked for gives a grey photo colours."""
    return any(step.id == Colorize.id for step in request.asked().active().steps)
