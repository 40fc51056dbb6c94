"""What a batch is asked to do, as one value that its journal keeps."""

from __future__ import annotations

import dataclasses
import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args

from restorer.batch.names import DEFAULT, Template
from restorer.core.errors import BadRequest
from restorer.core.geometry import Size
from restorer.engines.values import Setup
from restorer.photo.write import SaveOptions
from restorer.recipe.codec import from_json, with_setting
from restorer.recipe.recipe import Recipe

Collision = Literal["skip", "rename", "overwrite"]
COLLISIONS: tuple[Collision, ...] = get_args(Collision)

# What each field is called where two requests differ.
_CALLED = {
    "inputs": "other photos",
    "recipe": "another recipe",
    "settings": "another recipe",
    "setup": "another device, precision, tile or weights",
    "options": "another format, depth or quality",
    "template": "another pattern for names",
    "collision": "another choice for names that exist",
    "recursive": "another choice for subfolders",
}


@dataclass(frozen=True, slots=True)
class BatchRequest:
    """A folder of photos (or several, or files) restored into another.

    inputs, output: absolute. recipe: None for automatic, photo by photo. settings: "operation.field=value", put on
    top. label: what the recipe is called in names and in the report. collision: what happens where the name of an
    output exists already. recursive: subfolders too, mirrored below the output.
    """

    inputs: tuple[Path, ...]
    output: Path
    recipe: Recipe | None = None
    settings: tuple[str, ...] = ()
    label: str = "auto"
    setup: Setup = field(default_factory=Setup)
    options: SaveOptions = field(default_factory=SaveOptions)
    template: Template = field(default_factory=lambda: Template(DEFAULT))
    collision: Collision = "skip"
    recursive: bool = True

    def asked(self) -> Recipe:
        """What is done to every photo; beside it stands what is proposed photo by photo where `recipe` is None."""
        recipe = self.recipe or Recipe()
        for setting in self.settings:
            recipe = with_setting(recipe, setting)
        return recipe

    def output_size(self, size: Size) -> Size:
        """Of a photo of `size`. What is proposed photo by photo never changes the size."""
        return self.asked().output_size(size)

    def on(self, setup: Setup) -> BatchRequest:
        """The same on another device or with another precision."""
        return dataclasses.replace(self, setup=setup)

    def as_json(self) -> str:
        """The request as text for the journal; equal requests have equal text."""
        said = {
            "inputs": [os.fsencode(path).hex() for path in self.inputs],
            "recipe": None if self.recipe is None else self.recipe.canonical,
            "settings": self.settings,
            "label": self.label,
            "setup": dataclasses.asdict(self.setup),
            "options": dataclasses.asdict(self.options),
            "template": self.template.text,
            "collision": self.collision,
            "recursive": self.recursive,
        }
        return json.dumps(said, sort_keys=True)

    @staticmethod
    def from_json(text: str, output: Path) -> BatchRequest:
        """The request that `as_json` wrote, for the folder that the outputs are in now.

        Raises
        ------
        BadRequest
            it is damaged.
        """
        try:
            said: dict[str, Any] = json.loads(text)
            setup = said["setup"] | {"weights": tuple(tuple(pair) for pair in said["setup"]["weights"])}
            return BatchRequest(
                tuple(Path(os.fsdecode(bytes.fromhex(path))) for path in said["inputs"]),
                output,
                None if said["recipe"] is None else from_json(said["recipe"]),
                tuple(said["settings"]),
                said["label"],
                Setup(**setup),
                SaveOptions(**said["options"]),
                Template(said["template"]),
                said["collision"],
                said["recursive"],
            )
        except (ValueError, KeyError, TypeError) as error:
            raise BadRequest("The record of this batch is damaged.", detail=repr(error)) from error

    def difference(self, other: BatchRequest) -> str | None:
        """In words for a person what is not as in `other`, None where nothing is. Names aside (label, output)."""
        for name, called in _CALLED.items():
            if getattr(self, name) != getattr(other, name):
                return called
        return None
