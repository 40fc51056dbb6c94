"""The person's own weights: files in the program's data folder, listed and named like ours."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import msgspec

from restorer.core.errors import BadRequest, WeightsFailed
from restorer.core.files import Places, file_error, partial_beside, place, shipped_weights
from restorer.weights.catalogue import WeightsEntry, file_sha256, load_catalogue, save_catalogue

SUFFIXES = (".safetensors", ".pth", ".pt")


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights that can be asked for by name.

    id: as `--weights OPERATION=ID` takes it. path: of the file.
    entry: what the catalogue knows of it; None for a file that is merely there, whose network its content will tell.
    own: the person's and not ours.
    """

    id: str
    path: Path
    entry: WeightsEntry | None
    own: bool

    @property
    def title(self) -> str:
        return self.entry.title if self.entry is not None else self.path.name


def own_folder(places: Places | None = None) -> Path:
    """Where the person's own weights lie; it may not exist yet."""
    return (places or Places.standard()).data / "weights"


def all_weights(places: Places | None = None, shipped: Path | None = None) -> tuple[Weights, ...]:
    """Ours, then the person's own: catalogued ones first, then files that are merely there, by name.

    shipped: folder of our catalogue, the one that came with the program by default. An own file of the name
    of one of ours is listed as “NAME-own”, so that every id means one file.

    Raises
    ------
    WeightsFailed
        a catalogue cannot be read.
    """
    shipped = shipped or shipped_weights()
    listed = [Weights(e.id, shipped / e.file, e, False) for e in load_catalogue(shipped).weights]
    taken = {weights.id for weights in listed}
    folder = own_folder(places)
    entries = load_catalogue(folder).weights
    for path, entry in [(folder / e.file, e) for e in entries] + [(p, None) for p in _loose_files(folder, entries)]:
        name = entry.id if entry is not None else id_from_name(path)
        while name in taken:
            name += "-own"
        taken.add(name)
        listed.append(Weights(name, path, entry, True))
    return tuple(listed)


def find_weights(name: str, places: Places | None = None, shipped: Path | None = None) -> Weights:
    """What `name` means: an id of ours, an id of the person's own, or the path of a file.

    A file beside a catalogue that lists it (as training leaves one) brings its entry along.

    Raises
    ------
    BadRequest
        it is none of them; the sentence names the ids there are.
    WeightsFailed
        a catalogue cannot be read.
    """
    listed = all_weights(places, shipped)
    for weights in listed:
        if weights.id == name:
            return weights
    path = Path(name).expanduser()
    if path.suffix.lower() in SUFFIXES or path.is_file():
        if not path.is_file():
            raise BadRequest(f"The weights file “{path}” is not there.", detail=f"weights {name!r}")
        return _by_path(path)
    known = ", ".join(weights.id for weights in listed) or "none"
    raise BadRequest(f"There are no weights “{name}”. Known are: {known}.", detail=f"weights {name!r}")


def add_own(source: Path, entry: WeightsEntry, places: Places | None = None) -> Weights:
    """Copy a weights file into the person's own folder and list it under `entry`, whose file and hash are set here.

    Raises
    ------
    BadRequest
        the id is one of ours, or the file cannot be copied.
    NoRoom
        the disk is full.
    WeightsFailed
        a catalogue cannot be read.
    """
    if any(entry.id == ours.id for ours in load_catalogue().weights):
        raise BadRequest(f"“{entry.id}” is the name of weights that came with Restorer. Choose another.")
    folder = own_folder(places)
    target = folder / f"{entry.id}{source.suffix.lower()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with partial_beside(target) as partial:
            shutil.copyfile(source, partial)
            place(partial, target, overwrite=True)
        known = msgspec.structs.replace(entry, file=target.name, sha256=file_sha256(target), default=False)
    except OSError as error:
        raise file_error(error, source, "copying") from error
    save_catalogue(load_catalogue(folder).with_entry(known), folder)
    return Weights(known.id, target, known, True)


def remove_own(name: str, places: Places | None = None) -> None:
    """Delete weights of the person's own, and their entry.

    Raises
    ------
    BadRequest
        there are none of that name, or they came with the program.
    WeightsFailed
        a catalogue cannot be read.
    """
    weights = find_weights(name, places)
    folder = own_folder(places)
    if not weights.own or weights.path.parent != folder:
        raise BadRequest(f"“{name}” is not in the folder of your own weights, so it is not deleted.")
    weights.path.unlink(missing_ok=True)
    if weights.entry is not None:
        catalogue = load_catalogue(folder)
        left = tuple(entry for entry in catalogue.weights if entry.id != weights.entry.id)
        save_catalogue(msgspec.structs.replace(catalogue, weights=left), folder)


def _by_path(path: Path) -> Weights:
    for entry in load_catalogue(path.parent).weights:
        if entry.file == path.name:
            return Weights(entry.id, path, entry, True)
    return Weights(id_from_name(path), path, None, True)


def id_from_name(path: Path) -> str:
    """An id made of a file's name: lower case letters, digits, dots and hyphens."""
    return re.sub(r"[^a-z0-9.]+", "-", path.stem.lower()).strip("-.") or "weights"


def _loose_files(folder: Path, entries: tuple[WeightsEntry, ...]) -> list[Path]:
    """Weights files in `folder` that no entry speaks of, by name."""
    listed = {entry.file for entry in entries}
    try:
        found = [p for p in folder.iterdir() if p.suffix.lower() in SUFFIXES and not p.name.startswith(".")]
    except FileNotFoundError:
        return []
    except OSError as error:
        raise WeightsFailed(
            f"The folder of your own weights, “{folder}”, cannot be read.", detail=f"{folder}: {error!r}"
        ) from error
    return sorted(path for path in found if path.name not in listed)
