"""Every string that the window may show, found in the source: what goes through Qt, and what comes from below it.

Below Qt, words and sentences are plain Python. A sentence with gaps (an f-string) becomes a template with numbered
holes, “{0}” and so on; `restorer.ui.text.translated` finds it again by its fixed parts.
"""

from __future__ import annotations

import ast
import functools
import itertools
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from restorer.batch.names import FIELDS
from restorer.core.settings import Settings
from restorer.jobs.words import STAGES
from restorer.photo.formats import FORMATS
from restorer.recipe.controls import Choice, Slider, Whole
from restorer.recipe.operation import parameters
from restorer.recipe.operations import OPERATIONS
from restorer.recipe.presets import read_preset
from restorer.ui.actions import SPECS
from restorer.ui.dialogs.help import ON_THE_PHOTO
from restorer.ui.frame_bar import RATIOS
from restorer.ui.menus import MENUS
from restorer.ui.panels.hints_row import PALETTE
from restorer.ui.text import BELOW
from restorer.weights.catalogue import load_catalogue

ROOT = Path(__file__).resolve().parents[2]
SHOWN_BELOW = ("core", "photo", "recipe", "weights", "engines", "analysis", "worker", "jobs", "document", "batch")

NOT_SHOWN = ("batch/cluster", "batch/elsewhere", "batch/report", "core/log", "weights/card", "worker/child")
"""Beginnings of modules whose strings the window never shows: pages, logs, what the command line says."""

PARTS = {
    "analysis/proposal.py",
    "batch/plan.py",
    "batch/request.py",
    "batch/scan.py",
    "batch/summary.py",
    "batch/trouble.py",
    "engines/choice.py",
    "engines/placement.py",
    "engines/run_redo.py",
    "engines/selftest.py",
    "jobs/estimate.py",
    "photo/header_blobs.py",
    "photo/limits.py",
    "photo/sniff.py",
    "photo/xmp_packet.py",
    "recipe/controls.py",
    "recipe/recipe.py",
    "worker/process.py",
}
"""Modules that make parts of sentences, which do not end like one."""

_SILENT = {"debug", "info", "warning", "exception", "critical", "log", "execute", "compile", "Struct", "getLogger"}
_SILENT |= {"ValueError", "TypeError", "RuntimeError", "AssertionError", "Unsuitable", "DirectoryError"}
_SILENT |= {"NotAsWritten", "startswith", "OutOfMemory", "NotImplementedError", "strftime"}
"""Calls whose strings nobody sees but in a log."""

_ENDS = (".", "?", "!", "…", ".”")


class String(NamedTuple):
    """One to be translated. plural: it counts something (Qt's %n)."""

    context: str
    text: str
    plural: bool = False


@functools.cache
def all_strings() -> tuple[String, ...]:
    """Each once, in an order that does not depend on the machine."""
    found = dict.fromkeys(
        String(BELOW, text) for text in (*_words(), *_EXTRA, *_sentences()) if _says(text) and text not in _TOO_OPEN
    )
    for path in sorted((ROOT / "restorer/ui").rglob("*.py")):
        found |= dict.fromkeys(_of_window(path))
    return tuple(sorted(found | dict.fromkeys(_tables())))


def templates() -> list[str]:
    """The sentences with holes, those with the longest fixed part first, as they are to be tried."""
    texts = [one.text for one in all_strings() if one.context == BELOW and _HOLE.search(one.text)]
    return sorted(texts, key=lambda text: (-len(_HOLE.sub("", text)), text))


_HOLE = re.compile(r"\{\d+\}")
_LAST_HOLES = re.compile(r"(\{\d+\})+$")


def _says(text: str) -> bool:
    return bool(re.search(r"[^\W\d_]{2,}", _HOLE.sub("", text)))


# ---- what the layers below say of themselves


def _words() -> Iterator[str]:
    for kind in OPERATIONS:
        yield from (kind.title, kind.summary)
        for parameter in parameters(kind):
            control = parameter.control
            yield from (control.label, control.tip)
            if isinstance(control, Slider):
                yield from (control.unit, control.low_name, control.high_name)
            elif isinstance(control, Whole):
                yield from (control.unit, control.zero_name)
            elif isinstance(control, Choice):
                yield from (title for _, title in control.options)
    for path in sorted((ROOT / "resources/presets").glob("*.json")):
        preset = read_preset(path, own=False)
        yield from (preset.title, preset.summary)
    yield from STAGES.values()
    yield from (name for name, _ in PALETTE)
    yield from FIELDS.values()
    for entry in load_catalogue().weights:
        yield from (entry.title, entry.licence)
    yield Settings().save_names
    yield from (one.title for one in FORMATS if " " in one.title)


_EXTRA = (
    # `batch.scan.counted` makes these of a number and a word.
    *(f"{{0}} {photo} in {{1}} {folder}" for photo in ("photo", "photos") for folder in ("folder", "folders")),
    *(f"{{0}} {what}" for what in ("photo", "photos", "folder", "folders", "other file", "other files")),
    *(f"{{0}} {what} not readable" for what in ("folder", "folders")),
    ", or auto",
    *(f"{name} block" for name in ("EXIF", "IPTC", "XMP")),
    # Words that are put into gaps from variables.
    *("width", "height", "crashed", "grey", "nothing", "true", "false", "preset", "recipe"),
    # What systems say most often of files.
    "Permission denied",
    "Input/output error",
    "Is a directory",
    "Not a directory",
    "File name too long",
    "Operation not permitted",
    "Read-only file system",
)


_TOO_OPEN = {"{0} in {1}", "{0} block", "block", ", or {0}", "{0}, {1}"}
"""Templates that would be found in too much."""


# ---- sentences below Qt


def _sentences() -> Iterator[str]:
    for layer in SHOWN_BELOW:
        for path in sorted((ROOT / "restorer" / layer).rglob("*.py")):
            name = path.relative_to(ROOT / "restorer").as_posix()
            if not name.startswith(NOT_SHOWN):
                finder = _Sentences(parts=name in PARTS)
                finder.visit(ast.parse(path.read_text("utf-8")))
                yield from finder.found


class _Sentences(ast.NodeVisitor):
    """Strings of one module that somebody may see. parts: also those that do not end as sentences do."""

    def __init__(self, *, parts: bool) -> None:
        self._parts = parts
        self._shown = False  # within a call that takes part of a sentence
        self.found: list[str] = []

    def visit_Expr(self, node: ast.Expr) -> None:
        if not isinstance(node.value, ast.Constant):  # what stands alone is a docstring
            self.generic_visit(node)

    def visit_Assert(self, node: ast.Assert) -> None:
        pass

    def visit_Compare(self, node: ast.Compare) -> None:
        pass

    def visit_Subscript(self, node: ast.Subscript) -> None:
        self.visit(node.value)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self.visit(node.value)

    def visit_arguments(self, node: ast.arguments) -> None:
        pass

    def visit_Call(self, node: ast.Call) -> None:
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name in _SILENT:
            return
        before, self._shown = self._shown, name in ("file_error", "XmpError")
        self.visit(node.func)
        for argument in node.args:
            self.visit(argument)
        for keyword in node.keywords:
            if keyword.arg != "detail":
                self.visit(keyword.value)
        self._shown = before

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        self._take(_template([node]))
        for value in node.values:
            if isinstance(value, ast.FormattedValue):
                self.visit(value.value)

    def visit_BinOp(self, node: ast.BinOp) -> None:
        """What is added up is one sentence; its pieces are found as well."""
        pieces = _summands(node)
        if any(isinstance(piece, ast.JoinedStr) for piece in pieces):
            self._take(_template(pieces))
        self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, str):
            self._take(node.value)

    def _take(self, text: str) -> None:
        fixed = _LAST_HOLES.sub("", text).rstrip()
        whole = fixed.endswith(_ENDS) and " " in fixed.strip()
        part = (self._shown and "." not in text) or (self._parts and (" " in text.strip() or text[:1] == " "))
        if (whole or part) and "%(" not in text and "<" not in text:
            holes = itertools.count()
            self.found.append(re.sub(r"\{\}", lambda _: f"{{{next(holes)}}}", text.strip()))


def _summands(node: ast.expr) -> list[ast.expr]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return [*_summands(node.left), *_summands(node.right)]
    return [node]


def _template(summands: list[ast.expr]) -> str:
    """F-strings and what is added to them, with their gaps numbered."""
    holes = itertools.count()
    values = [one for part in summands for one in (part.values if isinstance(part, ast.JoinedStr) else [part])]
    return "".join(
        one.value if isinstance(one, ast.Constant) and isinstance(one.value, str) else f"{{{next(holes)}}}"
        for one in values
    )


# ---- the window's own


def _tables() -> Iterator[String]:
    """Strings that stand in tables and are translated where they are used."""
    for spec in SPECS:
        yield from (String("actions", text) for text in (spec.text, spec.tip, spec.short) if _says(text))
    yield from (String("menus", title) for title, _ in MENUS)
    yield from (String("FrameBar", title) for title, _ in RATIOS if _says(title))
    yield from (String("Shortcuts", text) for pair in ON_THE_PHOTO for text in pair if _says(text))


_IN_TABLES = {"actions", "menus", "FrameBar", "Shortcuts", BELOW, "BELOW"}


def _of_window(path: Path) -> Iterator[String]:
    """What one module says through `self.tr`, `QCoreApplication.translate` or a `_tr` of its own."""
    tree = ast.parse(path.read_text("utf-8"))
    own = _own_context(tree)
    for context, node in _calls(tree):
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        texts: list[ast.expr] = list(node.args)
        if name == "_tr":
            context = own
        elif name == "translate" and len(texts) > 1 and not isinstance(node.func, ast.Name):
            first = texts.pop(0)
            if not isinstance(first, ast.Constant) or not isinstance(first.value, str):
                continue  # of a painter, say
            context = first.value
        elif name != "tr":
            continue
        text = texts[0]
        if isinstance(text, ast.Constant) and isinstance(text.value, str):
            if _says(text.value) and not context:
                raise SystemExit(f"{path.name}:{node.lineno}: whose `tr` this is cannot be told.")
            if _says(text.value):
                yield String(context, text.value, "%n" in text.value or "%Ln" in text.value)
        elif context not in _IN_TABLES and not (name == "translate" and context == own):
            raise SystemExit(
                f"{path.name}:{node.lineno}: translate a literal, or add its table to {Path(__file__).name}."
            )


def _own_context(tree: ast.Module) -> str:
    """Of the module's function `_tr`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name == "_tr":
            for call in ast.walk(node):
                if isinstance(call, ast.Call) and call.args and isinstance(call.args[0], ast.Constant):
                    return str(call.args[0].value)
    return ""


def _calls(tree: ast.AST, context: str = "") -> Iterator[tuple[str, ast.Call]]:
    """All calls, each with the class whose `tr` it would use: where it stands, or of a function's argument."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Call):
            yield context, node
        inner = context
        if isinstance(node, ast.ClassDef):
            inner = node.name
        elif isinstance(node, ast.FunctionDef) and not context:
            kinds = (argument.annotation for argument in node.args.args)
            inner = next((kind.id for kind in kinds if isinstance(kind, ast.Name) and kind.id[0].isupper()), "")
        yield from _calls(node, inner)


def as_source(strings: Iterable[String]) -> str:
    """The strings as a program that lupdate reads."""
    lines = []
    for context, text, plural in strings:
        quoted = "".join(_ESCAPED.get(letter, letter) for letter in text)
        lines.append(f'QCoreApplication.translate("{context}", "{quoted}"' + (', "", 1)' if plural else ")"))
    return "\n".join(lines) + "\n"


_ESCAPED = {"\\": "\\\\", '"': '\\"', "\n": "\\n"}
