"""Boxes, combs and borders are told from the digits that they frame, and no digit is one."""

import numpy as np
import numpy.typing as npt
import pytest

from neuralite import mnist
from neuralite.images.frames import frames

Mask = npt.NDArray[np.bool_]


def outline(mask: Mask, top: int, left: int, bottom: int, right: int, thick: int = 2) -> Mask:
    """The same mask with a rectangle's outline."""
    drawn = mask.copy()
    drawn[top:bottom, left:right] = True
    inside = slice(top + thick, bottom - thick), slice(left + thick, right - thick)
    drawn[inside] = mask[inside]
    return drawn


@pytest.fixture
def digit() -> Mask:
    """An upright bar on a page ``(100, 100)``."""
    mask = np.zeros((100, 100), bool)
    mask[30:70, 47:53] = True
    return mask


def test_a_box_round_a_digit_is_a_frame(digit: Mask) -> None:
    boxed = outline(digit, 15, 25, 85, 75)
    np.testing.assert_array_equal(frames(boxed), boxed & ~digit)


def test_of_a_box_that_a_digit_touches_the_sides_are_a_frame(digit: Mask) -> None:
    digit[70:85] = digit[69]
    boxed = outline(digit, 15, 25, 85, 75)
    framing = frames(boxed)
    assert framing is not None
    assert not (framing & digit)[:82].any()
    left = boxed & ~framing
    np.testing.assert_array_equal(left[:82], digit[:82])
    assert left.sum() >= 0.9 * digit.sum()


@pytest.mark.parametrize("middle", [[48], [48, 49, 50, 51]], ids=["thin", "thick"])
def test_an_8_of_straight_lines_is_no_box(middle: list[int]) -> None:
    eight = outline(np.zeros((100, 100), bool), 15, 30, 85, 70, thick=4)
    eight[middle, 30:70] = True
    assert frames(eight) is None


@pytest.mark.parametrize("thick", [10, 14, 20])
def test_a_slashed_0_of_straight_lines_is_no_box(thick: int) -> None:
    zero = outline(np.zeros((200, 200), bool), 30, 55, 170, 145, thick=thick)
    for row in range(45, 155):
        column = 140 - round((row - 45) / 110 * 80)
        zero[row, column - thick // 2 : column + thick // 2] = True
    assert frames(zero) is None


def test_a_box_in_a_box_is_a_frame_as_well(digit: Mask) -> None:
    boxed = outline(outline(digit, 20, 30, 80, 70), 10, 10, 90, 90)
    np.testing.assert_array_equal(frames(boxed), boxed & ~digit)


def test_a_border_along_the_picture_is_a_frame(digit: Mask) -> None:
    bordered = digit.copy()
    bordered[:4] = bordered[:, :2] = True
    np.testing.assert_array_equal(frames(bordered), bordered & ~digit)


def test_a_comb_under_a_digit_is_a_frame(digit: Mask) -> None:
    combed = digit.copy()
    combed[80:82, 30:70] = combed[70:82, 30:32] = combed[70:82, 68:70] = True
    np.testing.assert_array_equal(frames(combed), combed & ~digit)


@pytest.mark.parametrize("turns", range(4))
def test_a_bent_line_from_edge_to_edge_is_taken_off(digit: Mask, turns: int) -> None:
    lined = digit.copy()
    for column in range(100):
        row = 84 + round(6 * np.sin(np.pi * column / 100))
        lined[row : row + 3, column] = True
    lined, digit = np.rot90(lined, turns), np.rot90(digit, turns)
    np.testing.assert_array_equal(frames(lined), lined & ~digit)


def test_a_bar_as_wide_as_the_digit_under_it_is_no_line(digit: Mask) -> None:
    digit[20:24] = digit[60:70] = True
    assert frames(digit) is None


def test_what_frames_nothing_is_no_frame() -> None:
    assert frames(outline(np.zeros((100, 100), bool), 15, 25, 85, 75)) is None
    assert frames(np.zeros((100, 100), bool)) is None


def test_a_dotted_0_is_no_box() -> None:
    y, x = np.mgrid[-1:1:100j, -1:1:100j]
    away = (np.abs(x / 0.6) ** 2.5 + np.abs(y / 0.8) ** 2.5) ** (1 / 2.5)
    zero = (away > 0.85) & (away < 1)
    zero[46:54, 46:54] = True
    assert frames(zero) is None


def test_the_top_of_a_broken_5_is_no_border() -> None:
    five = np.zeros((60, 40), bool)
    five[:4, 8:40] = five[10:30, 2:6] = five[26:30, 2:36] = five[26:58, 34:38] = five[56:60, :36] = True
    assert frames(five) is None


def test_on_a_large_picture_frames_are_found_too(digit: Mask) -> None:
    boxed = outline(digit, 15, 25, 85, 75).repeat(12, axis=0).repeat(12, axis=1)
    framing = frames(boxed)
    assert framing is not None
    np.testing.assert_array_equal(framing, boxed & ~digit.repeat(12, axis=0).repeat(12, axis=1))


def test_no_digit_of_the_sample_is_framed_by_its_crumbs(sample: tuple[mnist.Images, mnist.Labels]) -> None:
    assert all(frames(image > 100) is None for image in sample[0])
