"""Digits by other hands and pens stay the digits that they were, and come again with the same seed."""

import numpy as np
import pytest

from neuralite import Recognizer, mnist
from scripts.scenes.hands import WORLDS

# Enough that one digit more or less does not decide.
MANY = 60


@pytest.mark.parametrize("world", WORLDS)
def test_they_are_read_as_the_digits_that_they_were(world: str, sample: tuple[mnist.Images, mnist.Labels]) -> None:
    images, labels = (part[:: len(part) // MANY][:MANY] for part in sample)
    recognizer = Recognizer(["mlp"])
    pictures = [WORLDS[world](image, np.random.default_rng(number)) for number, image in enumerate(images)]
    assert all(picture.dtype == np.uint8 and picture.max() > 200 for picture in pictures)
    read = [recognizer.read(picture, single=True).digits[0].readings["mlp"].digit for picture in pictures]
    assert sum(a == b for a, b in zip(read, labels.tolist(), strict=True)) >= MANY * 11 / 12


@pytest.mark.parametrize("world", WORLDS)
def test_the_same_seed_draws_the_same(world: str, sample: tuple[mnist.Images, mnist.Labels]) -> None:
    first, again, other = (WORLDS[world](sample[0][0], np.random.default_rng(seed)) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert first.shape != other.shape or (first != other).any()
