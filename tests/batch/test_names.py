"""Names of outputs: always inside, never two that meet, whatever the photos are called."""

from __future__ import annotations

import contextlib
import os
import unicodedata
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st
from PIL import Image

from restorer.batch.names import DEFAULT, FIELDS, MOST_BYTES, Names, Template, fit, key, shortened
from restorer.batch.plan import State, make_plan
from restorer.batch.request import COLLISIONS, BatchRequest, Collision
from restorer.core.errors import BadRequest
from restorer.photo.write import SaveOptions
from restorer.recipe.operations.upscale import Upscale
from restorer.recipe.recipe import Recipe

VALUES = dict.fromkeys(FIELDS, "1") | {"name": "Müller", "preset": "old-print", "date": "1936-08-01"}


@pytest.mark.parametrize(
    ("pattern", "parts"),
    [
        ("{name}", ("Müller",)),
        ("{name} {preset}", ("Müller old-print",)),
        ("{date}/{name}_{counter}", ("1936-08-01", "Müller_0012")),
        ("{counter:6}", ("000012",)),
        ("{{{name}}}", ("{Müller}",)),
    ],
)
def test_a_pattern_is_filled(pattern: str, parts: tuple[str, ...]) -> None:
    assert Template(pattern).filled(VALUES, 12) == parts


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("", "empty"),
        ("  ", "empty"),
        ("a//b", "empty"),
        ("/{name}", "empty"),
        ("{name}/", "empty"),
        ("../{name}", "only dots"),
        ("{nam}", "{name}|name"),
        ("{name", "brace"),
        ("name}", "brace"),
        ("{}", "There is no"),
        ("{0}", "There is no"),
        ("{name.stem}", "There is no"),
        ("{name[0]}", "There is no"),
        ("{name!r}", "nothing behind"),
        ("{name:>400}", "nothing behind"),
        ("{counter:>9}", "digits"),
        ("{counter:99}", "digits"),
    ],
)
def test_a_pattern_that_cannot_be_says_why(pattern: str, words: str) -> None:
    with pytest.raises(BadRequest, match=words):
        Template(pattern)


@pytest.mark.parametrize(
    ("text", "fitted"),
    [
        ("a/b", "a_b"),
        ("..", "_.."),
        (".hidden", "_.hidden"),
        ("", "_"),
        ("a\nb\0", "a_b_"),
        ("gnp.\u202egpj", "gnp._gpj"),
        ("  x ", "x"),
        (os.fsdecode(b"caf\xe9"), os.fsdecode(b"caf\xe9")),
        ("\ud800", "_"),
    ],
)
def test_hostile_text_becomes_one_part_of_a_path(text: str, fitted: str) -> None:
    assert fit(text, windows=False) == fitted


@pytest.mark.parametrize(("text", "fitted"), [("con", "_con"), ("Aux.old", "_Aux.old"), ("a:b?", "a_b_"), ("a. ", "a")])
def test_names_that_windows_keeps_for_itself_are_changed_there(text: str, fitted: str) -> None:
    assert fit(text, windows=True) == fitted


@pytest.mark.parametrize("stem", ["a" * 400, "ä" * 400, "日" * 300, "👩‍👧" * 90])
def test_a_long_name_is_cut_and_keeps_its_ending(stem: str) -> None:
    name = shortened(stem, " (12).jpeg")
    assert name.endswith(" (12).jpeg")
    assert MOST_BYTES - 8 <= len(name.encode()) <= MOST_BYTES
    assert stem.startswith(name.removesuffix(" (12).jpeg"))


def test_case_and_unicode_twins_do_not_meet() -> None:
    names = Names()
    stems = ["A", "a", "Ä", "ä", "a\u0308", "straße", "STRASSE"]
    given_names = [str(names.give(PurePosixPath(), stem, ".jpg")) for stem in stems]
    assert given_names == [
        "A.jpg",
        "a (2).jpg",
        "Ä.jpg",
        "ä (2).jpg",
        "a\u0308 (3).jpg",
        "straße.jpg",
        "STRASSE (2).jpg",
    ]


def test_a_file_never_takes_the_name_of_a_folder_nor_a_folder_that_of_a_file() -> None:
    names = Names([PurePosixPath("a.jpg")])
    assert str(names.give(PurePosixPath(), "a", ".jpg")) == "a (2).jpg"
    assert str(names.give(PurePosixPath(), "b", ".jpg")) == "b.jpg"
    assert str(names.give(PurePosixPath("b.jpg"), "c", ".jpg")) == "b.jpg (2)/c.jpg"


def test_what_is_not_free_is_passed_over() -> None:
    names = Names()
    there = {PurePosixPath("a.jpg"), PurePosixPath("a (2).jpg")}
    assert str(names.give(PurePosixPath(), "a", ".jpg", lambda path: path not in there)) == "a (3).jpg"


def test_ten_thousand_of_one_name_are_named_quickly() -> None:
    names = Names()
    found = [names.give(PurePosixPath(), "scan", ".jpg") for _ in range(10_000)]
    assert str(found[-1]) == "scan (10000).jpg"


# How many photos of how many folders an example names; the long run is a command of its own:
#     python -m pytest -m endurance tests/batch/test_names.py
EXAMPLES = 5_000

_text = st.text(max_size=40) | st.sampled_from(
    ["..", ".", "con", "a" * 300, "é", "e\u0301", "É", "a/b", "\\..\\x", "~"]
)
_fields = st.sampled_from([f"{{{name}}}" for name in FIELDS] + ["{counter:6}", "{{", "}}"])
_parts = _fields | st.sampled_from(["x", "É", " ", "..", "-", "a.jpg", "\u202e", "é"])
_patterns = st.lists(st.lists(_parts, min_size=1, max_size=4).map("".join), min_size=1, max_size=3).map("/".join)
_photos = st.lists(st.tuples(_text, _text), min_size=1, max_size=8)


def _outputs(template: Template, photos: list[tuple[str, str]]) -> list[PurePosixPath]:
    """The names of photos (folder, stem)."""
    names = Names(PurePosixPath(fit(folder)) for folder, _ in photos)
    found = []
    for number, (folder, stem) in enumerate(photos, 1):
        values = dict.fromkeys(FIELDS, "1") | {
            "name": stem,
            "folder": folder,
            "preset": stem[::-1],
            "scale": "2x",
            "width": str(len(stem)),
            "date": "1936-08-01",
        }
        *below, last = (fit(part) for part in template.filled(values, number))
        found.append(names.give(PurePosixPath(fit(folder)).joinpath(*below), last, ".jpg"))
    return found


def _template(pattern: str) -> Template:
    """The pattern; an example whose pattern is refused counts for nothing, and another is made."""
    try:
        return Template(pattern)
    except BadRequest:
        reject()


def _check(pattern: str, photos: list[tuple[str, str]]) -> None:
    found = _outputs(_template(pattern), photos)
    for path in found:
        assert not path.is_absolute()
        assert ".." not in path.parts
        assert "\0" not in str(path)
        assert os.path.normpath(f"/out/{path}").startswith("/out/")
        assert all(0 < len(part.encode("utf-8", "surrogateescape")) <= MOST_BYTES for part in path.parts)
        assert not any(part.startswith(".") for part in path.parts)
    for form in (
        key,
        lambda text: unicodedata.normalize("NFC", text).casefold(),
        lambda text: unicodedata.normalize("NFC", text.casefold()),
    ):
        files = [form(str(path)) for path in found]
        folders = {form(str(parent)) for path in found for parent in path.parents}
        assert len(set(files)) == len(files)
        assert not set(files) & folders


@given(_patterns, _photos)
@settings(max_examples=150, deadline=None)
def test_every_output_lies_inside_and_no_two_meet(pattern: str, photos: list[tuple[str, str]]) -> None:
    _check(pattern, photos)


@given(_text)
@settings(max_examples=150, deadline=None)
def test_whatever_is_typed_is_a_pattern_or_refused_with_a_sentence(pattern: str) -> None:
    with contextlib.suppress(BadRequest):  # and nothing else
        assert Template(pattern).filled(VALUES, 1)


@pytest.mark.endurance
def test_every_output_lies_inside_and_no_two_meet_in_five_thousand_tries() -> None:
    tried = 0

    @given(_patterns, _photos)
    @settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    def try_all(pattern: str, photos: list[tuple[str, str]]) -> None:
        nonlocal tried
        _check(pattern, photos)
        tried += 1

    try_all()
    assert tried >= EXAMPLES


@pytest.fixture(scope="module")
def album(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Real files whose outputs could be each other's originals: the outputs go to the same folder."""
    folder = tmp_path_factory.mktemp("album")
    names = ["a.jpg", "a.png", "A.tif", "a (2).jpg", "1936-08-01.jpg", "0001.jpg", "2x.jpg", "é.jpg", "e\u0301.jpg"]
    for number, name in enumerate([*names, "x/a.jpg", "x/0002.jpg", "x/x/a.jpg", "restored/a.jpg"]):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (4, 4), (number, 0, 0)).save(folder / name)
    return folder


_stems = st.lists(_fields | st.sampled_from(["a", "x", " (2)", "é"]), min_size=1, max_size=2).map("".join)
_places = st.lists(_stems, min_size=1, max_size=2).map("/".join)


def _check_plan(album: Path, pattern: str, collision: Collision, where: str, format_: str | None, factor: int) -> None:
    recipe = Recipe((Upscale(factor=factor),))
    template = _template(pattern)
    if template.text == DEFAULT and where == ".":
        reject()  # refused before planning, as the names would be those of the originals
    options = SaveOptions(format=format_)
    request = BatchRequest(
        (album,), album / where, recipe, label="restored", options=options, template=template, collision=collision
    )
    plan = make_plan(request)
    sources = {(facts.st_dev, facts.st_ino) for facts in (entry.source.stat() for entry in plan.entries)}
    going = [entry for entry in plan.entries if entry.state is State.WAITING]
    for entry in going:
        place = request.output / str(entry.target)
        assert request.output in place.parents
        if place.exists():
            assert collision == "overwrite"
            assert (place.stat().st_dev, place.stat().st_ino) not in sources
    keys = [key(str(entry.target)) for entry in going]
    assert len(set(keys)) == len(keys)


_plans = (
    _places,
    st.sampled_from(COLLISIONS),
    st.sampled_from([".", "x", "x/x", "out", "restored"]),
    st.sampled_from([None, "jpeg", "png"]),
    st.sampled_from([1, 2]),
)


@given(*_plans)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_output_is_a_source(
    album: Path, pattern: str, collision: Collision, where: str, format_: str | None, factor: int
) -> None:
    _check_plan(album, pattern, collision, where, format_, factor)


@pytest.mark.endurance
def test_no_output_is_a_source_in_five_thousand_plans(album: Path) -> None:
    tried = 0

    @given(*_plans)
    @settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    def try_all(pattern: str, collision: Collision, where: str, format_: str | None, factor: int) -> None:
        nonlocal tried
        _check_plan(album, pattern, collision, where, format_, factor)
        tried += 1

    try_all()
    assert tried >= EXAMPLES
