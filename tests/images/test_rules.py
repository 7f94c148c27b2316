"""Printed lines are taken off the ink, strokes that cross them stay whole, and strokes are never taken for lines."""

import numpy as np
import numpy.typing as npt
import pytest

from neuralite.images.rules import without_rules

Float = npt.NDArray[np.float64]
LEAST = 0.04


def digit() -> Float:
    """The depth of a bar across and an upright one on a page ``(120, 120)``, as of a 7 without slant."""
    depth = np.zeros((120, 120))
    depth[30:36, 40:80] = 0.9
    depth[30:95, 74:80] = 0.9
    return depth


def with_lines(depth: Float, tone: float, places: tuple[int, ...] = (20, 60, 100), axis: int = 0) -> Float:
    printed = depth.copy()
    view = printed if axis == 0 else printed.T
    for at in places:
        view[at : at + 2] = np.maximum(view[at : at + 2], tone)
    return printed


@pytest.mark.parametrize("axis", [0, 1])
@pytest.mark.parametrize("tone", [0.2, 0.5, 0.9])
def test_lines_go_and_the_stroke_that_crosses_them_stays_whole(tone: float, axis: int) -> None:
    bare = without_rules(with_lines(digit(), tone, axis=axis), LEAST)
    assert (bare[digit() > 0] > 0.6).all()
    # Where a line as dark as the stroke meets it, two pixels of it may stay on either side.
    assert bare[digit() == 0].sum() <= 8


def test_squares_go_with_their_crossings() -> None:
    printed = with_lines(with_lines(digit(), 0.3), 0.3, (15, 55, 95), axis=1)
    bare = without_rules(printed, LEAST)
    np.testing.assert_array_equal(bare > 0.6, digit() > 0)
    assert bare[digit() == 0].sum() <= 10


def test_lines_of_a_page_turned_by_two_degrees_go_too() -> None:
    printed = digit()
    for column in range(120):
        for at in (18, 98):
            row = at + round((column - 60) * np.tan(np.deg2rad(2)))
            printed[row : row + 2, column] = 0.4
    bare = without_rules(printed, LEAST)
    np.testing.assert_array_equal(bare > 0.6, digit() > 0)
    assert bare[digit() == 0].sum() <= 0.05 * printed[digit() == 0].sum()


def test_a_page_without_lines_is_returned_as_it_is() -> None:
    depth = digit()
    assert without_rules(depth, LEAST) is depth


def test_the_bar_of_a_tightly_cropped_7_is_no_line() -> None:
    depth = digit()[30:95, 40:80]
    assert without_rules(depth, LEAST) is depth


def test_the_stem_of_a_4_that_nearly_fills_its_picture_is_no_line() -> None:
    four = np.zeros((290, 160))
    four[16:275, 94:98] = 0.7
    four[84:88, 20:80] = 0.7
    for step in range(60):
        four[26 + step, 78 - step : 82 - step] = 0.7
    assert without_rules(four, LEAST) is four


def test_an_upright_line_alone_may_be_a_digit() -> None:
    depth = with_lines(np.zeros((60, 60)), 0.9, (30,), axis=1)
    assert without_rules(depth, LEAST) is depth


@pytest.mark.parametrize("places", [(30,), (0,), (1,), (58,), (20, 45)])
def test_a_level_line_or_two_are_no_digit(places: tuple[int, ...]) -> None:
    assert not without_rules(with_lines(np.zeros((60, 60)), 0.9, places), LEAST).any()


@pytest.mark.parametrize("place", [0, 1, 58])
def test_an_upright_line_along_the_edge_is_no_digit(place: int) -> None:
    assert not without_rules(with_lines(np.zeros((60, 60)), 0.9, (place,), axis=1), LEAST).any()


@pytest.mark.parametrize("first", [0, 1, 2, 13, 14])
def test_squared_paper_is_blank_wherever_its_first_line_lies(first: int) -> None:
    page = np.zeros((120, 120))
    for axis in (0, 1):
        page = with_lines(page, 0.5, tuple(range(first, 119, 15)), axis)
    assert not without_rules(page, LEAST).any()


def test_many_lines_alone_are_blank_paper() -> None:
    assert not without_rules(with_lines(np.zeros((120, 120)), 0.5, tuple(range(5, 115, 15))), LEAST).any()
