"""What the histograms say of strokes that one can see."""

import time

import numpy as np
import pytest

from neuralite import mnist
from neuralite.hog import (
    COUNT,
    DIRECTIONS,
    OFFSETS,
    PAIR_DIRECTIONS,
    amounts_in_cells,
    directions,
    gradients,
    hog,
    pairs_in_cells,
    windows,
)


@pytest.fixture
def bar() -> np.ndarray:
    """One picture with a broad upright bar in the middle."""
    picture = np.zeros((1, 28, 28), np.float32)
    picture[0, 4:24, 10:18] = 1
    return picture


def test_a_gradient_is_the_step_of_an_edge(bar: np.ndarray) -> None:
    right, down = gradients(bar)[0]
    assert right[14, 9:11].tolist() == [1, 1]
    assert right[14, 17:19].tolist() == [-1, -1]
    assert not down[10:18].any()
    assert down[3:5, 14].tolist() == [1, 1]


def test_the_left_edge_of_a_bar_points_right_and_the_right_edge_left(bar: np.ndarray) -> None:
    found = directions(gradients(bar), DIRECTIONS)[0]
    assert found[:, 14, 10].argmax() == 0
    assert found[:, 14, 17].argmax() == DIRECTIONS // 2
    assert found[:, 4, 14].argmax() == DIRECTIONS // 4
    assert found[0, 14, 10] == pytest.approx(1, abs=1e-5)


def test_a_slope_between_two_directions_is_shared_by_both() -> None:
    slopes = np.zeros((1, 2, 28, 28), np.float32)
    angle = np.pi / DIRECTIONS
    slopes[0, :, 3, 5] = 0.5 * np.cos(angle), 0.5 * np.sin(angle)
    found = directions(slopes, DIRECTIONS)[0, :, 3, 5]
    assert found[0] == pytest.approx(0.5 * np.cos(angle) ** 2, abs=1e-5)
    assert found[1] == pytest.approx(found[0], abs=1e-6)


@pytest.mark.parametrize(("cells", "reach"), [(9, 4.0), (14, 3.0), (4, 7.0)])
def test_cells_weigh_their_middle_most_and_cover_every_pixel(cells: int, reach: float) -> None:
    weights = windows(cells, reach)
    assert np.allclose(weights.sum(axis=1), 1)
    assert (weights.sum(axis=0) > 0).all()
    assert np.allclose(weights, weights[::-1, ::-1])


def test_an_amount_is_that_of_its_cell() -> None:
    channels = np.zeros((1, 2, 28, 28), np.float32)
    channels[0, 1, 3, 24] = 1
    amounts = amounts_in_cells(channels, 4, 7.0)[0]
    assert not amounts[0].any()
    row, column = np.unravel_index(amounts[1].argmax(), (4, 4))
    # Pixels run down in rows and to the right in columns; the cells are told column by column.
    assert {int(row), int(column)} == {0, 3}


def test_a_pair_is_two_directions_an_offset_apart() -> None:
    channels = np.zeros((1, PAIR_DIRECTIONS, 28, 28), np.float32)
    channels[0, 2, 10, 10] = 1
    channels[0, 5, 14, 10] = 1
    found = pairs_in_cells(channels, OFFSETS, 4, 7.0)
    found = found.reshape(len(OFFSETS), PAIR_DIRECTIONS, PAIR_DIRECTIONS, -1).sum(axis=-1)
    assert np.argwhere(found > 0).tolist() == [[OFFSETS.index((4, 0)), 2, 5]]


def test_faint_ink_tells_nearly_the_same_as_dark_ink(sample: tuple[mnist.Images, mnist.Labels]) -> None:
    pictures = sample[0][:20].astype(np.float32) * np.float32(1 / 255)
    assert np.abs(hog(pictures * np.float32(0.5)) - hog(pictures)).mean() < 0.2 * hog(pictures).mean()


def test_an_empty_picture_has_no_strokes() -> None:
    found = hog(np.zeros((2, 28, 28), np.float32))
    assert found.shape == (2, COUNT)
    assert not found.any()


def test_pictures_are_told_of_one_by_one(sample: tuple[mnist.Images, mnist.Labels]) -> None:
    pictures = sample[0][:40].astype(np.float32) * np.float32(1 / 255)
    alone = np.concatenate([hog(picture[None]) for picture in pictures])
    assert np.allclose(hog(pictures), alone, atol=1e-5)


def test_a_thousand_digits_take_no_more_than_half_a_second(sample: tuple[mnist.Images, mnist.Labels]) -> None:
    pictures = sample[0].astype(np.float32) * np.float32(1 / 255)
    hog(pictures[:32])
    started = time.process_time()
    hog(pictures)
    assert time.process_time() - started < 0.5
