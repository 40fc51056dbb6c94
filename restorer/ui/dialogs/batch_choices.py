"""Which recipes a batch can have, what is told before it starts, and what is remembered of the last one."""

from __future__ import annotations

import collections
import json
import logging
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QLocale

from restorer.batch.losses import would_drop
from restorer.batch.plan import State
from restorer.core.files import Places, write_whole
from restorer.jobs.estimate import in_words
from restorer.photo.formats import same_as_source
from restorer.recipe.presets import Preset
from restorer.recipe.recipe import Recipe
from restorer.ui.batch_estimate import Estimate
from restorer.ui.batch_model import Planned
from restorer.ui.text import number, translated

log = logging.getLogger(__name__)

_REMEMBERED = "batch.json"


@dataclass(frozen=True, slots=True)
class Choice:
    """A recipe that can be chosen. key: tells it from all others. label: what it is called in names.

    recipe: None for automatic.
    """

    key: str
    title: str
    label: str
    recipe: Recipe | None


def choices(presets: tuple[Preset, ...], opened: Recipe | None) -> tuple[Choice, ...]:
    """Automatic, the open photo's (without its crop and hints), and the presets."""
    own = () if opened is None else (Choice("open", _tr("As the open photo"), "restored", opened.portable()),)
    return (
        Choice("auto", _tr("What each photo needs"), "auto", None),
        *own,
        *(Choice(f"preset:{one.name}", one.title, one.name, one.recipe.portable()) for one in presets),
    )


def to_do(planned: Planned) -> str:
    """How many photos there is something to do for, and why not for the others."""
    counts = collections.Counter(entry.state for entry in planned.plan.entries)
    said = [_tr("{n} to do").format(n=number(counts[State.WAITING]))]
    for state, text in (
        (State.SKIPPED, _tr("{n} skipped")),
        (State.UNREADABLE, _tr("{n} not readable")),
    ):
        if counts[state]:
            said.append(text.format(n=number(counts[state])))
    return ", ".join(said) + "."


def time_needed(estimate: Estimate | None) -> str:
    """How long the start will keep this computer at work."""
    if estimate is None:
        return _tr("How long it takes cannot be told.")
    text = _tr("It takes {time} on this computer.").format(time=translated(in_words(estimate.seconds)))
    if estimate.measured_on:
        text += " " + _tr("Measured on {n} of them.").format(n=estimate.measured_on)
    return text


def space_needed(planned: Planned) -> tuple[str, bool]:
    """The disk space that is needed and free, and whether it will do."""
    needed, free = planned.plan.bytes_needed, _free(planned.request.output)
    text = _tr("Needs about {needed} of disk, {free} are free.")
    said = text.format(needed=_amount(needed), free=_amount(free))
    return said, needed <= free


def losses(planned: Planned) -> tuple[str, ...]:
    """A sentence for each thing that the formats of the outputs will not hold, with the number of photos."""
    request = planned.request
    counts: collections.Counter[str] = collections.Counter()
    for looked in planned.waiting():
        counts.update(would_drop(looked, request.options.format or same_as_source(looked), request))
    text = _tr("{what} Photos: {n}.")
    return tuple(text.format(what=translated(sentence), n=number(n)) for sentence, n in counts.items())


def _amount(size: int) -> str:
    return QLocale().formattedDataSize(size, 1 if size >= 1e9 else 0, QLocale.DataSizeFormat.DataSizeSIFormat)


def _free(place: Path) -> int:
    """Bytes free where `place` is, or will be."""
    for folder in (place, *place.parents):
        if folder.is_dir():
            return shutil.disk_usage(folder).free
    return 0


def remember(places: Places, said: dict[str, Any]) -> None:
    """Keep what was chosen for the next time; not keeping it is no failure."""
    try:
        places.data.mkdir(parents=True, exist_ok=True)
        write_whole(places.data / _REMEMBERED, json.dumps(said).encode("utf-8"))
    except OSError as error:
        log.warning("choices are not kept: %s", error)


def recalled(places: Places) -> dict[str, Any]:
    """What was chosen the last time; nothing where nothing was, or nothing that can be read."""
    try:
        said = json.loads((places.data / _REMEMBERED).read_bytes())
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        log.warning("%s is not used: %r", _REMEMBERED, error)
        return {}
    return said if isinstance(said, dict) else {}


def _tr(text: str) -> str:
    return QCoreApplication.translate("BatchDialog", text)
