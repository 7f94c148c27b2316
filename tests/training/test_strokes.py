"""Strokes become pictures as MNIST has them, whatever their size and pen, and pictures become lines again."""

import numpy as np
import pytest

from neuralite import mnist
from neuralite.training.alphabet import DIGITS, LETTERS, SYMBOLS
from neuralite.training.strokes import (
    by_another_hand,
    drawn,
    enlarged,
    middle_lines,
    parse,
    pen,
    rounded,
    shaken,
    thinned,
)

SIGNS = [(name, way) for table in (DIGITS, LETTERS, SYMBOLS) for name, ways in table.items() for way in ways]


def test_a_line_is_where_it_was_drawn_and_as_thick_as_its_pen() -> None:
    # Upright, a tenth as thick as it is long with its round ends: two of twenty pixels.
    picture = drawn(parse("50,0 50,100"), 0.111) / 255
    assert np.flatnonzero(picture.any(axis=1)).tolist() == list(range(5, 25))
    assert picture[8:20].sum(axis=1) == pytest.approx(2, abs=0.3)


@pytest.mark.parametrize("scale", [0.3, 7.0])
def test_the_size_of_a_drawing_does_not_matter(scale: float) -> None:
    strokes = parse("10,0 90,30 20,100 / 0,50 100,50")
    np.testing.assert_array_equal(drawn([scale * points - 3 for points in strokes], 0.1), drawn(strokes, 0.1))


def test_points_of_their_own_are_dots() -> None:
    (corners,) = parse("0,0 100,0 100,100 0,100")
    apart, joined = drawn(list(corners[:, None]), 0.1), drawn([corners], 0.1)
    assert apart.any()
    assert not apart[9:19, 9:19].any()
    assert joined.sum() > 3 * apart.sum()


def test_one_point_is_a_dot() -> None:
    assert drawn([np.array([[0.5, 0.5]])], 0.1).any()


@pytest.mark.parametrize(("name", "way"), SIGNS, ids=[f"{name}-{number}" for number, (name, _) in enumerate(SIGNS)])
def test_every_sign_of_the_alphabet_is_drawn_within_its_box(name: object, way: str) -> None:
    points = np.concatenate(parse(way))
    assert points.min() >= 0
    assert points.max() <= 1
    assert np.ptp(points, axis=0).max() > 0.8
    picture = drawn(parse(way), 0.1)
    assert 15 <= (picture > 127).sum() <= 300


def test_corners_are_cut_but_those_that_are_there_twice() -> None:
    corner = np.array([1.0, 0.0])
    soft, sharp = rounded(np.array([[0, 0], corner, [1, 1]])), rounded(np.array([[0, 0], corner, corner, [1, 1]]))
    assert np.hypot(*(soft - corner).T).min() > 0.1
    assert np.hypot(*(sharp - corner).T).min() == 0
    for line in (soft, sharp):
        np.testing.assert_array_equal(line[[0, -1]], [[0, 0], [1, 1]])


def test_a_hand_shakes_a_little_and_keeps_its_corners() -> None:
    rng = np.random.default_rng(0)
    (line,) = shaken(parse("0,0 100,0 100,0 100,100"), rng, 0.01)
    assert np.hypot(*(line - [0, 1]).T).min() < 0.05
    np.testing.assert_allclose(line[-1], [1, 1], atol=0.05)


def test_another_hand_draws_the_same_sign_otherwise() -> None:
    rng = np.random.default_rng(0)
    strokes = parse("0,0 100,0 100,100")
    first, second = (by_another_hand(strokes, rng)[0] for _ in range(2))
    assert 0.01 < np.abs(first - second).max() < 0.8
    np.testing.assert_allclose(by_another_hand(strokes, rng, 0.0)[0], strokes[0])


def test_a_thick_bar_thins_to_one_line_of_its_length() -> None:
    bars = np.zeros((2, 40, 40), bool)
    bars[0, 5:35, 17:22] = True
    lines = thinned(bars)
    assert not lines[1].any()
    assert set(lines[0].sum(axis=1)) <= {0, 1}
    assert 24 <= lines[0].sum() <= 30
    assert (np.flatnonzero(lines[0].any(axis=0)) == 19).all()


def test_a_ring_stays_a_ring() -> None:
    y, x = np.mgrid[:40, :40] - 19.5
    distance = np.hypot(y, x)
    line = thinned(((distance > 9) & (distance < 14))[None])[0]
    angles = np.degrees(np.arctan2(y[line], x[line]))
    assert np.diff(np.sort(angles)).max() < 10
    assert np.abs(distance[line] - 11.5).max() < 2


def test_pictures_are_enlarged_in_their_places() -> None:
    picture = np.zeros((1, 28, 28), np.uint8)
    picture[0, 10, 5:20] = 200
    large = enlarged(picture)
    assert large.shape == (1, 56, 56)
    assert large.sum() == pytest.approx(4 * picture.sum(dtype=int))
    np.testing.assert_allclose(large[0, 20:22, 20], 150)


def test_a_digit_drawn_again_along_its_middle_line_covers_it(sample: tuple[mnist.Images, mnist.Labels]) -> None:
    images = sample[0][::50]
    for image, line in zip(images, middle_lines(images), strict=True):
        again = drawn(list(np.argwhere(line)[:, None].astype(float)), 0.13)
        # Off by a pixel at most, since its box is another.
        places = [(down, right) for down in (-1, 0, 1) for right in (-1, 0, 1)]
        shares = [float((np.roll(again, place, (0, 1)) > 60)[image > 200].mean()) for place in places]
        assert max(shares) > 0.7


def test_paper_has_no_line() -> None:
    assert not middle_lines(np.zeros((1, 28, 28), np.uint8)).any()


def test_pens_are_from_a_hairline_to_a_brush() -> None:
    rng = np.random.default_rng(0)
    widths = [pen(rng) for _ in range(500)]
    assert 0.03 < min(widths) < 0.045
    assert 0.21 < max(widths) < 0.26
