"""Pixels are what they are, whether they come as bytes, as shares, flat or square; nothing else is taken for them."""

import numpy as np
import numpy.typing as npt
import pytest

from neuralite import mnist
from neuralite.features import FEATURE_COUNTS, FEATURES, pixels

Sample = tuple[mnist.Images, mnist.Labels]


def test_every_form_of_the_same_pictures_gives_the_same_rows(sample: Sample) -> None:
    images = sample[0][:20]
    rows = pixels(images)
    assert rows.shape == (20, 784)
    assert rows.dtype == np.float32
    for same in (images.reshape(20, 784), images / 255, images.astype(np.float32) / 255):
        np.testing.assert_allclose(pixels(same), rows, rtol=0, atol=1e-7)


def test_paper_is_zero_and_ink_is_one() -> None:
    image = np.zeros((1, 28, 28), np.uint8)
    image[0, 1, 2], image[0, 27, 27] = 255, 51
    row = pixels(image)[0]
    assert {int(place): float(row[place]) for place in np.flatnonzero(row)} == {30: 1.0, 783: pytest.approx(0.2)}


def test_no_pictures_give_no_rows() -> None:
    assert pixels(np.empty((0, 28, 28))).shape == (0, 784)


@pytest.mark.parametrize(
    ("images", "error", "words"),
    [
        pytest.param(np.zeros((28, 28), np.uint8), ValueError, r"not \(28, 28\)", id="one picture"),
        pytest.param(np.zeros((1, 20, 20), np.uint8), ValueError, r"not \(1, 20, 20\)", id="another size"),
        pytest.param(np.zeros(784, np.uint8), ValueError, r"not \(784,\)", id="one row"),
        pytest.param(np.zeros((1, 784), np.int64), TypeError, "not int64", id="integers"),
        pytest.param(np.full((1, 784), 255.0), ValueError, "values from 0", id="bytes as floats"),
        pytest.param(np.full((1, 784), -0.1), ValueError, "values from 0", id="below zero"),
        pytest.param(np.full((1, 784), np.nan), ValueError, "values from 0", id="not a number"),
    ],
)
def test_what_is_no_picture_is_refused(images: npt.NDArray[np.uint8], error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        pixels(images)


def test_every_kind_of_features_has_the_count_that_is_told_of_it(sample: Sample) -> None:
    assert FEATURES.keys() == FEATURE_COUNTS.keys()
    for name, features in FEATURES.items():
        assert features(sample[0][:2]).shape == (2, FEATURE_COUNTS[name])
