"""The log file: small, found where it is said to be, and without anybody's home folder."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from restorer.core.files import Places
from restorer.core.log import PrivateFormatter, log_file, redacted, start_log


@pytest.fixture(autouse=True)
def ours() -> Iterator[logging.Logger]:
    """The logger above all of ours, as it was before when the test is over."""
    logger = logging.getLogger("restorer")
    handlers, level = list(logger.handlers), logger.level
    yield logger
    for handler in set(logger.handlers) - set(handlers):
        logger.removeHandler(handler)
        handler.close()
    logger.setLevel(level)


def test_records_of_every_module_are_in_the_file(tmp_path: Path) -> None:
    path = start_log(Places.below(tmp_path))
    logging.getLogger("restorer.engines.run").info("begun with %d tiles", 12)
    assert path == log_file(Places.below(tmp_path))
    assert path is not None
    assert "INFO restorer.engines.run: begun with 12 tiles" in path.read_text("utf-8")


def test_starting_twice_writes_each_record_once(tmp_path: Path) -> None:
    path = start_log(Places.below(tmp_path))
    assert start_log(Places.below(tmp_path)) == path
    logging.getLogger("restorer").warning("said once")
    assert path is not None
    assert path.read_text("utf-8").count("said once") == 1


def test_the_file_does_not_grow_without_end(tmp_path: Path) -> None:
    path = start_log(Places.below(tmp_path))
    assert path is not None
    for number in range(3000):
        logging.getLogger("restorer").info("%d %s", number, "x" * 1000)
    assert sum(file.stat().st_size for file in path.parent.iterdir()) <= 2 * 2**20 + 5000
    assert "2999 " in path.read_text("utf-8")


def test_a_file_that_cannot_be_renamed_is_written_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = start_log(Places.below(tmp_path))
    assert path is not None

    def refuse(*_: object) -> None:
        raise PermissionError(13, "The process cannot access the file")

    monkeypatch.setattr("os.rename", refuse)
    for number in range(600):
        logging.getLogger("restorer").info("%d %s", number, "x" * 1000)
    text = path.read_text("utf-8")
    assert all(f" {number} x" in text for number in range(600))


def test_a_folder_that_cannot_be_made_is_no_reason_to_fail(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where the folder should be")
    assert start_log(Places.below(tmp_path)) is None


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("reading /srv/people/anna/Bilder/1.jpg", "reading ~/Bilder/1.jpg"),
        ("PosixPath('/srv/people/anna')", "PosixPath('~')"),
        ("/srv/people/annabel/1.jpg", "/srv/people/annabel/1.jpg"),
        ("/mnt/srv/people/anna/1.jpg", "/mnt/srv/people/anna/1.jpg"),
        ("/home/otto/old photos/1.jpg", "~/old photos/1.jpg"),
        ("/Users/otto/1.jpg and /Users/ida/2.jpg", "~/1.jpg and ~/2.jpg"),
        (r"C:\Users\Otto\1.jpg", r"~\1.jpg"),
        (r"WindowsPath('C:\\Users\\Otto\\1.jpg')", r"WindowsPath('~\\1.jpg')"),
        ("/mnt/photos/1.jpg", "/mnt/photos/1.jpg"),
    ],
)
def test_homes_are_not_named(text: str, shown: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "home", lambda: Path("/srv/people/anna"))
    assert redacted(text) == shown


def test_tracebacks_name_no_home_either(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "home", lambda: Path("/srv/people/anna"))
    try:
        raise OSError(2, "No such file", "/srv/people/anna/1.jpg")
    except OSError as error:
        record = logging.LogRecord("restorer.x", logging.ERROR, "", 1, "failed", (), (OSError, error, None))
    assert "'~/1.jpg'" in PrivateFormatter().format(record)
