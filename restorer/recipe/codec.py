"""Recipes as JSON and as typed settings.

The form, version 1: `{"version": 1, "steps": [{"operation": "denoise", "strength": 80, …}, …]}`. Fields that are
missing have their defaults, so a recipe can be written by hand.

Before it (version 0, with no "version") stood an object of operations and their fields, `{"denoise":
{"strength": 80}}`. It is still read, being the shortest thing to type.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from restorer.core.errors import BadRequest
from restorer.recipe.operation import Operation, parameters
from restorer.recipe.recipe import VERSION, Recipe, did_you_mean, operation_kind

MOST_CHARACTERS = 4_000_000
"""Of a recipe's text; a thousand long strokes fit."""

Document = dict[str, Any]


def to_json(recipe: Recipe, *, indent: int | None = None) -> str:
    """The recipe as JSON: its canonical text, or spread over lines with `indent` for people to read."""
    if indent is None:
        return recipe.canonical
    return json.dumps(recipe.as_json(), indent=indent, ensure_ascii=False, allow_nan=False) + "\n"


def from_json(text: str | bytes) -> Recipe:
    """The recipe that `to_json` wrote, now or in an earlier version.

    Raises
    ------
    BadRequest
        it is not JSON, or not a recipe; the sentence names the field at fault.
    """
    return from_document(load_document(text, "recipe"))


def from_document(document: object) -> Recipe:
    """The recipe in parsed JSON. Raises BadRequest like `from_json`."""
    if not isinstance(document, dict):
        raise BadRequest("A recipe must be a JSON object with “version” and “steps”.")
    document = migrate(document, MIGRATIONS, VERSION)
    extra = sorted(set(document) - {"version", "steps"})
    if extra:
        raise BadRequest(f"A recipe has no field “{extra[0][:40]}”.{did_you_mean(extra[0], ('version', 'steps'))}")
    steps = document.get("steps")
    if not isinstance(steps, list):
        raise BadRequest("The recipe's “steps” must be a list.")
    return Recipe(tuple(_step(place, step) for place, step in enumerate(steps, 1)))


def _step(place: int, said: object) -> Operation:
    if not isinstance(said, dict) or not isinstance(said.get("operation"), str):
        raise BadRequest(f"Step {place} of the recipe must be an object that names its “operation”.")
    kind = operation_kind(said["operation"])
    fields = {name: value for name, value in said.items() if name != "operation"}
    known = {parameter.name for parameter in parameters(kind)}
    for name in fields:
        if name not in known:
            raise BadRequest(f"There is no “{kind.id}.{name[:40]}”.{_near(kind, name)}")
    return kind(**fields)


def _near(kind: type[Operation], field: str) -> str:
    return did_you_mean(f"{kind.id}.{field}", (parameter.key for parameter in parameters(kind)))


def with_setting(recipe: Recipe, setting: str) -> Recipe:
    """The recipe with one field set, as `--set OPERATION.FIELD=VALUE` asks; a step that is missing is added.

    Raises
    ------
    BadRequest
        it does not have this form, or there is no such operation or field, or the field cannot hold the value.
    """
    key, equals, text = setting.partition("=")
    name, dot, field = key.strip().partition(".")
    if not (equals and dot and field):
        raise BadRequest(f"“{setting[:60]}” must have the form OPERATION.FIELD=VALUE, for example denoise.strength=80.")
    kind = operation_kind(name)
    found = {parameter.name: parameter for parameter in parameters(kind)}
    if field not in found:
        raise BadRequest(f"There is no “{name}.{field[:40]}”.{_near(kind, field)}")
    value = found[field].control.parse(found[field].key, text.strip())
    step = recipe.step(name) or kind()
    return recipe.with_step(kind(**{p.name: v for p, v in step.values()} | {field: value}))


def load_document(text: str | bytes, what: str) -> object:
    """Parsed JSON of a file that calls itself a `what`. Refuses NaN, repeated names and endless nesting.

    Raises
    ------
    BadRequest
        it is not JSON.
    """
    if len(text) > MOST_CHARACTERS:
        raise BadRequest(f"This {what} is too long to be one.", detail=f"{len(text)} characters")
    try:
        return json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise BadRequest(f"This is not a {what}: it is not proper JSON ({error}).", detail=repr(error)) from error


def _once(pairs: list[tuple[str, Any]]) -> Document:
    found: Document = {}
    for name, value in pairs:
        if name in found:
            raise BadRequest(f"“{name[:40]}” is given twice.")
        found[name] = value
    return found


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not a number")


Migration = Callable[[Document], Document]


def migrate(document: Document, migrations: tuple[Migration, ...], version: int) -> Document:
    """`document` brought up to `version`: migrations[n] turns version n into n + 1; none stated is 0.

    Raises
    ------
    BadRequest
        it was written by a later Restorer, or its version is not a number.
    """
    stated = document.get("version", 0)
    if not isinstance(stated, int) or isinstance(stated, bool) or stated < 0:
        raise BadRequest("“version” must be a whole number.")
    if stated > version:
        raise BadRequest(f"This was made by a later Restorer (version {stated}, here {version}). Update Restorer.")
    for step in migrations[stated:version]:
        document = step(document)
    return document


def _from_0(document: Document) -> Document:
    """Version 0 was an object of operations; each had an object of its fields. A recipe with "steps" is a
    version 1 whose writer left the version out."""
    if "steps" in document:
        return {"version": 1, **document}
    for name, fields in document.items():
        if not isinstance(fields, dict):
            raise BadRequest(f"“{name[:40]}” must be an object of settings.")
    return {"version": 1, "steps": [{**fields, "operation": name} for name, fields in document.items()]}


MIGRATIONS: tuple[Migration, ...] = (_from_0,)
