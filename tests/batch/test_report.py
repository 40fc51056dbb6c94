"""The report: a page that needs nothing beside it, and a table."""

from __future__ import annotations

import base64
import csv
import io
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from restorer.batch.events import BatchEvent, PhotoEnded
from restorer.batch.journal import Journal
from restorer.batch.plan import State
from restorer.batch.report import Report
from restorer.batch.request import BatchRequest
from restorer.batch.summary import in_words
from restorer.core.errors import BadRequest

Ask = Callable[..., BatchRequest]
Begin = Callable[[BatchRequest], Journal]


class Page(HTMLParser):
    """Pictures and words of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.pictures: list[str] = []
        self.words: list[str] = []
        self.links: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in ("src", "href"):
                (self.pictures if tag == "img" else self.links).append(value or "")

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def table(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"))))


def test_a_report_is_whole_at_the_end_and_readable_while_it_runs(
    source: Path, request_of: Ask, begun: Begin, lanes: Any, tmp_path: Path
) -> None:
    request = request_of(source)
    journal = begun(request)
    report = Report(tmp_path / "reports" / "r.html", request, journal)
    report.begin()
    seen = []

    def tell(event: BatchEvent) -> None:
        if isinstance(event, PhotoEnded):
            report.add(event.number)
            seen.append(len(table(report.table)))
            page = Page((tmp_path / "reports" / "r.html").read_text("utf-8"))
            assert len(page.pictures) == 2 * (len(seen))
            assert any("still at work" in words for words in page.words)

    lanes.run(request, journal, tell=tell, pictures=True)
    report.finish()
    assert seen == [2, 3, 4, 5, 6]
    text = (tmp_path / "reports" / "r.html").read_text("utf-8")
    page = Page(text)
    assert "5 restored, 1 skipped (not readable)." in page.words
    assert text.rstrip().endswith("</html>")
    assert page.links == ["#photo-3"]  # what could not be read
    assert 'id="photo-3"' in text
    assert not re.search(r"https?://", text)
    for picture in page.pictures:
        kind, data = picture.split(",", 1)
        assert kind == "data:image/jpeg;base64"
        Image.open(io.BytesIO(base64.b64decode(data))).load()
    rows = table(report.table)
    assert [row["number"] for row in rows] == ["1", "2", "3", "4", "5", "6"]
    assert {row["state"] for row in rows} == {"restored", "unreadable"}
    assert rows[0]["steps"] == "frame"
    assert (rows[0]["width"], rows[0]["output_width"]) == ("40", "30")
    assert sorted(path.name for path in (tmp_path / "reports").iterdir()) == ["r.csv", "r.html"]


def test_photos_of_an_earlier_run_are_pictured_too(
    source: Path, request_of: Ask, begun: Begin, lanes: Any, tmp_path: Path
) -> None:
    request = request_of(source)
    journal = begun(request)
    lanes.run(request, journal)
    assert len(journal.without_pictures()) == 5
    lanes.run(request, journal, pictures=True)
    assert journal.without_pictures() == ()
    assert [path.name for path in lanes.scratch.folder.iterdir()] == ["lock"]


def test_names_do_no_harm_in_a_page_or_a_table(
    tmp_path: Path, request_of: Ask, begun: Begin, photo: Callable[..., Path]
) -> None:
    photo(tmp_path / "in" / "=1+1 <script>alert(1)<!script>.png")
    request = request_of(tmp_path / "in", label="=cmd")
    journal = begun(request)
    journal.change(1, state=State.FAILED, reason="=HYPERLINK(1) <b>", told={"warnings": ["</article><script>"]})
    report = Report(tmp_path / "r.html", request, journal)
    report.begin()
    report.finish()
    text = (tmp_path / "r.html").read_text("utf-8")
    assert "<script" not in text
    assert "<b>" not in text
    (row,) = table(report.table)
    assert row["reason"].startswith("'=")


def test_a_report_is_never_written_over_a_photo(source: Path, request_of: Ask, begun: Begin) -> None:
    request = request_of(source)
    with pytest.raises(BadRequest, match="html"):
        Report(source / "a.png", request, begun(request)).begin()


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ({State.RESTORED: 1240, State.UNCHANGED: 31, State.SKIPPED: 13},
         "1,240 restored, 31 left unchanged (nothing to restore), 13 skipped."),
        ({State.RESTORED: 2, State.SKIPPED: 3, State.UNREADABLE: 1}, "2 restored, 4 skipped (1 not readable)."),
        ({State.FAILED: 1, State.ASIDE: 2, State.WAITING: 3}, "0 restored, 1 failed, 2 set aside, 3 still to do."),
    ],
)  # fmt: skip
def test_what_became_of_a_batch_is_one_sentence(counts: dict[State, int], words: str) -> None:
    assert in_words(dict.fromkeys(State, 0) | counts) == words
