"""The recipe beside the photo: `NAME.EXT.restorer.json`, or in our own folder where the photo's is closed to us."""

from __future__ import annotations

import errno
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from restorer.core.errors import BadRequest, RestorerError
from restorer.core.files import Places, file_error, write_whole
from restorer.recipe.codec import from_document, load_document
from restorer.recipe.recipe import Recipe

SCHEMA = 1
SUFFIX = ".restorer.json"


@dataclass(frozen=True, slots=True)
class Sidecar:
    """What was kept for a photo. path: where. matches: the photo is still the one that the recipe was made for."""

    path: Path
    recipe: Recipe
    matches: bool


def sidecar_path(photo: Path) -> Path:
    """Beside the photo."""
    return photo.with_name(photo.name + SUFFIX)


def own_path(photo: Path, places: Places) -> Path:
    """In our own folder, by the photo's whole path."""
    name = hashlib.sha256(str(photo.absolute()).encode("utf-8", "surrogateescape")).hexdigest()
    return places.data / "sidecars" / f"{name}{SUFFIX}"


def save_sidecar(photo: Path, sha256: str, recipe: Recipe, places: Places) -> Path:
    """Keep `recipe` for `photo`, whose bytes have the hash `sha256`; where it was put.

    Raises
    ------
    RestorerError
        neither place can be written to.
    """
    said = {"schema": SCHEMA, "source": photo.name, "source_sha256": sha256, "recipe": recipe.as_json()}
    content = json.dumps(said, indent=1, ensure_ascii=False).encode("utf-8") + b"\n"
    beside, own = sidecar_path(photo), own_path(photo, places)
    try:
        write_whole(beside, content)
    except OSError as error:
        # A folder that is closed to us is what the other place is for; a full disk or anything else is told.
        if error.errno not in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise file_error(error, beside, "saving") from error
    else:
        own.unlink(missing_ok=True)
        return beside
    try:
        own.parent.mkdir(parents=True, exist_ok=True)
        write_whole(own, content)
    except OSError as error:
        raise file_error(error, own, "saving") from error
    return own


def find_sidecar(photo: Path, sha256: str, places: Places) -> Sidecar | None:
    """What was kept for `photo`, beside it first, one that was made for just these bytes before any other; None where
    there is nothing.

    Raises
    ------
    RestorerError
        there is something, and it cannot be read; the sentence says which file.
    """
    found = [sidecar for path in (sidecar_path(photo), own_path(photo, places)) if (sidecar := _read(path, sha256))]
    return next((sidecar for sidecar in found if sidecar.matches), found[0] if found else None)


def _read(path: Path, sha256: str) -> Sidecar | None:
    try:
        content = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise file_error(error, path, "reading") from error
    return _sidecar(path, content, sha256)


def _sidecar(path: Path, content: bytes, sha256: str) -> Sidecar:
    try:
        said = load_document(content, "sidecar")
        if not isinstance(said, dict) or said.get("schema") != SCHEMA or "recipe" not in said:
            raise BadRequest("It is of a newer Restorer, or no sidecar.")
        return Sidecar(path, from_document(said["recipe"]), said.get("source_sha256") == sha256)
    except RestorerError as error:
        raise BadRequest(
            f"The recipe kept in “{path.name}” cannot be used: {error.sentence}", detail=f"{path}: {error.detail}"
        ) from error
