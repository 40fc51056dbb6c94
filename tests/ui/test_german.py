"""The window in German: nothing is missing from the catalogue, and nothing English is left to see."""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from PySide6.QtWidgets import QApplication

from restorer.core.errors import RestorerError
from restorer.core.files import resources
from restorer.photo.limits import Limits
from restorer.photo.read import read_photo
from restorer.photo.store import Scratch
from restorer.recipe.codec import from_json
from restorer.ui.language import speak
from restorer.ui.text import inside, number, translated

I18N = resources() / "i18n"
UPDATE = "Run `python resources/i18n/update.py` and fill in restorer_de.ts; docs/translating.md says how."

_HOLE = re.compile(r"\{\w*\}|%L?n")


@pytest.fixture(scope="module")
def strings() -> ModuleType:
    spec = importlib.util.spec_from_file_location("strings", I18N / "strings.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def german(qapp: QApplication) -> Iterator[None]:
    assert speak(qapp, "de") == "de"
    try:
        yield
    finally:
        speak(qapp, "en")


def catalogue(name: str) -> dict[tuple[str, str], list[str]]:
    """What is finished: the forms of each string."""
    found = {}
    for context in ElementTree.parse(I18N / name).iter("context"):
        for message in context.iter("message"):
            translation = message.find("translation")
            assert translation is not None
            if translation.get("type") is None:
                forms = [form.text or "" for form in translation.iter("numerusform")] or [translation.text or ""]
                found[str(context.findtext("name")), str(message.findtext("source"))] = forms
    return found


# ---- the catalogue


def test_german_has_every_string_and_no_other(strings: ModuleType) -> None:
    wanted = {(one.context, one.text) for one in strings.all_strings()}
    there = {key for key, forms in catalogue("restorer_de.ts").items() if all(forms)}

    missing, left_over = sorted(wanted - there), sorted(there - wanted)

    assert not missing, f"Not in German yet: {missing}. {UPDATE}"
    assert not left_over, f"Shown nowhere any more: {left_over}. {UPDATE}"


def test_english_has_the_forms_of_every_number(strings: ModuleType) -> None:
    wanted = {(one.context, one.text) for one in strings.all_strings() if one.plural}
    there = {key for key, forms in catalogue("restorer_en.ts").items() if len(forms) == 2 and all(forms)}
    assert wanted == there, UPDATE


@pytest.mark.parametrize("name", ["restorer_de", "restorer_en"])
def test_what_qt_reads_is_made_of_the_catalogue(name: str, tmp_path: Path) -> None:
    lrelease = Path(sys.executable).with_name("pyside6-lrelease")
    made = tmp_path / "made.qm"
    subprocess.run([str(lrelease), str(I18N / f"{name}.ts"), "-qm", str(made)], check=True, capture_output=True)
    assert made.read_bytes() == (I18N / f"{name}.qm").read_bytes(), UPDATE


def test_templates_are_those_of_the_source(strings: ModuleType) -> None:
    assert json.loads((I18N / "templates.json").read_text("utf-8")) == strings.templates(), UPDATE


def test_both_languages_have_the_same_gaps_and_mnemonics() -> None:
    for (context, source), forms in catalogue("restorer_de.ts").items():
        for form in forms:
            where = f"{context}: {source!r} – {form!r}"
            gaps = sorted(set(_HOLE.findall(source))), sorted(set(_HOLE.findall(form)))
            assert gaps[0] == gaps[1], where
            assert len(re.findall("&[^& ]", source)) == len(re.findall("&[^& ]", form)), where
            assert "“{" not in form, f"{where}: quotes are „…“"
            assert source.endswith("…") == form.endswith("…"), where
            assert form == form.strip(), where


# ---- sentences made below Qt


def test_every_template_is_found_again(german: None, strings: ModuleType) -> None:
    """A sentence as the code would make it becomes just what the catalogue says, not another that looks alike."""
    forms = catalogue("restorer_de.ts")
    for template in strings.templates():
        made, wanted = template, forms[strings.BELOW, template][0]
        part = not re.sub(r"\{\d\}", "", template).endswith((".", "?"))  # of a sentence: beside a number, mostly
        for hole in range(5):
            gap = f"{7 + hole}" if part else f"Q{hole}"
            made, wanted = made.replace(f"{{{hole}}}", gap), wanted.replace(f"{{{hole}}}", gap)
        assert translated(made) == wanted


SENTENCES = {
    "about 1 h 20 min": "etwa 1 Std. 20 Min.",
    "a few seconds": "wenige Sekunden",
    "1,284 photos in 37 folders, 12 other files": "1.284 Fotos in 37 Ordnern, 12 andere Dateien",
    "1,240 restored, 31 left unchanged (nothing to restore), 13 skipped (2 not readable).": (
        "1.240 restauriert, 31 unverändert (nichts zu restaurieren), 13 übersprungen (2 nicht lesbar)."
    ),
    "There is no preset “old prin”. Did you mean “old-print”?": (
        "Eine Vorlage „old prin“ gibt es nicht. Meinten Sie „old-print“?"
    ),
    "a: noise.jpg: “a: noise.jpg” was not opened. It is not a photo format that is read (it is a text).": (
        "a: noise.jpg: „a: noise.jpg“ wurde nicht geöffnet. "
        "Das ist kein Fotoformat, das gelesen wird (sondern ein Text)."
    ),
    "Saving “a.png” failed: Is a directory.": "Speichern fehlgeschlagen („a.png“): Ist ein Ordner.",
    "The disk with “/a” is full: about 3.4 GB are needed, 640 KB are free. The batch goes on when there is room.": (
        "Der Datenträger mit „/a“ ist voll: etwa 3,4 GB werden gebraucht, 640 KB sind frei. "
        "Der Stapel läuft weiter, wenn Platz ist."
    ),
    "With 640 × 480 pixels the photo is small. It can be enlarged.": (
        "Mit 640 × 480 Pixeln ist das Foto klein. Es lässt sich vergrößern."
    ),
    "  Strength ": "  Stärke ",
    "": "",
    "Grandma's own preset": "Grandma's own preset",
}


@pytest.mark.parametrize(("english", "german_"), SENTENCES.items())
def test_sentences_are_said_in_german(german: None, english: str, german_: str) -> None:
    assert translated(english) == german_


def test_names_are_left_as_they_are(german: None) -> None:
    """A photo may be called what is also a word of ours."""
    assert translated("“Noise” is damaged.") == "„Noise“ ist beschädigt."


def test_a_real_error_and_a_real_refusal(german: None, tmp_path: Path) -> None:
    (tmp_path / "broken.jpg").write_bytes(b"%PDF-1.7 and no photo")
    with Scratch(tmp_path / "scratch") as scratch, pytest.raises(RestorerError) as raised:
        read_photo(tmp_path / "broken.jpg", scratch, Limits())
    assert translated(raised.value.sentence) == (
        "„broken.jpg“ wurde nicht geöffnet. Das ist kein Fotoformat, das gelesen wird (sondern ein PDF-Dokument)."
    )
    with pytest.raises(RestorerError) as raised:
        from_json('{"version": 1, "steps": [{"operation": "denoise", "strength": 200}]}')
    assert translated(raised.value.sentence) == "denoise.strength muss zwischen 0 und 100 liegen, nicht bei 200."


def test_english_stays_english(qapp: QApplication) -> None:
    speak(qapp, "en")
    sentence = "“a.png” exists already. Choose another name."
    assert translated(sentence) == sentence
    assert inside("Remove noise") == "remove noise"


def test_numbers_and_titles_follow_the_language(german: None) -> None:
    assert (number(1284), number(0.85), inside("Rauschen")) == ("1.284", "0,85", "Rauschen")
