"""Blocks hold what their pixels hold, at the edges of a picture too."""

import numpy as np
import pytest

from neuralite.images.blocks import covering, highest, repeated


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
