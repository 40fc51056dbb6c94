"""Where one looks: arithmetic that must not drift."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from restorer.core.geometry import Size
from restorer.ui.canvas.view import MOST, View, level_for

sizes = st.builds(Size, st.integers(1, 12_000), st.integers(1, 12_000))
viewports = st.builds(Size, st.integers(50, 4_000), st.integers(50, 3_000))


@given(sizes, viewports)
def test_fit_shows_all_of_a_photo_and_never_enlarges_it(photo: Size, viewport: Size) -> None:
    view = View.fit(photo, viewport)
    assert view.visible == pytest.approx((0, 0, photo.width, photo.height), abs=1 / view.zoom)
    assert view.zoom <= 1


@given(sizes, viewports, st.floats(0.01, 40), st.floats(0, 1), st.floats(0, 1))
def test_zooming_in_keeps_the_point_below_the_cursor(
    photo: Size, viewport: Size, zoom: float, across: float, down: float
) -> None:
    view = View.fit(photo, viewport).zoomed(1.0)
    cursor = (across * viewport.width, down * viewport.height)
    before = view.to_photo(*cursor)
    after = view.zoomed(max(view.zoom, zoom), cursor)
    inside = 0 <= before[0] <= photo.width and 0 <= before[1] <= photo.height
    filled = photo.width * view.zoom >= viewport.width and photo.height * view.zoom >= viewport.height
    if inside and filled:
        screen = after.to_screen(*before)
        assert screen == pytest.approx(cursor, abs=1.0)


@given(sizes, viewports, st.lists(st.tuples(st.floats(-5e3, 5e3), st.floats(-5e3, 5e3), st.floats(0.1, 4)), max_size=8))
def test_a_photo_cannot_be_lost(photo: Size, viewport: Size, moves: list[tuple[float, float, float]]) -> None:
    view = View.fit(photo, viewport)
    for dx, dy, factor in moves:
        view = view.moved(dx, dy).zoomed(view.zoom * factor)
        left, top, right, bottom = view.visible
        assert right > left
        assert bottom > top
        assert view.zoom <= MOST


@given(sizes, viewports, st.floats(0.05, 8), st.floats(-500, 9000), st.floats(-500, 9000))
def test_screen_and_photo_are_inverse(photo: Size, viewport: Size, zoom: float, x: float, y: float) -> None:
    view = View.fit(photo, viewport).zoomed(zoom)
    assert view.to_photo(*view.to_screen(x, y)) == pytest.approx((x, y), abs=1e-6)


def test_at_full_size_photo_pixels_fall_on_device_pixels() -> None:
    view = View.fit(Size(1001, 777), Size(640, 479)).zoomed(1.0).moved(13.3, 4.7)
    x, y = view.to_screen(500, 300)
    assert (x, y) == (round(x), round(y))


def test_steps_lead_in_and_out_again() -> None:
    view = View.fit(Size(4000, 3000), Size(800, 600)).zoomed(1.0)
    assert view.stepped(1).zoom == 1.5
    assert view.stepped(1).stepped(-1).zoom == 1.0


def test_another_photo_keeps_place_and_zoom() -> None:
    view = View.fit(Size(4000, 3000), Size(800, 600)).zoomed(2.0).moved(-500, 200)
    other = view.of(Size(2000, 1500))
    assert other.zoom == 2.0
    assert other.x / 2000 == pytest.approx(view.x / 4000)


@pytest.mark.parametrize(("zoom", "level"), [(4, 0), (1, 0), (0.6, 0), (0.5, 1), (0.3, 1), (0.25, 2), (0.001, 4)])
def test_the_level_drawn_is_never_enlarged(zoom: float, level: int) -> None:
    assert level_for(zoom, 5) == level
