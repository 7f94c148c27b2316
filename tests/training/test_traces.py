"""Lines become strokes that go from end to end, and strokes lose all but their corners."""

from itertools import pairwise

import numpy as np
import pytest

from neuralite import mnist
from neuralite.training.strokes import middle_lines
from neuralite.training.traces import cornered, traced


def line_of(*rows: str) -> np.ndarray:
    return np.array([[sign == "#" for sign in row] for row in rows])


def test_a_line_is_one_stroke_from_end_to_end() -> None:
    (stroke,) = traced(line_of("#....", ".##..", "...##"))
    np.testing.assert_array_equal(stroke, [[0, 0], [1, 1], [1, 2], [2, 3], [2, 4]])


def test_a_ring_ends_where_it_begins() -> None:
    (stroke,) = traced(line_of(".##.", "#..#", "#..#", ".##."))
    assert len(stroke) == 9
    np.testing.assert_array_equal(stroke[0], stroke[-1])


def test_where_lines_meet_all_strokes_end() -> None:
    strokes = traced(line_of("..#..", "..#..", "#####", "..#..", "..#.."))
    assert sorted(map(len, strokes)) == [3, 3, 3, 3]
    assert all([2, 2] in stroke[[0, -1]].tolist() for stroke in strokes)


def test_a_dot_is_a_stroke_of_one_point_and_paper_has_none() -> None:
    (stroke,) = traced(line_of("...", ".#.", "..."))
    np.testing.assert_array_equal(stroke, [[1, 1]])
    assert traced(line_of("..", "..")) == []


def test_no_point_of_a_digit_is_lost_and_neighbours_follow_each_other(
    sample: tuple[mnist.Images, mnist.Labels],
) -> None:
    for line in middle_lines(sample[0][::25]):
        strokes = traced(line)
        points = {tuple(point) for stroke in strokes for point in stroke.astype(int).tolist()}
        assert points == {tuple(point) for point in np.argwhere(line).tolist()}
        for stroke in strokes:
            assert np.abs(np.diff(stroke, axis=0)).max(initial=0) <= 1


def test_a_stroke_keeps_its_ends_and_corners_alone() -> None:
    bent = np.array([[0, 0], [0, 1], [0.01, 2], [0, 3], [1, 3], [2, 3]], float)
    np.testing.assert_array_equal(cornered(bent, 0.05), [[0, 0], [0, 3], [2, 3]])


@pytest.mark.parametrize("far", [0.02, 0.1, 0.5])
def test_no_point_is_further_from_the_straight_lines_than_it_may_be(far: float) -> None:
    angle = np.linspace(0, 2 * np.pi, 80)
    ring = np.stack([np.sin(angle), np.cos(angle)], axis=1)
    corners = cornered(ring, far)
    fine = np.concatenate([np.linspace(a, b, 200) for a, b in pairwise(corners)])
    away = np.hypot(*(ring[:, None] - fine).transpose(2, 0, 1)).min(axis=1)
    assert len(corners) < len(ring)
    assert away.max() < far + 0.01


def test_one_point_stays() -> None:
    np.testing.assert_array_equal(cornered(np.array([[3.0, 4.0]]), 1.0), [[3, 4]])
