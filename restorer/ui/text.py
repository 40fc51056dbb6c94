"""Words and sentences of the layers below, in the person's language.

Below Qt nothing is translated: sentences are made there in English, with names and numbers in them. Here they are found
again in the catalogue by their fixed parts (`resources/i18n/templates.json`), and the gaps are filled anew.
"""

from __future__ import annotations

import functools
import json
import re
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QLocale

from restorer.core.files import resources

BELOW = "below"
"""The catalogue's context for what comes from below Qt."""

_DEPTH = 4  # of sentences within gaps of sentences
_HOLE = re.compile(r"\{(\d+)\}")
_SHORT = 12  # letters
_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d{1,3})?")
_NEXT_SENTENCE = re.compile(r"(?<=[.?!])\s+(?=[A-Z“])")


def language() -> str:
    """What the window speaks: “en”, “de”."""
    return QCoreApplication.translate("language", "en")


def translated(text: str) -> str:
    """`text` in the person's language; as it is where there is no translation of it."""
    spoken = language()
    return text if spoken == "en" else _said(spoken, text, _DEPTH)


def inside(title: str) -> str:
    """A translated title within a sentence: English writes it small there, German as it is."""
    return title.lower() if language() == "en" else title


def number(value: float, digits: int = 2) -> str:
    """A number as the person writes it: 1,284 or 1.284; with a fraction in so many digits: 0.85 or 0,85."""
    return QLocale().toString(value) if isinstance(value, int) else QLocale().toString(value, "g", digits)


@functools.lru_cache(1024)
def _said(spoken: str, text: str, depth: int) -> str:
    """`spoken` is for the cache alone: the same text is another one in another language."""
    if not text.strip() or depth == 0:
        return text
    bare = text.strip()
    said = _word(bare) or _listed(spoken, bare, depth) or _filled(spoken, bare, depth) or _parts(spoken, bare, depth)
    return text.replace(bare, said or bare, 1)


def _word(text: str) -> str:
    """By the catalogue as it stands, or with its first letter small; empty where it is not in there."""
    said = QCoreApplication.translate(BELOW, text) if text else ""
    if said != text or not text:
        return said
    if text[0].isupper():
        small = text[0].lower() + text[1:]
        said = QCoreApplication.translate(BELOW, small)
        if said != small:
            return said[0].upper() + said[1:]
    if _NUMBER.fullmatch(text) and not text.isdecimal():
        whole, _, fraction = text.replace(",", "").partition(".")
        return QLocale().toString(float(f"{whole}.{fraction or 0}"), "f", len(fraction))
    return ""


def _filled(spoken: str, text: str, depth: int, *, parts_only: bool = False) -> str:
    """By the template that it was made of; empty where there is none. parts_only: not by those of whole sentences."""
    for template in _templates():
        if parts_only and not template.part:
            continue
        found = template.pattern.fullmatch(text) if template.longest in text else None
        if found is not None and (not template.short or not found[1].strip() or _NUMBER.fullmatch(found[1].strip())):
            said = QCoreApplication.translate(BELOW, template.text)
            gaps = [
                gap if number in template.names else _said(spoken, gap, depth - 1)
                for number, gap in enumerate(found.groups())
            ]
            return "".join(gaps[int(piece)] if place % 2 else piece for place, piece in enumerate(_HOLE.split(said)))
    return ""


def _listed(spoken: str, text: str, depth: int) -> str:
    """Piece by piece between commas; empty where a piece is not in the catalogue."""
    end = "." if text.endswith(".") else ""
    pieces = text.removesuffix(".").split(", ")
    if len(pieces) == 1 and not end:
        return ""
    said = [_word(piece) or _filled(spoken, piece, depth, parts_only=True) for piece in pieces]
    return ", ".join(said) + end if all(said) else ""


def _parts(spoken: str, text: str, depth: int) -> str:
    """Line by line, behind a name, or sentence by sentence; empty where there is one part only."""
    lines = text.split("\n")
    if len(lines) > 1:
        return "\n".join(_said(spoken, line, depth - 1) for line in lines)
    for colon in re.finditer(": ", text):  # “photo.jpg: what is wrong with it”
        tail = text[colon.end() :]
        said = _word(tail) or _filled(spoken, tail, depth)
        if said:
            return text[: colon.end()] + said
    sentences = _NEXT_SENTENCE.split(text)
    if len(sentences) > 1:
        return " ".join(_said(spoken, sentence, depth - 1) for sentence in sentences)
    return ""


@dataclass(frozen=True, slots=True)
class _Template:
    """text: with numbered holes. longest: of its fixed parts. names: numbers of holes in quotes, which hold names.
    part: of a sentence. short: a unit or a word beside a number, so that it is taken for numbers alone.
    """

    text: str
    longest: str
    part: bool
    short: bool
    names: frozenset[int]

    @property
    def pattern(self) -> re.Pattern[str]:
        return _pattern(self.text)


@functools.cache
def _pattern(template: str) -> re.Pattern[str]:
    fixed = _HOLE.split(template)[::2]
    return re.compile("(.*?)".join(map(re.escape, fixed)), re.DOTALL)


@functools.cache
def _templates() -> tuple[_Template, ...]:
    """All of the catalogue, those with the longest fixed parts first."""
    texts: list[str] = json.loads((resources() / "i18n" / "templates.json").read_text("utf-8"))
    return tuple(
        _Template(
            text,
            max(_HOLE.split(text)[::2], key=len),
            (part := not _HOLE.sub("", text).rstrip().endswith((".", "?"))),
            part and len(_HOLE.sub("", text).strip()) < _SHORT,
            frozenset(int(found[1]) for found in re.finditer(r"“\{(\d+)\}”", text)),
        )
        for text in texts
    )
