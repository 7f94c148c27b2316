"""Some of 0, 1 and 7 get a line more, as thick as their own, where hands put it; the others stay as they were."""

import numpy as np
import numpy.typing as npt
import pytest

from neuralite import mnist
from neuralite.training.flourishes import flourish, flourished, line, segments

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


def test_only_a_share_of_0_1_and_7_is_changed_and_nothing_is_taken_away(
    sample: tuple[mnist.Images, mnist.Labels],
) -> None:
    images, labels = sample
    found = flourished(images, labels, 0.4, np.random.default_rng(0))
    changed = (found != images).any(axis=(1, 2))
    assert set(labels[changed]) == {0, 1, 7}
    assert 0.3 < changed[np.isin(labels, (0, 1, 7))].mean() < 0.5
    assert (found >= images).all()


def test_the_same_generator_gives_the_same_flourishes(sample: tuple[mnist.Images, mnist.Labels]) -> None:
    first, second = (flourished(*sample, 0.5, np.random.default_rng(3)) for _ in range(2))
    np.testing.assert_array_equal(first, second)


def test_an_empty_picture_stays_empty() -> None:
    assert not flourished(np.zeros((1, 28, 28), np.uint8), np.array([1]), 1.0, np.random.default_rng(0)).any()


@pytest.mark.parametrize("seed", range(5))
def test_a_slash_crosses_the_hole_of_a_0_from_the_upper_right_to_the_lower_left(bow: Bytes, seed: int) -> None:
    slash = (flourish(bow, 0, np.random.default_rng(seed)) > 127)[9:19, 9:19]
    assert not bow[9:19, 9:19].any()
    columns = [np.flatnonzero(row).mean() for row in slash if row.any()]
    assert len(columns) >= 4
    assert columns == sorted(columns, reverse=True)


@pytest.mark.parametrize("seed", range(40))
def test_a_1_gets_a_flag_at_its_upper_left_or_a_foot_under_it(stroke: Bytes, seed: int) -> None:
    added = (flourish(stroke, 1, np.random.default_rng(seed)) > 127) & (stroke == 0)
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
    assert angles.min() >= 20
    assert angles.max() <= 65
    assert lengths[angles < 30].max() < 0.57
    assert 0.65 < lengths[angles > 55].max() <= 0.8


@pytest.mark.parametrize("seed", range(5))
def test_a_bar_crosses_a_7_on_both_sides_of_its_middle(stroke: Bytes, seed: int) -> None:
    added = (flourish(stroke, 7, np.random.default_rng(seed)) > 127) & (stroke == 0)
    rows = np.flatnonzero(added.any(axis=1))
    assert added[:, :13].any()
    assert added[:, 16:].any()
    assert 9 <= rows[0] <= rows[-1] <= 20


def test_a_line_is_as_long_and_as_wide_as_said() -> None:
    drawn = line(np.array([10.0, 5.0]), np.array([10.0, 15.0]), 3)
    np.testing.assert_array_equal(drawn[8:13, 10], [0, 1, 1, 1, 0])
    np.testing.assert_array_equal(drawn[10, 3:8], [0, 1, 1, 1, 1])
    np.testing.assert_array_equal(drawn[10, 14:19], [1, 1, 1, 0, 0])
