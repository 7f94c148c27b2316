"""Some of 0, 1, 7 and 9 get a line more, as thick as their own, where hands put it; the others stay as they were."""

import numpy as np
import numpy.typing as npt
import pytest

from neuralite import mnist
from neuralite.training.flourishes import BACKSLASHES, MARGIN, flourished, line, may_have_one, segments, with_lines

Bytes = npt.NDArray[np.uint8]


@pytest.fixture
def stroke() -> Bytes:
    """An upright line, three pixels wide: a plain 1."""
    picture = np.zeros((28, 28), np.uint8)
    picture[4:24, 13:16] = 255
    return picture


@pytest.fixture
def bow() -> Bytes:
    """A ring two to three pixels wide: a plain 0."""
    y, x = np.mgrid[:28, :28] - 13.5
    return np.asarray(np.abs(np.hypot(y, x) - 8.5) < 1.3, np.uint8) * np.uint8(255)


def with_flourish(picture: Bytes, label: int, seed: int) -> npt.NDArray[np.bool_]:
    """Where a picture has ink with its flourish, before it is prepared again."""
    ink = picture / 255
    drawn = with_lines(ink, segments(ink, label, np.random.default_rng(seed)))
    return np.asarray(drawn[MARGIN:-MARGIN, MARGIN:-MARGIN] > 0.5)


def test_only_a_share_of_0_1_7_and_9_is_changed(
    sample: tuple[mnist.Images, mnist.Labels],
) -> None:
    images, labels = sample
    found = flourished(images, labels, 0.4, np.random.default_rng(0))
    changed = (found != images).any(axis=(1, 2))
    assert set(labels[changed]) == {0, 1, 7, 9}
    assert 0.3 < changed[np.isin(labels, (0, 1, 7, 9))].mean() < 0.5


def test_the_same_generator_gives_the_same_flourishes(sample: tuple[mnist.Images, mnist.Labels]) -> None:
    first, second = (flourished(*sample, 0.5, np.random.default_rng(3)) for _ in range(2))
    np.testing.assert_array_equal(first, second)


def test_what_outgrew_the_box_is_fitted_into_it_again(sample: tuple[mnist.Images, mnist.Labels]) -> None:
    images, labels = sample
    found = flourished(images, labels, 1.0, np.random.default_rng(0))[may_have_one(labels)]
    sides = [np.ptp(np.argwhere(image), axis=0).max() + 1 for image in found]
    assert max(sides) == 20


def test_nothing_of_a_flourish_is_cut_off(sample: tuple[mnist.Images, mnist.Labels]) -> None:
    rng = np.random.default_rng(0)
    for image, label in zip(*sample, strict=True):
        if may_have_one(label):
            drawn = with_lines(image / 255, segments(image / 255, int(label), rng))
            assert not drawn[[0, -1]].any()
            assert not drawn[:, [0, -1]].any()


def test_an_empty_picture_stays_empty() -> None:
    assert not flourished(np.zeros((1, 28, 28), np.uint8), np.array([1]), 1.0, np.random.default_rng(0)).any()


@pytest.mark.parametrize("seed", range(20))
def test_a_slash_crosses_the_hole_of_a_0_from_one_upper_side_to_the_other_lower_one(bow: Bytes, seed: int) -> None:
    slash = with_flourish(bow, 0, seed)[9:19, 9:19]
    assert not bow[9:19, 9:19].any()
    columns = [np.flatnonzero(row).mean() for row in slash if row.any()]
    assert len(columns) >= 4
    assert sorted(columns) in (columns, columns[::-1])


def test_the_slash_of_a_lying_0_is_no_wider_than_that_of_a_round_one(bow: Bytes) -> None:
    lying = np.zeros_like(bow)
    lying[9:19, 2:26] = np.repeat(bow[4:24:2, 8:20], 2, axis=1)
    for seed in range(40):
        ((start, end),) = segments(lying / 255, 0, np.random.default_rng(seed))
        assert abs(start[1] - end[1]) <= 2 * 1.2 * 0.45 * 10


def test_most_slashes_lean_to_the_right_and_some_reach_beyond_the_0(bow: Bytes) -> None:
    slashes = [segments(bow / 255, 0, np.random.default_rng(seed))[0] for seed in range(200)]
    leaning = [start[1] > end[1] for start, end in slashes]
    assert np.mean(leaning) == pytest.approx(1 - BACKSLASHES, abs=0.08)
    beyond = [start[0] < 4 or end[0] > 23 for start, end in slashes]
    assert 0.3 < np.mean(beyond) < 0.7


@pytest.mark.parametrize("seed", range(40))
def test_a_1_gets_a_flag_at_its_upper_left_or_a_foot_under_it(stroke: Bytes, seed: int) -> None:
    added = with_flourish(stroke, 1, seed) & (stroke == 0)
    flag, foot = added[:21], added[21:]
    assert flag.any() or foot.any()
    assert not flag[:, 16:].any()
    assert foot[:, :13].any() == foot[:, 16:].any()


def test_only_a_steep_flag_is_long(stroke: Bytes) -> None:
    flags = []
    for seed in range(300):
        start, end = segments(stroke / 255, 1, np.random.default_rng(seed))[0]
        down, left = (end - start) * (1, -1)
        if down > 0:  # else it is a foot
            flags.append((np.degrees(np.arctan2(down, left)), np.hypot(down, left) / 20))
    angles, lengths = np.array(flags).T
    assert angles.min() >= 25
    assert angles.max() <= 65
    assert lengths[angles < 30].max() < 0.5
    assert 0.65 < lengths[angles > 45].max() <= 0.8


def test_a_flag_alone_is_as_common_on_1s_as_a_foot(stroke: Bytes) -> None:
    lines = [segments(stroke / 255, 1, np.random.default_rng(seed)) for seed in range(400)]
    level = [[start[0] == end[0] for start, end in found] for found in lines]
    shares = [np.mean([kind == wanted for kind in level]) for wanted in ([False], [False, True], [True])]
    assert shares == pytest.approx([0.5, 0.25, 0.25], abs=0.07)


def test_a_foot_may_reach_further_to_one_side(stroke: Bytes) -> None:
    feet = [segments(stroke / 255, 1, np.random.default_rng(seed))[-1] for seed in range(300)]
    reaches = np.array([(14 - start[1], end[1] - 14) for start, end in feet if start[0] == end[0]]) / 20
    assert reaches.min() >= 0.12
    assert reaches.max() <= 0.4
    assert np.ptp(reaches, axis=1).max() > 0.2


@pytest.fixture
def seven() -> Bytes:
    """An upright line with a roof to its left: a plain 7."""
    picture = np.zeros((28, 28), np.uint8)
    picture[4:24, 17:20] = picture[4:7, 8:20] = 255
    return picture


@pytest.mark.parametrize("seed", range(40))
def test_a_7_gets_a_bar_across_its_middle_or_a_serif_under_the_end_of_its_roof(seven: Bytes, seed: int) -> None:
    added = with_flourish(seven, 7, seed) & (seven == 0)
    bar, serif = added[11:21, 13:], added[:14, :11]
    assert bar.any() or serif.any()
    assert bar[:, :4].any() == bar[:, 7:].any()
    assert not added[:4].any()
    assert not added[21:].any()


def test_a_bar_alone_is_as_common_on_7s_as_a_serif(seven: Bytes) -> None:
    lines = [segments(seven / 255, 7, np.random.default_rng(seed)) for seed in range(400)]
    level = [[abs(end[1] - start[1]) > abs(end[0] - start[0]) for start, end in found] for found in lines]
    shares = [np.mean([kind == wanted for kind in level]) for wanted in ([True], [True, False], [False])]
    assert shares == pytest.approx([0.5, 0.25, 0.25], abs=0.07)


def test_a_7_so_low_that_it_is_all_roof_gets_its_serif_at_the_end_of_the_roof() -> None:
    roof = np.zeros((28, 28), np.uint8)
    roof[5, 4:20] = 255
    starts = [tuple(start) for seed in range(20) for start, _ in segments(roof / 255, 7, np.random.default_rng(seed))]
    assert (5.0, 4.5) in starts


@pytest.mark.parametrize("seed", range(40))
def test_the_tail_of_a_9_turns_back_to_the_left_in_a_curve(stroke: Bytes, seed: int) -> None:
    pieces = segments(stroke / 255, 9, np.random.default_rng(seed))
    points = np.array([start for start, _ in pieces] + [pieces[-1][1]])
    assert tuple(points[0]) == (22.5, 14.0)
    assert (np.diff(points[:, 1]) < 0).all()
    assert 14 - 0.55 * 20 <= points[-1, 1] <= 14 - 0.2 * 20
    assert 22.5 - 0.25 * 20 <= points[-1, 0] <= 22.5
    assert points[:, 0].max() <= 22.5 + 0.08 * 20
    straight = points[0] + np.linspace(0, 1, len(points))[:, None] * (points[-1] - points[0])
    assert (points[1:-1, 0] > straight[1:-1, 0]).all()
    added = with_flourish(stroke, 9, seed) & (stroke == 0)
    assert added[:, :13].any()
    assert not added[:17].any()


def test_a_line_is_as_long_and_as_wide_as_said() -> None:
    drawn = line(np.array([10.0, 5.0]), np.array([10.0, 15.0]), 3, (28, 28))
    np.testing.assert_array_equal(drawn[8:13, 10], [0, 1, 1, 1, 0])
    np.testing.assert_array_equal(drawn[10, 3:8], [0, 1, 1, 1, 1])
    np.testing.assert_array_equal(drawn[10, 14:19], [1, 1, 1, 0, 0])
