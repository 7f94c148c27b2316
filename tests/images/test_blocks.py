"""Blocks hold what their pixels hold, at the edges of a picture too."""

import numpy as np
import pytest

from neuralite.images.blocks import covering, highest, means, repeated


@pytest.mark.parametrize("block", [1, 2, 3, 5])
def test_one_pixel_is_seen_in_its_block_and_in_no_other(block: int) -> None:
    mask = np.zeros((11, 7), bool)
    for row, column in np.ndindex(mask.shape):
        mask[:] = False
        mask[row, column] = True
        seen = covering(mask, block)
        assert seen.shape == (-(-11 // block), -(-7 // block))
        assert seen[row // block, column // block]
        assert seen.sum() == 1
        large = repeated(seen, block, mask.shape)
        assert large.shape == mask.shape
        assert large[row, column]
        assert large.sum() <= block * block


def test_the_highest_value_of_each_full_block_is_kept() -> None:
    picture = np.array([[0.1, 0.2, 0.0, 0.5, 9.0], [0.3, 0.0, -1.0, 0.4, 9.0], [9.0] * 5])
    np.testing.assert_array_equal(highest(picture, 2), [[0.3, 0.5]])


def test_nothing_of_the_picture_is_changed() -> None:
    picture = np.arange(36.0).reshape(6, 6)
    highest(picture, 3)
    np.testing.assert_array_equal(picture, np.arange(36.0).reshape(6, 6))


def test_the_mean_of_a_block_that_is_not_full_counts_what_it_lacks_as_0() -> None:
    picture = np.array([[1.0, 2.0, 8.0], [3.0, 2.0, 0.0], [4.0, 0.0, 4.0]], np.float32)
    seen = means(picture, 2)
    np.testing.assert_array_equal(seen, [[2.0, 2.0], [1.0, 1.0]])
    assert seen.dtype == np.float32
    np.testing.assert_array_equal(means(picture, 1), picture)


@pytest.mark.parametrize("block", [1, 2])
def test_a_mask_is_cut_to_the_picture_that_ends_within_it(block: int) -> None:
    assert repeated(np.ones((3, 4), bool), block, (2, 3)).shape == (2, 3)
