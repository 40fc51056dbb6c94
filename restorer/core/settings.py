"""What a person has chosen for good: one small file, read at start, written whole at every change."""

from __future__ import annotations

import dataclasses
import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from restorer.core.files import Places, file_error, write_whole

log = logging.getLogger(__name__)

THEMES = ("system", "dark", "light")
PRECISIONS = ("auto", "fp32", "bf16", "fp16")
LANGUAGES = ("system", "en", "de")
RECENT = 12


@dataclass(frozen=True, slots=True)
class Settings:
    """All of them, with their defaults.

    theme, language: of the window. device, precision: as `engines.Setup` takes them.
    memory_mb: what networks may take of the memory at once, 0: as much as is sensible.
    weights: "operation=id" of operations that do not run with the default ones.
    colours: used last for hints, "#RRGGBB", latest first.
    folder: where photos were opened last. recent: photos opened last, latest first.
    keep_results: results kept on disk for each photo, so that undo is instant.
    disk_gb: what the results of all photos may take of the disk together, 0: no limit.
    save_folder: where restored photos are saved, empty: beside the original. save_names: the pattern of their names.
    save_recipe: keep the recipe beside the photo when a result is saved.
    tell_ends: tell when long work ends while one looks at another program.
    window, panels: the window's place and its panels', as Qt writes them, base64.
    """

    theme: str = "system"
    language: str = "system"
    device: str = "auto"
    precision: str = "auto"
    memory_mb: int = 0
    weights: tuple[str, ...] = ()
    colours: tuple[str, ...] = ()
    folder: str = ""
    recent: tuple[str, ...] = ()
    keep_results: int = 6
    disk_gb: int = 0
    save_folder: str = ""
    save_names: str = "{name} (restored)"
    save_recipe: bool = False
    tell_ends: bool = True
    window: str = ""
    panels: str = ""

    def with_recent(self, path: Path) -> Settings:
        """With `path` as the photo opened last."""
        name = str(path.absolute())
        others = tuple(other for other in self.recent if other != name)
        return dataclasses.replace(self, recent=(name, *others)[:RECENT], folder=str(path.absolute().parent))

    def with_weights(self, operation: str, chosen: str) -> Settings:
        """With other weights for an operation; empty: the default ones."""
        others = tuple(pair for pair in self.weights if not pair.startswith(f"{operation}="))
        return dataclasses.replace(self, weights=(*others, f"{operation}={chosen}") if chosen else others)

    @property
    def weights_pairs(self) -> tuple[tuple[str, str], ...]:
        """(operation, id), as `engines.Setup` takes them."""
        return tuple((operation, chosen) for operation, _, chosen in (pair.partition("=") for pair in self.weights))


_ALLOWED: dict[str, Callable[[Any], bool]] = {
    "theme": lambda value: value in THEMES,
    "precision": lambda value: value in PRECISIONS,
    "recent": lambda value: all(isinstance(one, str) for one in value),
    "language": lambda value: value in LANGUAGES,
    "memory_mb": lambda value: value == 0 or 256 <= value <= 1 << 20,
    "weights": lambda value: all(isinstance(one, str) and "=" in one for one in value),
    "colours": lambda value: all(isinstance(one, str) for one in value),
    "keep_results": lambda value: 1 <= value <= 1000,
    "disk_gb": lambda value: 0 <= value <= 10_000,
    "save_names": lambda value: bool(value.strip()),
}


def load_settings(places: Places) -> Settings:
    """What was chosen. A value that is of no use, or of a newer version, is left at its default."""
    path = _path(places)
    try:
        said = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return Settings()
    except (OSError, ValueError) as error:
        log.warning("settings are not read: %r", error)
        return Settings()
    if not isinstance(said, dict):
        return Settings()
    return Settings(**{name: value for name, value in (_field(f, said) for f in dataclasses.fields(Settings)) if name})


def _field(field: dataclasses.Field[Any], said: dict[str, Any]) -> tuple[str, Any]:
    """Name and value of a field that is said well; an empty name where it is not."""
    value = said.get(field.name)
    if isinstance(field.default, tuple) and isinstance(value, list):
        value = tuple(value)
    if type(value) is not type(field.default) or not _ALLOWED.get(field.name, lambda _: True)(value):
        return "", None
    return field.name, value


def save_settings(settings: Settings, places: Places) -> None:
    """Keep them for the next start.

    Raises
    ------
    RestorerError
        they cannot be written.
    """
    path = _path(places)
    text = json.dumps(dataclasses.asdict(settings), indent=1, ensure_ascii=False)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, text.encode("utf-8") + b"\n")
    except OSError as error:
        raise file_error(error, path, "saving") from error


def _path(places: Places) -> Path:
    return places.data / "settings.json"
