"""An open photo: its changes, what came of them, and what is clean."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from restorer.core.geometry import Size
from restorer.document.document import Document
from restorer.document.events import CleanChanged, Event, HistoryChanged, ResultArrived
from restorer.document.history import History, HistoryEntry
from restorer.engines.values import Result
from restorer.photo.photo import Photo, SourceFacts
from restorer.photo.store import Scratch
from restorer.recipe.operations import Denoise, Upscale
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
        document.result_arrived(Recipe((denoise,)), denoised)
        assert isinstance(heard[0], ResultArrived)
        document.change("Enlarge", Recipe((denoise, upscale)))
        assert document.result() is None
        assert document.reached() == (Recipe((denoise,)), denoised)
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


def test_forgetting_results_gives_their_disk_space_back(tmp_path: Path) -> None:
    with Scratch(tmp_path) as scratch:
        document = Document(Path("a.jpg"))
        results = []
        for sigma in (1, 2, 3):
            recipe = Recipe((Denoise(sigma=sigma, jpeg=0),))
            results.append(Result(photo(scratch)))
            document.change("Denoise", recipe)
            document.result_arrived(recipe, results[-1])
        document.undo()
        document.forget(1)
        assert [result.photo.store.folder.exists() for result in results] == [False, True, True]


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
