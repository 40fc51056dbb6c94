"""The report of a batch: a page with everything in it (thumbnails, measures, steps, reasons) and a table beside it.

Both grow line by line while the batch runs, so they can be read at any time; at the end they are written once more,
whole and in the order of the plan.
"""

from __future__ import annotations

import base64
import contextlib
import csv
import datetime
import html
import io
import logging
import string
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from restorer import __version__
from restorer.batch.journal import Journal, Row
from restorer.batch.plan import State
from restorer.batch.request import BatchRequest
from restorer.batch.scan import counted
from restorer.batch.summary import in_words
from restorer.core.errors import BadRequest, RestorerError
from restorer.core.files import file_error, place

log = logging.getLogger(__name__)

SUFFIXES = (".html", ".htm")

_COLUMNS = (
    "number",
    "source",
    "output",
    "state",
    "reason",
    "seconds",
    "steps",
    "weights",
    "device",
    "precision",
    "width",
    "height",
    "output_width",
    "output_height",
    "noise",
    "jpeg_quality",
    "faded",
    "tone",
    "warnings",
    "source_sha256",
    "output_sha256",
)
_OPERATIONS = {
    "frame": "turned",
    "fade": "fading undone",
    "denoise": "denoised",
    "colorize": "coloured",
    "upscale": "enlarged",
}
_BARE = ' class="bare"'
_ENDED = tuple(state for state in State if state.ended)

_HEAD = string.Template("""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Restored photos</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
/* Two pictures side by side fit any width; what is said of them stands beside them where there is room. */
:root { color-scheme: light dark; --bad: #b3261e; font: 15px/1.45 system-ui, sans-serif; }
@media (prefers-color-scheme: dark) { :root { --bad: #ff8a80; } }
body { margin: 2rem auto; max-width: 70rem; padding: 0 1rem; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; margin: 0 0 .3rem; } h2 { font-size: 1rem; margin: 0; } p { margin: .3rem 0; }
.said { opacity: .75; } .bad { color: var(--bad); }
article { display: grid; grid-template-columns: repeat(2, minmax(0, 15.5rem)); gap: .5rem 1rem; padding: 1rem 0;
  border-top: 1px solid #8885; align-items: start; content-visibility: auto; contain-intrinsic-size: auto 22rem; }
figure { margin: 0; } img { max-width: 100%; max-height: 15.5rem; border-radius: 3px; display: block; }
figcaption { font-size: .8rem; opacity: .7; } summary { cursor: pointer; }
.details { grid-column: 1 / -1; }
.done::before { content: "Done: "; opacity: .7; } .warning::before { content: "Note: "; opacity: .7; }
ul { margin: .3rem 0; padding-left: 1.2rem; }
@media (min-width: 55rem) { article { grid-template-columns: 15.5rem 15.5rem 1fr; contain-intrinsic-size: auto 18rem; }
  .details { grid-column: 3; } .bare .details { grid-column: 1 / -1; } }
@media print { article { break-inside: avoid; content-visibility: visible; } }
</style></head><body>
<h1>Restored photos</h1>
<p>$summary</p>
<p class="said">$request</p>
$left_out""")
_RUNNING = "The batch is still at work. This page grows; load it again to see more."


class Report:
    """Writes PATH (.html) and the table beside it (.csv) from what the journal says."""

    def __init__(self, path: Path, request: BatchRequest, journal: Journal) -> None:
        self._path, self._request, self._journal = path, request, journal
        self._table = path.with_suffix(".csv")
        self._behind = False  # something could not be added, so what stands there ends anywhere

    @property
    def table(self) -> Path:
        """The file with the table."""
        return self._table

    def begin(self) -> None:
        """Write what is known so far.

        Raises
        ------
        RestorerError
            it cannot be written there.
        """
        check_report_path(self._path)
        self._write(running=True)

    def add(self, number: int) -> None:
        """A photo has ended: put it at the end. A report that cannot be written now is written with the next one."""
        try:
            if self._behind:
                self._write(running=True)
                self._behind = False
                return
            row = self._journal.row(number)
            with self._path.open("a", encoding="utf-8") as page:
                page.write(self._article(row))
            with self._table.open("a", encoding="utf-8", newline="") as table:
                table.write(_line(_values(row, self._request)))
        except (OSError, RestorerError) as error:
            log.warning("the report is behind: %s", error)
            self._behind = True

    def finish(self) -> None:
        """Write all of it anew, in the order of the plan.

        Raises
        ------
        RestorerError
            it cannot be written there.
        """
        self._write(running=False)

    def _write(self, *, running: bool) -> None:
        self._replace(self._path, self._page(running))
        self._replace(self._table, self._lines())

    def _replace(self, path: Path, parts: Iterator[str]) -> None:
        # Always the same name, so that what a kill leaves is taken up by the next try.
        partial = path.with_name(f".{path.name}.partial")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with partial.open("w", encoding="utf-8", newline="") as file:
                file.writelines(parts)
            place(partial, path, overwrite=True)
        except OSError as error:
            with contextlib.suppress(OSError):  # what could not be written may not be removable
                partial.unlink(missing_ok=True)
            raise file_error(error, path, "writing") from error

    def _page(self, running: bool) -> Iterator[str]:
        summary = _RUNNING if running else in_words(self._journal.counts())
        left_out = "" if running else "".join(self._left_out())
        yield _HEAD.substitute(summary=_safe(summary), request=_safe(_described(self._request)), left_out=left_out)
        for row in self._journal.rows(*_ENDED):
            yield self._article(row)
        if not running:
            yield "</body></html>\n"

    def _left_out(self) -> Iterator[str]:
        """A list of what was not restored, that leads to each."""
        rows = tuple(self._journal.rows(*(state for state in _ENDED if not state.done)))
        if rows:
            yield f"<details><summary>{counted(len(rows), 'photo')} without an output</summary><ul>"
            for row in rows:
                said = f"{row.state.value}: {row.reason}"
                yield f'<li><a href="#photo-{row.number}">{_safe(row.source.name)}</a> {_safe(said)}</li>'
            yield "</ul></details>\n"

    def _lines(self) -> Iterator[str]:
        # The mark tells spreadsheets that it is UTF-8.
        yield "\ufeff" + _line(dict(zip(_COLUMNS, _COLUMNS, strict=True)))
        for row in self._journal.rows(*_ENDED):
            yield _line(_values(row, self._request))

    def _article(self, row: Row) -> str:
        before, after = self._journal.thumbnails(row.number)
        figures = _figure(before, _size("before", row.told.get("size")))
        figures += _figure(after, _size("after", row.told.get("output_size")))
        return (
            f'<article id="photo-{row.number}"{"" if figures else _BARE}>{figures}'
            f'<div class="details"><h2>{_safe(row.source.name)}</h2>{"".join(_said(row))}</div></article>\n'
        )


def check_report_path(path: Path) -> None:
    """Refuse what would be no page or might be a photo.

    Raises
    ------
    BadRequest
        the name does not end as a page's does.
    """
    if path.suffix.lower() not in SUFFIXES or path.is_dir():
        raise BadRequest(f"The report is a page: give it a name that ends with .html, not “{path.name}”.")


def _said(row: Row) -> Iterator[str]:
    output = f" → {_safe(row.target)}" if row.state.done else ""
    kind = "" if row.state in (State.RESTORED, State.UNCHANGED, State.SKIPPED) else ' class="bad"'
    reason = f": {_safe(row.reason)}" if row.reason else ""
    yield f'<p class="said">{_safe(row.source.parent)}{output}</p><p{kind}>{row.state.value.capitalize()}{reason}</p>'
    yield from _listed(row.told.get("reasons", ()))
    steps = [
        f"{_OPERATIONS.get(step['operation'], step['operation'])}"
        + (f" with {', '.join(step['weights'])}" if step["weights"] else "")
        + f" ({step['seconds']:.1f} s, {step['device']}, {step['precision']})"
        for step in row.told.get("steps", ())
    ]
    if steps:
        yield f'<p class="done">{_safe("; ".join(steps))}</p>'
    for warning in row.told.get("warnings", ()):
        yield f'<p class="warning">{_safe(warning)}</p>'
    measures = _measures(row.told.get("measured"))
    time = f"{row.seconds:.1f} s" if row.seconds else ""
    small = "; ".join(part for part in (measures, time) if part)
    if small:
        yield f'<p class="said">{_safe(small)}</p>'


def _listed(sentences: Sequence[str]) -> Iterator[str]:
    if sentences:
        yield f"<ul>{''.join(f'<li>{_safe(sentence)}</li>' for sentence in sentences)}</ul>"


def _measures(measured: dict[str, Any] | None) -> str:
    if measured is None:
        return ""
    jpeg = "" if measured["jpeg"] is None else f"JPEG quality {measured['jpeg']}, "
    return (
        f"Measured: noise {measured['noise']} of 255, {jpeg}"
        f"faded {measured['faded']:.0%}, {'colour' if measured['tone'] == 'colour' else measured['tone']}"
    )


def _figure(jpeg: bytes | None, caption: str) -> str:
    if jpeg is None:
        return ""
    data = base64.b64encode(jpeg).decode("ascii")
    return (
        f'<figure><img src="data:image/jpeg;base64,{data}" alt="{caption}"><figcaption>{caption}</figcaption></figure>'
    )


def _size(what: str, size: list[int] | None) -> str:
    return what if size is None else f"{what}, {size[0]} × {size[1]}"


def _values(row: Row, request: BatchRequest) -> dict[str, Any]:
    told = row.told
    measured = told.get("measured") or {}
    width, height = told.get("size") or ("", "")
    output_width, output_height = told.get("output_size") or ("", "")
    steps = told.get("steps", ())
    return {
        "number": row.number,
        "source": row.source,
        "output": request.output / row.target if row.state.done and row.target is not None else "",
        "state": row.state.value,
        "reason": row.reason,
        "seconds": round(row.seconds, 3),
        "steps": " ".join(step["operation"] for step in steps),
        "weights": " ".join("+".join(step["weights"]) for step in steps if step["weights"]),
        "device": steps[-1]["device"] if steps else "",
        "precision": steps[-1]["precision"] if steps else "",
        "width": width,
        "height": height,
        "output_width": output_width,
        "output_height": output_height,
        "noise": measured.get("noise", ""),
        "jpeg_quality": measured.get("jpeg", ""),
        "faded": measured.get("faded", ""),
        "tone": measured.get("tone", ""),
        "warnings": " ".join(told.get("warnings", ())),
        "source_sha256": row.source_sha256 or "",
        "output_sha256": row.output_sha256 or "",
    }


def _line(values: dict[str, Any]) -> str:
    written = io.StringIO()
    csv.writer(written).writerow(_cell(values[column]) for column in _COLUMNS)
    return written.getvalue()


def _cell(value: Any) -> Any:
    """As it can stand in a table. What a spreadsheet would compute gets a mark that keeps it text."""
    text = "" if value is None else _plain(str(value))
    return (
        f"'{text}"
        if text.startswith(("=", "+", "-", "@", "\t", "\r")) and not isinstance(value, (int, float))
        else text
    )


def _described(request: BatchRequest) -> str:
    inputs = ", ".join(str(path) for path in request.inputs)
    today = datetime.date.today().isoformat()
    return f"{inputs} → {request.output} ({request.label}), {today}, Restorer {__version__}"


def _safe(said: object) -> str:
    return html.escape(_plain(str(said)))


def _plain(text: str) -> str:
    """Without what cannot be written as UTF-8 (names that are not)."""
    return text.encode("utf-8", "replace").decode("utf-8")
