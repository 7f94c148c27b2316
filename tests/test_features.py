"""Pixels are what they are, whether they come as bytes, as shares, flat or square; nothing else is taken for them."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from neuralite import mnist
from neuralite.features import FEATURE_COUNTS, FEATURES, deskewed, pixels

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


def test_a_slanted_bar_is_set_upright_where_it_stands() -> None:
    picture = np.zeros((1, 28, 28), np.float32)
    for row in range(4, 24):
        picture[0, row, 7 + row // 2 : 10 + row // 2] = 1
    upright = deskewed(picture).reshape(28, 28)
    columns = np.flatnonzero(upright.sum(axis=0) > 2)
    assert np.ptp(columns) <= 4
    assert np.ptp(np.flatnonzero(picture[0].sum(axis=0))) == 11
    assert upright.sum() == pytest.approx(picture.sum(), rel=1e-3)
    assert upright.sum(axis=1).argmax() in range(4, 24)
    middle = (upright.sum(axis=0) @ np.arange(28)) / upright.sum()
    assert middle == pytest.approx((picture[0].sum(axis=0) @ np.arange(28)) / picture.sum(), abs=0.05)


def test_what_stands_upright_stays_and_an_empty_picture_too() -> None:
    pictures = np.zeros((2, 28, 28), np.float32)
    pictures[0, 5:22, 12:15] = 1
    np.testing.assert_allclose(deskewed(pictures).reshape(2, 28, 28), pictures, atol=1e-5)


def test_deskewing_takes_the_slant_out_of_digits(sample: Sample) -> None:
    def slant(pictures: npt.NDArray[np.floating[Any]]) -> npt.NDArray[np.floating[Any]]:
        y, x = np.mgrid[:28, :28]
        total = pictures.sum(axis=(1, 2))
        y, x = (axis - ((pictures * axis).sum(axis=(1, 2)) / total)[:, None, None] for axis in (y, x))
        return np.asarray(np.abs((pictures * y * x).sum(axis=(1, 2)) / (pictures * y * y).sum(axis=(1, 2))))

    pictures = sample[0].astype(np.float64) / 255
    assert np.median(slant(deskewed(pictures).reshape(-1, 28, 28))) < 0.1 * np.median(slant(pictures))


def test_every_feature_has_as_many_numbers_as_is_told(sample: Sample) -> None:
    for name, feature in FEATURES.items():
        rows = feature(sample[0][:3])
        assert rows.shape == (3, FEATURE_COUNTS[name])
        assert rows.dtype == np.float32
