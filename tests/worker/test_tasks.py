"""The real tasks on real files, inline and in a child: read, measure, restore, write."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from restorer.analysis.proposal import resolve
from restorer.core.control import Control, Progress
from restorer.core.errors import BadInput, BadRequest, Cancelled, WeightsFailed
from restorer.core.files import Places
from restorer.core.geometry import Box
from restorer.photo.store import Scratch
from restorer.recipe.operations.colorize import Colorize
from restorer.recipe.operations.denoise import Denoise
from restorer.recipe.operations.frame import Frame
from restorer.recipe.recipe import Recipe
from restorer.worker.client import ChildRunner
from restorer.worker.inline import InlineRunner
from restorer.worker.messages import Analyse, Open, Probe, Restore, RestoreFile, Save, Thumbnail
from restorer.worker.tasks import COLOURS_LOST

TURNED = Recipe((Frame(turn=90),))


def picture(height: int = 90, width: int = 120) -> np.ndarray:
    """A smooth scene from black to white with coloured edges, without noise."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    light = 265 * x / width - 5
    blue = (y > height / 3) * (y < height / 2) * 40
    red = (y > height / 2) * (y < height * 2 / 3) * 40
    scene = np.stack([light + red - blue, light, light + blue - red], axis=-1)
    return np.clip(scene, 0, 255).astype(np.uint8)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "photo.png"
    Image.fromarray(picture()).save(path)
    return path


@pytest.fixture
def noisy(tmp_path: Path) -> Path:
    path = tmp_path / "noisy.png"
    noise = np.random.default_rng(3).normal(0, 12, (180, 240, 3))
    Image.fromarray(np.clip(picture(180, 240) + noise, 0, 255).astype(np.uint8)).save(path)
    return path


@pytest.fixture
def out(tmp_path: Path) -> Path:
    (tmp_path / "out").mkdir()
    return tmp_path / "out"


@pytest.fixture
def inline(places: Places, scratch: Scratch) -> InlineRunner:
    return InlineRunner(places, scratch)


@pytest.fixture(scope="module")
def child(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChildRunner]:
    places = Places.below(tmp_path_factory.mktemp("child"))
    with Scratch(places.scratch) as scratch, ChildRunner(places, scratch) as runner:
        yield runner


def pixels(path: Path) -> np.ndarray:
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB"))


def test_a_photo_with_nothing_to_do_is_copied_byte_for_byte(
    inline: InlineRunner, scratch: Scratch, source: Path, out: Path
) -> None:
    report = inline.run(RestoreFile(source, out / "photo.png", Recipe()))
    assert report.unchanged
    assert report.error is None
    assert (out / "photo.png").read_bytes() == source.read_bytes()
    assert [entry.name for entry in scratch.folder.iterdir()] == ["lock"]
    assert [entry.name for entry in out.iterdir()] == ["photo.png"]


@pytest.mark.parametrize(
    "settings", [("denoise.strength=0",), ("upscale.factor=1",), ("frame.turn=0",), ("colorize.strength=0",)]
)
def test_a_step_that_does_nothing_leaves_the_file_as_it_is(
    inline: InlineRunner, source: Path, out: Path, settings: tuple[str, ...]
) -> None:
    report = inline.run(RestoreFile(source, out / "photo.png", Recipe(), settings=settings))
    assert report.unchanged
    assert report.steps == ()
    assert (out / "photo.png").read_bytes() == source.read_bytes()


def test_a_clean_photo_is_left_alone_by_auto(inline: InlineRunner, source: Path, out: Path) -> None:
    heard: list[Progress] = []
    report = inline.run(RestoreFile(source, out / "photo.png"), Control(heard.append))
    assert report.unchanged
    assert report.recipe == Recipe()
    stages = [progress.stage for progress in heard]
    assert {"read", "analyse", "write"} <= set(stages)


def test_the_network_tells_the_noise_of_a_photo_that_has_some(
    inline: InlineRunner, source: Path, noisy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clean, found = (inline.run(Analyse(inline.run(Open(path)))) for path in (source, noisy))
    assert clean.findings.told is None
    told = found.findings.told
    assert told == pytest.approx(12, abs=5)
    chosen = resolve(found.proposal.recipe, found.findings).step(Denoise)
    assert chosen is not None
    assert chosen.sigma == pytest.approx(told, abs=0.1)

    def damaged(*_: object) -> None:
        raise WeightsFailed("The weights are damaged.")

    monkeypatch.setattr("restorer.engines.estimate.load_network", damaged)
    without = inline.run(Analyse(inline.run(Open(noisy))))
    assert without.findings == replace(found.findings, told=None)


def test_every_way_to_restore_tells_the_denoiser_the_same(inline: InlineRunner, noisy: Path, out: Path) -> None:
    photo = inline.run(Open(noisy))
    steps = Recipe((Denoise(),))
    findings = inline.run(Analyse(photo)).findings
    by_file = inline.run(RestoreFile(noisy, out / "photo.png", steps)).recipe
    assert by_file == resolve(steps, findings)
    results = [inline.run(Restore(photo, steps, findings=given)).photo.store.pixels() for given in (findings, None)]
    assert (results[0] == results[1]).all()


def test_another_format_keeps_the_pixels(inline: InlineRunner, source: Path, out: Path) -> None:
    report = inline.run(RestoreFile(source, out / "photo.tif", Recipe()))
    assert not report.unchanged
    assert (pixels(out / "photo.tif") == picture()).all()


def test_a_turned_photo_is_written_and_reported(inline: InlineRunner, source: Path, out: Path) -> None:
    report = inline.run(RestoreFile(source, out / "photo.png", TURNED))
    assert (pixels(out / "photo.png") == np.rot90(picture(), -1)).all()
    assert report.output == out / "photo.png"
    said = report.as_json()
    assert set(said) == {
        "input", "output", "unchanged", "seconds", "steps", "device", "precision", "tiles", "warnings", "error",
    }  # fmt: skip
    assert said["unchanged"] is False
    assert [step["operation"] for step in said["steps"]] == ["frame"]
    assert said["error"] is None
    assert said["seconds"] > 0


def test_settings_are_put_on_top_of_the_recipe(inline: InlineRunner, source: Path, out: Path) -> None:
    report = inline.run(RestoreFile(source, out / "photo.png", TURNED, settings=("frame.turn=180",)))
    assert report.recipe == Recipe((Frame(turn=180),))
    assert (pixels(out / "photo.png") == np.rot90(picture(), 2)).all()


@pytest.mark.parametrize("colours", [True, False])
def test_it_is_told_where_true_colours_give_way_to_guessed_ones(
    inline: InlineRunner, tmp_path: Path, out: Path, colours: bool
) -> None:
    y, x = np.mgrid[0:96, 0:128]
    hues = np.stack([60 + x, 200 - x, 90 + y], axis=2).astype(np.uint8)
    if not colours:
        hues = np.repeat(hues[..., 2:], 3, axis=2)
    Image.fromarray(hues).save(tmp_path / "seen.png")
    report = inline.run(RestoreFile(tmp_path / "seen.png", out / "guessed.png", Recipe((Colorize(),))))
    assert (COLOURS_LOST in report.warnings) is colours


def test_what_exists_already_is_told_before_the_work(inline: InlineRunner, source: Path, out: Path) -> None:
    (out / "photo.png").write_bytes(b"old")
    heard: list[Progress] = []
    request = RestoreFile(source, out / "photo.png", TURNED)
    with pytest.raises(BadRequest, match="exists already"):
        inline.run(request, Control(heard.append))
    assert heard == []
    assert (out / "photo.png").read_bytes() == b"old"
    inline.run(RestoreFile(source, out / "photo.png", TURNED, overwrite=True))
    assert pixels(out / "photo.png").shape == (120, 90, 3)


def test_the_original_is_refused_as_target(inline: InlineRunner, source: Path) -> None:
    before = source.read_bytes()
    with pytest.raises(BadRequest, match="original"):
        inline.run(RestoreFile(source, source, TURNED, overwrite=True))
    assert source.read_bytes() == before


def test_a_size_that_the_format_cannot_hold_is_told_before_the_work(
    inline: InlineRunner, tmp_path: Path, out: Path
) -> None:
    long = tmp_path / "long.png"
    Image.fromarray(np.zeros((4, 5000, 3), np.uint8)).save(long)
    with pytest.raises(BadRequest, match="16,383"):
        inline.run(RestoreFile(long, out / "long.webp", Recipe(), settings=("upscale.factor=4",)))
    assert list(out.iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"not a photo at all", b"\x89PNG\r\n\x1a\n\0\0\0"])
def test_junk_is_refused_with_a_sentence_and_reported(
    inline: InlineRunner, scratch: Scratch, tmp_path: Path, out: Path, content: bytes
) -> None:
    junk = tmp_path / "junk.png"
    junk.write_bytes(content)
    request = RestoreFile(junk, out / "junk.png")
    with pytest.raises(BadInput) as caught:
        inline.run(request)
    said = request.failed(caught.value, 0.1).as_json()
    assert "junk.png" in said["error"]
    assert said["output"] is None
    assert said["steps"] == []
    assert list(out.iterdir()) == []
    assert [entry.name for entry in scratch.folder.iterdir()] == ["lock"]


def test_a_cancelled_file_leaves_nothing(inline: InlineRunner, scratch: Scratch, source: Path, out: Path) -> None:
    control = Control()

    def stop_at_writing(progress: Progress) -> None:
        if progress.stage == "write":
            control.cancel()

    control = Control(stop_at_writing)
    with pytest.raises(Cancelled):
        inline.run(RestoreFile(source, out / "photo.png", TURNED), control)
    assert list(out.iterdir()) == []
    assert [entry.name for entry in scratch.folder.iterdir()] == ["lock"]


def test_a_child_gives_the_same_bytes_as_inline(
    child: ChildRunner, inline: InlineRunner, source: Path, out: Path
) -> None:
    inline.run(RestoreFile(source, out / "inline.png", TURNED))
    report = child.run(RestoreFile(source, out / "child.png", TURNED))
    assert report.output == out / "child.png"
    assert (out / "child.png").read_bytes() == (out / "inline.png").read_bytes()


def test_a_photo_goes_through_a_child_step_by_step(child: ChildRunner, source: Path, out: Path) -> None:
    photo = child.run(Open(source))
    assert (photo.store.pixels() == picture()).all()
    assert photo.facts.sha256 == hashlib.sha256(source.read_bytes()).hexdigest()
    analysed = child.run(Analyse(photo))
    assert analysed.proposal.recipe == Recipe()
    result = child.run(Restore(photo, TURNED))
    region = child.run(Restore(photo, TURNED, box=Box(10, 20, 50, 70)))
    whole = result.photo.store.pixels()
    assert (region.photo.store.pixels() == whole[20:70, 10:50]).all()
    saved = child.run(Save(result.photo, out / "photo.png", source, recipe=TURNED, steps=result.steps))
    assert saved.path == out / "photo.png"
    assert (pixels(saved.path) == np.rot90(picture(), -1)).all()
    copied = child.run(Save(photo, out / "copy.png", source))
    assert copied.path.read_bytes() == source.read_bytes()


def test_autos_are_measured_when_they_are_needed(child: ChildRunner, source: Path) -> None:
    photo = child.run(Open(source))
    result = child.run(Restore(photo, Recipe((Denoise(strength=0.0),))))
    assert result.unchanged


def test_thumbnails_come_as_small_stores(child: ChildRunner, source: Path) -> None:
    for of in (source, child.run(Open(source))):
        store = child.run(Thumbnail(of, 60))
        assert (store.size.width, store.size.height, store.bits) == (60, 45, 8)
        assert abs(store.pixels()[5, 5].astype(int) - picture()[10, 10]).max() < 12


def test_the_processor_is_among_the_devices(child: ChildRunner) -> None:
    devices = child.run(Probe())
    assert devices[-1].id == "cpu"
    assert devices[-1].usable
    assert devices[-1].memory > 0
