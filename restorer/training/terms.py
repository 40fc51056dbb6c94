"""Where training photos come from and under which terms, as the SOURCES.md beside them says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from restorer.weights.catalogue import PhotoTerms

SOURCES = "SOURCES.md"
UNKNOWN = "not stated"


def terms_of(photos: Iterable[Path]) -> tuple[PhotoTerms, ...]:
    """One entry for each folder that photos lie in, with their number and terms, sorted by name.

    A folder's terms stand in the table of a SOURCES.md in it or above it: the row that begins with the folder's name,
    the column whose title begins with "terms".
    """
    counted = Counter(photo.parent for photo in photos)
    found = [PhotoTerms(source=_name(f), photos=count, terms=_terms(f)) for f, count in counted.items()]
    return tuple(sorted(found, key=lambda terms: terms.source))


def _name(folder: Path) -> str:
    return f"{folder.parent.name}/{folder.name}"


def _terms(folder: Path) -> str:
    for above in (folder, *folder.parents[:2]):
        table = _table(above / SOURCES)
        if folder.name in table:
            return table[folder.name]
    return UNKNOWN


@lru_cache
def _table(path: Path) -> dict[str, str]:
    """Folder name to terms, from the Markdown tables of a file; empty where there is none."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except OSError:
        return {}
    found: dict[str, str] = {}
    column: int | None = None
    for line in lines:
        if not line.startswith("|"):
            column = None
            continue
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if column is None:
            column = next((i for i, cell in enumerate(cells) if cell.lower().startswith("terms")), None)
        elif column < len(cells):
            found[cells[0].strip("`/ ")] = cells[column]
    return found
