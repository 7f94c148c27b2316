"""Ink becomes one piece per digit, in the order in which people read; what is no digit is left out."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pytest

from neuralite.images.cuts import cuts
from neuralite.images.segmentation import segment

Ink = npt.NDArray[np.floating]
Box = tuple[int, int, int, int]


def anything(inks: Sequence[Ink]) -> npt.NDArray[np.floating]:
    """A judge to whom every piece of ink is one digit."""
    return np.zeros(len(inks))


def page(*boxes: Box) -> Ink:
    """A page ``(100, 200)`` with filled boxes: left, top, right, bottom."""
    ink = np.zeros((100, 200))
    for left, top, right, bottom in boxes:
        ink[top:bottom, left:right] = 1
    return ink


def boxes(ink: Ink) -> list[Box]:
    return [glyph.box for glyph in segment(ink, anything)]


def test_no_ink_is_no_digit() -> None:
    assert boxes(page()) == []


def test_digits_apart_come_from_left_to_right_in_tight_boxes() -> None:
    ones = [(20, 20, 28, 80), (60, 30, 68, 70), (120, 10, 128, 90)]
    assert boxes(page(*reversed(ones))) == ones


def test_rows_come_one_after_the_other() -> None:
    above, below = [(20, 5, 28, 40), (80, 5, 88, 40)], [(20, 60, 28, 95), (80, 60, 88, 95)]
    assert boxes(page(*below, *above)) == above + below


def test_a_tilted_row_stays_one_row() -> None:
    rising = [(10 + 40 * n, 60 - 12 * n, 18 + 40 * n, 95 - 12 * n) for n in range(5)]
    assert boxes(page(*rising)) == rising


def test_a_bar_above_a_digit_belongs_to_it() -> None:
    assert boxes(page((20, 30, 28, 80), (16, 18, 44, 24), (100, 20, 108, 80))) == [(16, 18, 44, 80), (100, 20, 108, 80)]


def test_a_dash_and_a_dot_beside_digits_are_left_out() -> None:
    digits = [(60, 20, 68, 80), (140, 20, 148, 80)]
    assert boxes(page((15, 47, 40, 53), (100, 72, 108, 80), *digits)) == digits


def test_a_dash_alone_is_all_that_there_is() -> None:
    assert boxes(page((15, 47, 60, 53))) == [(15, 47, 60, 53)]


def test_one_digit_keeps_its_faintest_ink() -> None:
    ink = page((20, 20, 30, 80))
    ink[50, 40] = 0.01
    (glyph,) = segment(ink, anything)
    assert glyph.box == (20, 20, 41, 80)
    assert glyph.ink.sum() == ink.sum()


def test_soft_edges_go_to_the_nearer_digit() -> None:
    ink = page((20, 20, 28, 80), (40, 20, 48, 80))
    ink[20:80, 28:40] = 0.1
    one, two = segment(ink, anything)
    assert (one.box[2], two.box[0]) == (34, 34)
    assert one.ink[:, -1].max() == pytest.approx(0.1)


def rings() -> Ink:
    """Two rings ``(60, 118)``, 60 pixels across, that touch in column 59."""
    y, x = np.mgrid[:60, :118] - 29.5
    away = [np.hypot(y, x - shift) for shift in (0, 58)]
    return np.asarray(np.any([(ring > 22) & (ring < 30) for ring in away], axis=0).astype(float))


def test_touching_digits_are_cut_where_the_judge_likes_both_sides() -> None:
    def likes_rings(inks: Sequence[Ink]) -> npt.NDArray[np.floating]:
        return np.array([-0.01 if abs(piece.shape[1] - 60) < 6 else -2.0 for piece in inks])

    one, two = (glyph.box for glyph in segment(np.pad(rings(), 10), likes_rings))
    assert abs(one[2] - 69) <= 8
    assert abs(two[0] - 69) <= 8


def test_one_cut_goes_between_loops() -> None:
    assert any(np.abs(cut - 59).max() <= 8 for cut, _ in cuts(rings()))


def test_a_cut_follows_the_white_between_digits_that_reach_over_each_other() -> None:
    ink = page((10, 10, 90, 20), (10, 10, 20, 90), (86, 10, 90, 30), (40, 80, 150, 90), (140, 20, 150, 90))
    ink[40:80, 40:50] = 1
    ink[30:40, 45:90] = 1
    ink = ink[10:90, 10:150]
    (cut, cost), *_ = cuts(ink)
    left = np.arange(ink.shape[1]) < cut[:, None]
    assert left[5, 70]
    assert not left[70, 35]
    assert cost < 0.3


def test_cuts_part_the_ink_differently() -> None:
    ink = rings()
    shares = sorted(float(ink[np.arange(ink.shape[1]) < cut[:, None]].sum() / ink.sum()) for cut, _ in cuts(ink))
    assert len(shares) > 3
    assert min(np.diff(shares)) > 0.03
