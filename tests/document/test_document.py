"""An open photo: its changes, what came of them, and what is clean."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from restorer.core.geometry import Size
from restorer.document.document import Document
from restorer.document.events import CleanChanged, Event, HistoryChanged, ResultArrived, ResultsChanged
from restorer.document.history import History, HistoryEntry
from restorer.engines.values import Begun, Result, Setup
from restorer.photo.photo import Photo, SourceFacts
from restorer.photo.store import Scratch
from restorer.recipe.operations import Colorize, Denoise, Fade, Frame, Upscale
from restorer.recipe.recipe import Recipe


def photo(scratch: Scratch) -> Photo:
    writer = scratch.create(Size(4, 3), 3, 8)
    writer.pixels[:] = 7
    return Photo(writer.finish(), SourceFacts("png", 8, grey=False, alpha=False, sha256="0" * 64, size_bytes=9))


def test_one_drag_of_a_slider_is_one_undo_step() -> None:
    document = Document(Path("a.jpg"))
    for strength in range(50, 99):
        document.set_step("Denoise", Denoise(strength=strength), gesture="drag 1")
    document.set_step("Denoise", Denoise(strength=20), gesture="drag 2")
    assert len(document.history.entries) == 3
    document.undo()
    assert document.recipe == Recipe((Denoise(strength=98),))
    document.undo()
    assert document.recipe == Recipe()
    document.redo()
    assert document.recipe == Recipe((Denoise(strength=98),))


def test_undo_leads_back_through_thousands_of_named_changes_and_redo_forward() -> None:
    document = Document(Path("a.jpg"))
    for number in range(1, 3001):
        document.set_step(f"change {number}", Denoise(strength=number % 97 + 1), gesture=f"{number}")
    names = []
    while document.history.can_undo:
        names.append(document.history.undo_title)
        document.undo()
    assert names == [f"change {number}" for number in range(3000, 0, -1)]
    assert document.recipe == Recipe()
    assert document.clean
    for number in range(1, 3001):
        assert document.history.redo_title == f"change {number}"
        document.redo()
    assert document.recipe == Recipe((Denoise(strength=3000 % 97 + 1),))


def test_a_document_is_clean_again_when_undo_leads_back() -> None:
    document = Document(Path("a.jpg"))
    heard: list[Event] = []
    document.listen(heard.append)
    document.set_step("Enlarge", Upscale(factor=3))
    assert not document.clean
    document.undo()
    assert document.clean
    assert heard == [HistoryChanged(), CleanChanged(), HistoryChanged(), CleanChanged()]


def test_a_pasted_picture_is_never_clean_before_it_is_saved() -> None:
    document = Document(Path("a.png"), draft=True)
    assert not document.clean
    document.saved(document.recipe)
    assert document.clean


def test_results_are_found_again_after_undo_and_later_steps_are_said_to_be_pending(tmp_path: Path) -> None:
    with Scratch(tmp_path) as scratch:
        document = Document(Path("a.jpg"))
        document.photo_arrived(photo(scratch))
        denoise, upscale = Denoise(sigma=10, jpeg=0), Upscale(factor=2)
        document.change("Denoise", Recipe((denoise,)))
        assert document.pending() == ("denoise",)
        denoised = Result(photo(scratch))
        heard: list[Event] = []
        document.listen(heard.append)
        document.result_arrived(Recipe((denoise,)), denoised, document.setup)
        assert isinstance(heard[0], ResultArrived)
        document.change("Enlarge", Recipe((denoise, upscale)))
        assert document.result() is None
        assert document.begun() == Begun(Recipe((denoise,)), denoised)
        assert document.pending() == ("upscale",)
        document.change("Denoise", Recipe((Denoise(sigma=20, jpeg=0), upscale)))
        assert document.pending() == ("denoise", "upscale")
        document.undo()
        document.undo()
        assert document.result() is denoised


def test_touching_a_measured_field_makes_it_the_persons(tmp_path: Path) -> None:
    document = Document(Path("a.jpg"))
    measured = frozenset({"denoise.sigma", "denoise.strength"})
    document.change("Auto", Recipe((Denoise(strength=80, sigma=9, jpeg=0),)), measured=measured)
    document.set_step("Denoise", Denoise(strength=70, sigma=9, jpeg=0))
    assert document.measured == {"denoise.sigma"}
    document.undo()
    assert document.measured == measured


@pytest.mark.parametrize(
    "other",
    [
        Setup(device="cuda:0"),
        Setup(precision="bf16"),
        Setup(tile=512),
        Setup(weights=(("denoise", "another"),)),
    ],
)
def test_a_result_counts_only_for_the_device_precision_and_weights_it_was_made_with(
    tmp_path: Path, other: Setup
) -> None:
    with Scratch(tmp_path) as scratch:
        document = Document(Path("a.jpg"))
        document.photo_arrived(photo(scratch))
        recipe = Recipe((Denoise(sigma=10, jpeg=0),))
        document.change("Denoise", recipe)
        first, second = Result(photo(scratch)), Result(photo(scratch))
        document.result_arrived(recipe, first, Setup())
        heard: list[Event] = []
        document.listen(heard.append)
        document.use(other)
        assert heard == [ResultsChanged()]
        assert document.result() is None
        assert document.begun() is None
        assert document.pending() == ("denoise",)
        document.result_arrived(recipe, second, other)
        assert document.result() is second
        document.use(Setup())
        assert document.result() is first


def test_weights_of_an_operation_that_is_not_in_the_recipe_change_nothing(tmp_path: Path) -> None:
    with Scratch(tmp_path) as scratch:
        document = Document(Path("a.jpg"))
        document.photo_arrived(photo(scratch))
        recipe = Recipe((Denoise(sigma=10, jpeg=0),))
        document.change("Denoise", recipe)
        result = Result(photo(scratch))
        document.result_arrived(recipe, result, document.setup)
        document.use(Setup(weights=(("upscale", "another"),)))
        assert document.result() is result


def test_an_answer_made_with_another_setup_than_the_present_one_is_not_taken_for_its(tmp_path: Path) -> None:
    with Scratch(tmp_path) as scratch:
        document = Document(Path("a.jpg"))
        document.photo_arrived(photo(scratch))
        recipe = Recipe((Denoise(sigma=10, jpeg=0),))
        document.change("Denoise", recipe)
        document.use(Setup(device="cpu"))
        document.result_arrived(recipe, Result(photo(scratch)), Setup())
        assert document.result() is None


def test_colours_are_not_carried_on_from_what_another_step_made(tmp_path: Path) -> None:
    """Colorize looks at the framed photo itself."""
    with Scratch(tmp_path) as scratch:
        document = Document(Path("a.jpg"))
        document.photo_arrived(photo(scratch))
        framed, fade, colorize, upscale = Frame(turn=90), Fade(), Colorize(), Upscale(factor=2)
        results = {}
        for steps in ((framed,), (framed, fade), (framed, fade, colorize)):
            recipe = Recipe(steps)
            results[steps] = Result(photo(scratch))
            document.change("…", recipe)
            document.result_arrived(recipe, results[steps], document.setup)
        document.change("…", Recipe((framed, fade, replace(colorize, seed=3), upscale)))
        assert document.begun() == Begun(Recipe((framed,)), results[framed,])
        assert document.pending() == ("fade", "colorize", "upscale")
        document.change("…", Recipe((framed, fade, colorize, upscale)))
        assert document.begun() == Begun(Recipe((framed, fade, colorize)), results[framed, fade, colorize])


def test_what_was_looked_at_last_is_kept_and_the_rest_gives_its_disk_space_back(tmp_path: Path) -> None:
    with Scratch(tmp_path) as scratch:
        document = Document(Path("a.jpg"))
        results = []
        for sigma in (1, 2, 3):
            recipe = Recipe((Denoise(sigma=sigma, jpeg=0),))
            results.append(Result(photo(scratch)))
            document.change("Denoise", recipe)
            document.result_arrived(recipe, results[-1], document.setup)
        document.go_to(1)
        document.go_to(3)
        document.forget(2)
        assert [result.photo.store.folder.exists() for result in results] == [True, False, True]
        document.undo()
        document.undo()
        assert document.result() is results[0]


def test_a_step_that_changed_nothing_does_not_take_the_photo_with_it(tmp_path: Path) -> None:
    with Scratch(tmp_path) as scratch:
        document = Document(Path("a.jpg"))
        document.photo_arrived(photo(scratch))
        assert document.photo is not None
        recipe = Recipe((Denoise(sigma=10, jpeg=0),))
        document.change("Denoise", recipe)
        result = Result(document.photo, unchanged=True)
        document.result_arrived(recipe, result, document.setup)
        heard: list[Event] = []
        document.listen(heard.append)
        document.give_up(result)
        assert heard == [ResultsChanged()]
        assert document.result() is None
        assert document.photo.store.folder.exists()


@given(st.lists(st.sampled_from(["change", "undo", "redo", "same"]) | st.integers(-2, 9), max_size=40))
def test_history_is_always_somewhere_and_undo_undoes(moves: list[str | int]) -> None:
    history = History.of(Recipe())
    for number, move in enumerate(moves):
        before = history
        if move == "change":
            history = history.changed(HistoryEntry("x", Recipe((Denoise(strength=1 + number % 100),))))
            assert history.undone().present == before.present or history is before
        elif move == "same":
            history = history.changed(before.present)
            assert history is before
        elif move == "undo":
            history = history.undone()
            assert not before.can_undo or history.redone().present == before.present
        elif move == "redo":
            history = history.redone()
        else:
            assert isinstance(move, int)
            history = history.at(move)
        assert 0 <= history.cursor < len(history.entries)
        assert history.entries[0].recipe == Recipe()
