"""Which recipes a batch can have, what is told before it starts, and what is remembered of the last one."""

from __future__ import annotations

import json
import logging
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication

from restorer.batch.plan import Looked, Plan, State
from restorer.batch.request import BatchRequest
from restorer.core.files import Places, write_whole
from restorer.jobs.estimate import Speeds, in_words
from restorer.photo.formats import format_of
from restorer.recipe.presets import Preset
from restorer.recipe.recipe import Recipe

log = logging.getLogger(__name__)

_REMEMBERED = "batch.json"


@dataclass(frozen=True, slots=True)
class Choice:
    """A recipe that can be chosen. recipe: None for automatic. label: what it is called in names."""

    title: str
    label: str
    recipe: Recipe | None


def choices(presets: tuple[Preset, ...], opened: Recipe | None) -> tuple[Choice, ...]:
    """Automatic, the open photo's (without its crop and hints), and the presets."""
    own = () if opened is None else (Choice(_tr("As the open photo"), "restored", opened.portable()),)
    return (
        Choice(_tr("What each photo needs"), "auto", None),
        *own,
        *(Choice(preset.title, preset.name, preset.recipe) for preset in presets),
    )


def before(plan: Plan, request: BatchRequest, looked: tuple[Looked, ...], speeds: Speeds) -> str:
    """What is told before the start: how many, how long, the disk space, and what the format would drop."""
    waiting = sum(entry.state is State.WAITING for entry in plan.entries)
    said = [_tr("{n} to do.").format(n=f"{waiting:,}")]
    seconds = _seconds(plan, request, looked, speeds)
    if seconds is not None:
        said.append(_tr("Takes {time} on this computer.").format(time=in_words(seconds)))
    needed, free = plan.bytes_needed / 1e6, _free(request.output) / 1e6
    text = _tr("Needs about {needed} MB of disk, {free} MB are free.")
    said.append(text.format(needed=f"{needed:,.0f}", free=f"{free:,.0f}"))
    kind = request.options.format
    if kind is not None and format_of(kind).depth_held < 16:
        deep = sum(one.bits > 8 for one in looked if not one.reason)
        if deep:
            text = _tr("{format} cannot hold the 16 bits of {n} of them.")
            said.append(text.format(format=format_of(kind).title, n=f"{deep:,}"))
    return " ".join(said)


def _seconds(plan: Plan, request: BatchRequest, looked: tuple[Looked, ...], speeds: Speeds) -> float | None:
    """From what earlier photos took here; None where that is not known, as what auto does is not."""
    if request.recipe is None:
        return None
    total = 0.0
    for entry, one in zip(plan.entries, looked, strict=True):
        if entry.state is State.WAITING:
            seconds = speeds.seconds(request.recipe, one.size, request.setup)
            if seconds is None:
                return None
            total += seconds
    return total


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
