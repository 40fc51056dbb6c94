"""Whether the weights files are what the catalogue says they are."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from restorer.core.files import shipped_weights
from restorer.weights.catalogue import WeightsEntry, file_sha256, load_catalogue


@dataclass(frozen=True, slots=True)
class Checked:
    """What looking at one weights file said.

    state: "whole", "missing", "changed" (another content than the catalogue's hash) or "unreadable".
    sentence: the same for a person.
    """

    id: str
    path: Path
    state: Literal["whole", "missing", "changed", "unreadable"]
    sentence: str

    @property
    def good(self) -> bool:
        return self.state == "whole"


def verify(folder: Path | None = None) -> tuple[Checked, ...]:
    """Compare each file of the catalogue in `folder` (the shipped one by default) with its SHA-256.

    Raises
    ------
    WeightsFailed
        the catalogue itself cannot be read.
    """
    folder = folder or shipped_weights()
    return tuple(check_entry(entry, folder) for entry in load_catalogue(folder).weights)


def check_entry(entry: WeightsEntry, folder: Path) -> Checked:
    """Compare the file of one entry, which lies relative to `folder`, with its SHA-256."""
    path = folder / entry.file
    try:
        found = file_sha256(path)
    except FileNotFoundError:
        return Checked(entry.id, path, "missing", f"The weights “{entry.id}” are missing: “{entry.file}” is not there.")
    except OSError as error:
        return Checked(entry.id, path, "unreadable", f"The weights “{entry.id}” cannot be read: {error.strerror}.")
    if found != entry.sha256:
        return Checked(
            entry.id, path, "changed", f"The weights “{entry.id}” are damaged: “{entry.file}” is not the file it was."
        )
    return Checked(entry.id, path, "whole", f"The weights “{entry.id}” are whole.")
