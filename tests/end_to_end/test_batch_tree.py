"""A tree of 60 real photos with everything in it that folders really hold, restored by shell and by the dialog."""

from __future__ import annotations

import csv
import hashlib
import io
import itertools
import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

if sys.platform.startswith("linux") and not os.environ.get("DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from restorer.core.files import Places
from restorer.core.geometry import Size
from restorer.core.settings import Settings
from restorer.photo.limits import Limits
from restorer.photo.read_header import peek
from restorer.recipe.operations.frame import Frame
from restorer.recipe.presets import Presets
from restorer.recipe.recipe import Recipe
from restorer.ui.application import Application
from restorer.ui.dialogs.batch_dialog import REPORT

SHARED = Path(__file__).resolve().parents[2] / "../shared"

pytestmark = [
    pytest.mark.timeout(900),
    pytest.mark.skipif(not (SHARED / "testsets").is_dir(), reason="the photos of ../shared are not there"),
    pytest.mark.skipif(os.name == "nt", reason="Windows cannot hold such a tree"),
]

PHOTOS = 60
WAIT_MS = 600_000
MARKER = ".restorer-batch"
TURNED = ("--set", "frame.turn=90")

# Names that programs stumble over, and what the outputs are called: the same, but for what no path may hold.
HOSTILE = {
    "two\nlines.png": "two_lines.png",
    "family 📷👵🏽.png": None,
    "dots....png": None,
    "space .png": "space.png",
    " leading.png": "leading.png",
    "é" * 123 + ".png": None,  # 250 bytes
    "CON.png": None,
    "nul.tar.png": None,
    "up..\\..\\up.png": "up.._.._up.png",
    "-rf.png": None,
    "$(ls) `id` ; %s {name} {0}.png": None,
    "gnp.\u202egpj.png": "gnp._gpj.png",
    "quote's \"&<b>.png": None,
    os.fsdecode(b"caf\xe9.png"): None,  # no UTF-8
}
# Of other formats, and what they become.
FORMATS = {
    "jpg_grey.jpg": ".jpg",
    "jpg_cmyk_adobe_profile.jpg": ".jpg",
    "jpg_orient_portrait_6.jpg": ".jpg",
    "tif_rgb16.tif": ".tif",
    "tif_lab8.tif": ".tif",
    "png_grey16.png": ".png",
    "png_rgba8.png": ".png",
    "webp_lossy.webp": ".webp",
    "avif_8bit.avif": ".avif",
    "heic_8bit.heic": ".jpg",
    "heic_10bit.heic": ".tif",
    "gif_static.gif": ".png",
    "bmp_24bit.bmp": ".png",
}
UNREADABLE = ("text_file.jpg", "empty_file.jpg", "html_page.jpg", "png_claims_60000x60000.png")
# Its header is sound: only reading it tells.
DAMAGED = "heic_truncated_60pct.heic"


@dataclass
class Tree:
    """A folder, and what must become of it. targets: by source, relative; None where nothing is written."""

    top: Path
    targets: dict[str, str | None] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)
    others: int = 0

    def put(self, photo: Path, name: str, target: str | None = None) -> None:
        """A photo under a name, and the name of its output (the same where none is said)."""
        place = self.top / name
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(photo, place)
        self.targets[name] = target or name

    def skip(self, name: str, reason: str) -> Path:
        """Something that looks like a photo and is skipped."""
        self.targets[name] = None
        self.reasons[name] = reason
        (self.top / name).parent.mkdir(parents=True, exist_ok=True)
        return self.top / name

    @property
    def outputs(self) -> dict[str, str]:
        return {source: target for source, target in self.targets.items() if target is not None}


def plant(top: Path, elsewhere: Path) -> Tree:
    """The tree."""
    tree = Tree(top)
    real = itertools.cycle(sorted((SHARED / "testsets" / "CBSD68").glob("*.png")))
    odd = SHARED / "oddfiles"
    for name, target in HOSTILE.items():
        tree.put(next(real), f"hostile/{name}", None if target is None else f"hostile/{target}")
    for name, suffix in FORMATS.items():
        tree.put(odd / name, f"formats/{name}", f"formats/{Path(name).stem}{suffix}")
    small = sorted((SHARED / "photos" / "small" / "flickr8k").glob("*.jpg"))[:8] or [odd / "jpg_baseline_420.jpg"]
    for number, photo in enumerate(small):
        tree.put(photo, f"albums/19{30 + number}/deep/er/{photo.name}")
    # Twins: by format, by case, by the way an é is spelled, by what a format becomes.
    tree.put(odd / "jpg_baseline_420.jpg", "twins/a.jpg")
    tree.put(next(real), "twins/a.png")
    tree.put(odd / "gif_static.gif", "twins/a.gif", "twins/a (2).png")
    tree.targets["twins/a.gif"], tree.targets["twins/a.png"] = "twins/a.png", "twins/a (2).png"  # in order of names
    tree.put(next(real), "twins/Case.png")
    tree.put(next(real), "twins/case.PNG", "twins/case (2).PNG")
    tree.put(next(real), "twins/e\u0301.png")
    tree.put(next(real), "twins/\u00e9.png", "twins/\u00e9 (2).png")
    tree.put(next(real), "twins/folder.png/inside.png")
    # Links and loops.
    tree.put(next(real), "links/photo.png")
    os.link(top / "links" / "photo.png", top / "links" / "second name.png")
    tree.targets["links/second name.png"] = "links/second name.png"
    shutil.copyfile(next(real), elsewhere / "far away.png")
    (top / "links" / "outside.png").symlink_to(elsewhere / "far away.png")
    tree.targets["links/outside.png"] = "links/outside.png"
    tree.skip("links/again.png", "photo of this batch").symlink_to(top / "links" / "photo.png")
    tree.skip("links/nowhere.png", "leads nowhere").symlink_to(top / "not there")
    tree.skip("links/round.png", "circle").symlink_to(top / "links" / "round.png")
    tree.skip("links/loop.jpg", "link to a folder").symlink_to(top)
    (top / "links" / "loop").symlink_to(top)
    (top / "links" / "up").symlink_to("..")
    os.mkfifo(tree.skip("links/pipe.png", "pipe"))
    # What is no photo.
    for name in UNREADABLE:
        shutil.copyfile(odd / name, tree.skip(f"bad/{name}", ""))
    shutil.copyfile(odd / DAMAGED, tree.skip(f"bad/{DAMAGED}", ""))
    if os.geteuid() != 0:
        locked = tree.skip("bad/locked.png", "ermission")
        shutil.copyfile(next(real), locked)
        locked.chmod(0)
    for name in ("notes.txt", "Thumbs.db", "film.mp4", "no suffix"):
        (top / "bad" / name).write_bytes(b"x")
    for name in (".hidden.png", "..png", "._a.jpg"):
        (top / "bad" / name).write_bytes(b"x")
    tree.others = 4 + 2  # with the links to folders
    while len(tree.outputs) < PHOTOS:
        number = len(tree.outputs)
        tree.put(next(real), f"rest/{number}.png")
    return tree


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "in").mkdir()
    return plant(tmp_path / "in", tmp_path / "elsewhere")


def run(tmp_path: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "restorer.cli.main", "batch", str(tmp_path / "in"), str(tmp_path / "out"), *words]
    # As strict as most terminals are.
    surroundings = {**os.environ, "RESTORER_HOME": str(tmp_path / "home"), "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(command, env=surroundings, capture_output=True, text=True, check=False, timeout=800)


def said(done: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in done.stdout.splitlines()]


def snapshot(folder: Path) -> dict[str, tuple[str, int]]:
    """Bytes and times of everything below a folder, links not followed."""
    return {
        str(path.relative_to(folder)): (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.is_symlink()
    }


def test_a_tree_as_people_have_them(tmp_path: Path, tree: Tree) -> None:
    before, out = snapshot(tree.top), tmp_path / "out"
    planned = run(tmp_path, *TURNED, "--dry-run", "--json")
    assert planned.returncode == 0, planned.stderr
    assert not out.exists()
    assert f"{PHOTOS + 1} to do" in planned.stderr
    assert f"{tree.others} other files" in planned.stderr
    plan = {os.path.relpath(one["input"], tree.top): one for one in said(planned)}
    targets = {
        name: os.path.relpath(one["output"], out) if one["state"] == "waiting" else None for name, one in plan.items()
    }
    assert targets == tree.targets | {f"bad/{DAMAGED}": f"bad/{Path(DAMAGED).stem}.jpg"}
    for name, reason in tree.reasons.items():
        assert reason in plan[name]["reason"]
        assert plan[name]["reason"].endswith(".") or name == f"bad/{DAMAGED}"
    assert any("laid on white" not in loss and "sRGB" in loss for loss in plan["formats/tif_lab8.tif"]["losses"])

    done = run(tmp_path, *TURNED, "--json", "--report", str(tmp_path / "r.html"))
    assert done.returncode == 1, done.stderr  # some could not be read
    assert f"{PHOTOS} restored" in done.stderr
    assert "Traceback" not in done.stderr
    told = {os.path.relpath(one["input"], tree.top): one for one in said(done)}
    assert told.keys() == tree.outputs.keys() | {f"bad/{DAMAGED}"}
    assert told.pop(f"bad/{DAMAGED}")["state"] == "unreadable"
    assert {source: os.path.relpath(one["output"], out) for source, one in told.items()} == tree.outputs
    written = snapshot(out)
    check_outputs(tree, out, [MARKER])
    assert snapshot(tree.top) == before
    check_report(tmp_path / "r.html", tree, out, written)

    again = run(tmp_path, "--resume", "--json", "--report", str(tmp_path / "r.html"))
    assert again.returncode == 1
    assert again.stdout == ""
    assert f"0 of {len(tree.targets)} photos are left" in again.stderr
    assert snapshot(out) == written
    check_report(tmp_path / "r.html", tree, out, written)


@pytest.mark.endurance
def test_the_same_tree_by_the_dialog(tmp_path: Path, tree: Tree, qtbot: QtBot) -> None:
    before, places = snapshot(tree.top), Places.below(tmp_path / "home")
    Presets(places).save("Turned", Recipe((Frame(turn=90),)))
    application = Application(places, Settings())
    try:
        application.window.show()
        model = application.batches.model
        application.window.actions_["batch"].trigger()
        dialog = application.batches.dialog
        assert dialog is not None
        dialog.form.recipe.setCurrentIndex(dialog.form.recipe.findText("Turned"))
        dialog.set_inputs([tree.top])
        qtbot.waitUntil(dialog.start.isEnabled, timeout=WAIT_MS)
        out = dialog.form.output_folder
        assert out.parent == tmp_path
        assert f"{tree.others} other files" in dialog.counted.text()
        assert f"{PHOTOS + 1} to do" in dialog.counted.text()
        assert dialog.table.rowCount() == len(tree.targets)

        dialog.begin()
        qtbot.waitUntil(lambda: not model.running, timeout=WAIT_MS)
        assert dialog.told.text().startswith(f"{PHOTOS} restored, ")
        check_outputs(tree, out, [MARKER, REPORT, Path(REPORT).with_suffix(".csv").name])
        assert snapshot(tree.top) == before
        check_report(out / REPORT, tree, out, snapshot(out))
    finally:
        application.close()
    assert sorted(snapshot(tmp_path / "elsewhere")) == ["far away.png"]


def check_outputs(tree: Tree, out: Path, beside: list[str]) -> None:
    """They are there, turned, and nothing else is but what lies `beside` them."""
    for source, target in tree.outputs.items():
        size = peek(tree.top / source, Limits()).size
        assert peek(out / target, Limits()).size == Size(size.height, size.width), target
    assert sorted(snapshot(out)) == sorted([*tree.outputs.values(), *beside])


def plain(name: str) -> str:
    """A name as a table can hold it, which is UTF-8 throughout."""
    return name.encode("utf-8", "replace").decode("utf-8")


def check_report(page: Path, tree: Tree, out: Path, written: dict[str, tuple[str, int]]) -> None:
    text = page.read_text("utf-8")
    assert text.count("<article") == len(tree.targets)
    assert text.count("data:image/jpeg") == 2 * PHOTOS
    assert "<b>.png" not in text
    assert not re.search(r"https?://|<script", text)
    rows = list(csv.DictReader(io.StringIO(page.with_suffix(".csv").read_text("utf-8-sig"))))
    assert len(rows) == len(tree.targets)
    by_source = {os.path.relpath(row["source"], tree.top): row for row in rows}
    assert by_source.keys() == set(map(plain, tree.targets))
    for source, target in tree.targets.items():
        row = by_source[plain(source)]
        assert (row["state"] == "restored") == (target is not None)
        if target is None:
            assert row["state"] in ("skipped", "unreadable")
            assert row["reason"]
        else:
            assert row["output"] == plain(str(out / target))
            assert row["output_sha256"] == written[target][0]
            assert (row["steps"], row["device"]) == ("frame", "cpu")
            assert (row["output_width"], row["output_height"]) == (row["height"], row["width"])
