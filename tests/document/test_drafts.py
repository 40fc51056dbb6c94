"""Work that outlives a killed window."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

from restorer.core.errors import RestorerError
from restorer.core.files import Places, partial_beside
from restorer.document.document import Document
from restorer.document.drafts import Drafts
from restorer.recipe.operations import Denoise
from restorer.recipe.recipe import Recipe

KILLED = """
    import os, signal
    from pathlib import Path
    from restorer.core.files import Places
    from restorer.document.document import Document
    from restorer.document.drafts import Drafts
    from restorer.recipe.operations import Denoise

    drafts = Drafts(Places.below(Path({home!r})))
    document = Document(Path("old.jpg"))
    document.set_step("Denoise: strength 40", Denoise(strength=40))
    document.set_step("Denoise: strength 60", Denoise(strength=60))
    document.undo()
    drafts.keep(document, "one")
    picture = drafts.picture_path(".png")
    picture.write_bytes(b"pasted")
    drafts.keep(Document(picture, draft=True), "two")
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_work_of_a_killed_window_is_offered_again_and_moves_to_the_new_one(tmp_path: Path) -> None:
    code = textwrap.dedent(KILLED.format(home=str(tmp_path)))
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == -9
    drafts = Drafts(Places.below(tmp_path))
    one, two = drafts.left_behind()
    assert one.source == Path("old.jpg")
    assert one.history.present.recipe == Recipe((Denoise(strength=40),))
    assert one.history.redo_title == "Denoise: strength 60"
    assert one.clean == Recipe()
    assert two.pasted
    moved = drafts.take(two)
    assert moved.read_bytes() == b"pasted"
    assert not two.source.exists()
    drafts.take(one)
    assert drafts.left_behind() == ()
    drafts.close()
    assert not moved.exists(), "nothing was kept of it"


def test_a_living_window_s_drafts_are_not_offered(tmp_path: Path) -> None:
    places = Places.below(tmp_path)
    living, other = Drafts(places), Drafts(places)
    document = Document(Path("a.jpg"))
    living.keep(document, "one")
    assert other.left_behind() == ()
    other.give_up_left_behind()
    living.drop("one")
    living.keep(document, "two")
    living.close()
    (left,) = other.left_behind()
    assert left.source == Path("a.jpg"), "it was not saved before the end"


def test_what_is_kept_soon_and_dropped_is_written_in_order_and_there_at_the_end(tmp_path: Path) -> None:
    drafts, document = Drafts(Places.below(tmp_path)), Document(Path("a.jpg"))
    failures: list[RestorerError] = []
    for number in range(20):
        document.set_step(f"{number}", Denoise(strength=number + 1))
        drafts.keep_soon(document, "one", failures.append)
        drafts.keep_soon(document, "two", failures.append)
    drafts.drop("one")
    folder = tmp_path / "data" / "drafts"
    deadline = time.monotonic() + 60
    while [file.name for file in folder.glob("*/*.json")] != ["two.json"]:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    said = json.loads(next(folder.glob("*/two.json")).read_bytes())
    assert said["cursor"] == 20
    drafts.keep_soon(document, "three", failures.append)
    drafts.close()
    assert sorted(file.name for file in folder.glob("*/*.json")) == ["three.json", "two.json"]
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("drafts")]
    assert failures == []
    again = Drafts(Places.below(tmp_path))
    again.give_up_left_behind()
    again.close()
    assert list(folder.iterdir()) == []


def test_a_draft_that_cannot_be_kept_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where the folder should be")
    drafts, failures = Drafts(Places.below(tmp_path)), []  # type: tuple[Drafts, list[RestorerError]]
    drafts.keep_soon(Document(Path("a.jpg")), "one", failures.append)
    drafts.close()
    assert len(failures) == 1


def test_a_damaged_draft_is_left_out(tmp_path: Path) -> None:
    places = Places.below(tmp_path)
    folder = places.data / "drafts" / "dead"
    folder.mkdir(parents=True)
    for number, content in enumerate(["", "{", "[]", '{"schema": 1}', '{"schema": 1, "entries": [], "cursor": 3}']):
        (folder / f"{number}.json").write_text(content)
    assert Drafts(places).left_behind() == ()


def test_what_a_killed_window_was_still_writing_is_not_offered_beside_the_whole(tmp_path: Path) -> None:
    code = textwrap.dedent(KILLED.format(home=str(tmp_path)))
    subprocess.run([sys.executable, "-c", code], check=False)
    (whole,) = [file for file in tmp_path.rglob("*.json") if "old.jpg" in file.read_text("utf-8")]
    with partial_beside(whole) as partial:
        partial.write_bytes(whole.read_bytes())
        drafts = Drafts(Places.below(tmp_path))
        assert len(drafts.left_behind()) == 2
        drafts.close()
