"""Recipes with a name: those that ship in `resources/presets`, and the person's own."""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass, replace
from pathlib import Path

from restorer.core.errors import BadRequest
from restorer.core.files import Places, file_error, resources, write_whole
from restorer.recipe.codec import from_document, load_document
from restorer.recipe.recipe import Recipe, did_you_mean

VERSION = 1
SUFFIX = ".json"

# Windows keeps these names for devices, with any suffix.
_DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))}


@dataclass(frozen=True, slots=True)
class Preset:
    """A recipe that any photo can have.

    name: as `--preset NAME` takes it and as the file is called, lower case with hyphens. title, summary: for people.
    own: made by the person, so that it may be renamed and deleted.
    """

    name: str
    title: str
    summary: str
    recipe: Recipe
    own: bool = False


class Presets:
    """The shelf of all presets. Reads the folders whenever it is asked."""

    def __init__(self, places: Places, shipped: Path | None = None) -> None:
        self._own = places.data / "presets"
        self._shipped = shipped or resources() / "presets"

    def all(self) -> tuple[Preset, ...]:
        """Shipped ones first, each group by title. A file that cannot be read is left out; see `damaged`."""
        return tuple(preset for preset, _ in self._read_all() if preset is not None)

    def damaged(self) -> tuple[str, ...]:
        """A sentence for each file that cannot be read."""
        return tuple(error for _, error in self._read_all() if error)

    def load(self, name: str) -> Preset:
        """The preset of this name or title, letter case aside.

        Raises
        ------
        BadRequest
            there is none; the sentence says what may have been meant.
        """
        presets = self.all()
        wanted = name.strip().casefold()
        for preset in presets:
            if wanted in (preset.name.casefold(), preset.title.casefold()):
                return preset
        near = did_you_mean(wanted, (preset.name for preset in presets))
        raise BadRequest(f"There is no preset “{name[:60]}”.{near}")

    def save(self, title: str, recipe: Recipe, summary: str = "", *, overwrite: bool = False) -> Preset:
        """Keep a recipe under a title. Crop and colour hints stay out (`Recipe.left_out` says which).

        Raises
        ------
        BadRequest
            the title has no letters, or is that of a shipped preset or, without `overwrite`, of one's own.
        """
        preset = Preset(preset_name(title), title.strip(), summary.strip(), recipe.portable(), own=True)
        self._refuse_shipped(preset)
        if not overwrite and self._path(preset.name).exists():
            raise BadRequest(f"There is a preset “{preset.title}” already. Choose another title or replace it.")
        self._write(preset, self._path(preset.name))
        return preset

    def rename(self, name: str, title: str) -> Preset:
        """Give one of one's own presets another title. Raises BadRequest where `save` or `delete` would."""
        old = self._own_preset(name)
        if preset_name(title) == old.name:
            renamed = replace(old, title=title.strip())
            self._write(renamed, self._path(old.name))
            return renamed
        renamed = self.save(title, old.recipe, old.summary)
        self._path(old.name).unlink(missing_ok=True)
        return renamed

    def delete(self, name: str) -> None:
        """Remove one of one's own presets.

        Raises
        ------
        BadRequest
            there is none of this name, or it is a shipped one.
        """
        self._path(self._own_preset(name).name).unlink(missing_ok=True)

    def take_in(self, path: Path, *, overwrite: bool = False) -> Preset:
        """Copy a preset or bare recipe from a file somebody else gave.

        Raises
        ------
        BadRequest
            it cannot be read, is neither, or its title is taken.
        """
        preset = read_preset(path, own=True)
        return self.save(preset.title, preset.recipe, preset.summary, overwrite=overwrite)

    def give_out(self, name: str, path: Path, *, overwrite: bool = False) -> None:
        """Write a preset to a file for somebody else.

        Raises
        ------
        BadRequest
            there is no such preset, or `path` exists and is not to be replaced.
        """
        self._write(self.load(name), path, overwrite=overwrite)

    def _path(self, name: str) -> Path:
        return self._own / f"{name}{SUFFIX}"

    def _own_preset(self, name: str) -> Preset:
        preset = self.load(name)
        if not preset.own:
            raise BadRequest(f"“{preset.title}” comes with Restorer and stays as it is. Save your own beside it.")
        return preset

    def _refuse_shipped(self, preset: Preset) -> None:
        if (self._shipped / f"{preset.name}{SUFFIX}").exists():
            raise BadRequest(f"“{preset.title}” is a preset that comes with Restorer. Choose another title.")

    def _read_all(self) -> list[tuple[Preset | None, str]]:
        found: list[tuple[Preset | None, str]] = []
        for folder, own in ((self._shipped, False), (self._own, True)):
            here: list[tuple[Preset | None, str]] = []
            for path in folder.glob(f"[!.]*{SUFFIX}"):
                try:
                    here.append((read_preset(path, own=own), ""))
                except BadRequest as error:
                    here.append((None, error.sentence))
            found += sorted(here, key=lambda entry: (entry[0].title.casefold() if entry[0] else "", entry[1]))
        return found

    def _write(self, preset: Preset, path: Path, *, overwrite: bool = True) -> None:
        document = {
            "version": VERSION,
            "title": preset.title,
            "summary": preset.summary,
            "recipe": preset.recipe.as_json(),
        }
        text = json.dumps(document, indent=1, ensure_ascii=False) + "\n"
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, text.encode("utf-8"), overwrite=overwrite)
        except FileExistsError as error:
            raise BadRequest(f"“{path.name}” exists already. Choose another name.", detail=str(path)) from error
        except OSError as error:
            raise file_error(error, path, "saving") from error


def preset_name(title: str) -> str:
    """A title as the name of a file: letters and digits of any language, lower case, the rest hyphens.

    Raises
    ------
    BadRequest
        the title has no letter or digit, or is too long.
    """
    plain = unicodedata.normalize("NFC", title).casefold()
    name = re.sub(r"[^\w]+|_+", "-", plain).strip("-")
    if not name or len(title) > 80:
        raise BadRequest("A preset's title needs a letter or digit, and at most 80 characters.")
    return f"{name}-preset" if name in _DEVICES else name


def read_preset(path: Path, *, own: bool) -> Preset:
    """The preset in a file; a bare recipe is taken as a preset that bears the file's name.

    Raises
    ------
    BadRequest
        it cannot be read or is neither.
    """
    try:
        document = load_document(path.read_bytes(), "preset")
        if not isinstance(document, dict):
            raise BadRequest("This is not a preset: it must be a JSON object.")
        if "recipe" not in document:
            return Preset(path.stem, path.stem, "", from_document(document).portable(), own)
        return _preset(path, document, own)
    except OSError as error:
        raise file_error(error, path, "reading") from error
    except BadRequest as error:
        raise BadRequest(f"“{path.name}”: {error.sentence}", detail=f"{path}: {error.detail}") from error


def _preset(path: Path, document: dict[str, object], own: bool) -> Preset:
    stated = document.get("version", VERSION)
    if not isinstance(stated, int) or stated > VERSION:
        raise BadRequest(f"This was made by a later Restorer (version {stated}, here {VERSION}). Update Restorer.")
    for field in document:
        if field not in ("version", "title", "summary", "recipe"):
            raise BadRequest(
                f"A preset has no field “{field[:40]}”.{did_you_mean(field, ('version', 'title', 'summary', 'recipe'))}"
            )
    title, summary = document.get("title", path.stem), document.get("summary", "")
    if not isinstance(title, str) or not isinstance(summary, str):
        raise BadRequest("A preset's title and summary must be text.")
    return Preset(path.stem, title.strip(), summary.strip(), from_document(document["recipe"]).portable(), own)
