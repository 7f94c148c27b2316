"""MNIST's recipe, step by step on arrays one can see, and on MNIST's own digits."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from neuralite import mnist
from neuralite.images.normalization import center, crop, normalize, pad_to_square, quantize, recenter, resample


def share_within_one_level(images: mnist.Images) -> float:
    apart = [np.abs(normalize(image / 255).astype(int) - image).max() for image in images]
    return float((np.array(apart) <= 1).mean())


def test_the_sample_comes_back_within_one_grey_level(sample: tuple[mnist.Images, mnist.Labels]) -> None:
    assert share_within_one_level(sample[0]) >= 0.999


def test_mnists_own_test_digits_come_back_within_one_grey_level(mnist_dir: Path) -> None:
    images, _ = mnist.load_test(mnist_dir)
    assert len(images) == 10_000
    assert share_within_one_level(images) >= 0.999


def test_crop_is_the_tight_box_of_all_ink_however_faint() -> None:
    ink = np.zeros((6, 7))
    ink[1, 2], ink[3, 5] = 1, 0.001
    assert crop(ink).shape == (3, 4)


def test_the_shorter_side_is_padded_with_the_odd_pixel_after_it() -> None:
    padded = pad_to_square(np.ones((12, 3)))
    assert padded.shape == (12, 12)
    np.testing.assert_array_equal(padded[0], [0, 0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0])


@pytest.mark.parametrize(("shape", "rows", "columns"), [((1, 1), (4, 5), (4, 5)), ((3, 8), (3, 6), (1, 9))])
def test_ink_is_padded_to_at_least_ten(shape: tuple[int, int], rows: tuple[int, int], columns: tuple[int, int]) -> None:
    expected = np.zeros((10, 10))
    expected[slice(*rows), slice(*columns)] = 1
    np.testing.assert_array_equal(pad_to_square(np.ones(shape)), expected)


def test_forty_pixels_become_twenty_means_of_four() -> None:
    square = np.zeros((40, 40))
    square[0, 0], square[2:4, 2:4], square[4, 4:6] = 1, 1, 1
    expected = np.zeros((20, 20))
    expected[0, 0], expected[1, 1], expected[2, 2] = 0.25, 1, 0.5
    np.testing.assert_allclose(resample(square), expected, atol=1e-12)


def test_a_pixel_spreads_over_all_that_it_covers() -> None:
    # Of 25 pixels each is 0.8 wide: the second one covers 0.8 to 1.6, a fifth in the first and 0.6 in the second.
    square = np.zeros((25, 25))
    square[:, 1] = 1
    expected = np.zeros((20, 20))
    expected[:, 0], expected[:, 1] = 0.2, 0.6
    np.testing.assert_allclose(resample(square), expected, atol=1e-12)


@pytest.mark.parametrize("side", [20, 23, 57, 160])
def test_full_ink_stays_full_at_any_size(side: int) -> None:
    np.testing.assert_allclose(resample(np.ones((side, side))), 1)


def test_ink_below_twenty_is_doubled_before_it_is_resampled() -> None:
    small = np.zeros((12, 12))
    small[:, 0] = 1
    # Doubled to 24, each target pixel covers 1.2: the two columns of ink fill the first and 0.8/1.2 of the second.
    np.testing.assert_allclose(resample(small)[0, :3], [1, 2 / 3, 0], atol=1e-12)
    np.testing.assert_array_equal(resample(np.eye(10)), np.eye(10).repeat(2, axis=0).repeat(2, axis=1))


def test_the_deepest_ink_becomes_255_and_halves_round_up() -> None:
    # 0.25 and 0.5 of 0.5 are 0.5 and 1 of the scale; 0.5/255 of 1 is half a level.
    np.testing.assert_array_equal(quantize(np.array([[0.0, 0.25, 0.5]])), [[0, 128, 255]])
    np.testing.assert_array_equal(quantize(np.array([[0.5 / 255, 0.49 / 255, 1.0]])), [[1, 0, 255]])


def test_values_a_little_over_one_are_cut_and_do_not_darken_the_rest() -> None:
    np.testing.assert_array_equal(quantize(np.array([[0.5, 1.1]])), [[128, 255]])


@pytest.mark.parametrize(
    ("row", "column", "barycentre"),
    [(slice(0, 20), slice(0, 20), (10.0, 10.0)), (slice(0, 2), slice(18, 20), (1.0, 19.0)), (7, 12, (7.5, 12.5))],
)
def test_the_corner_goes_to_15_less_the_barycentre(
    row: slice | int, column: slice | int, barycentre: tuple[float, float]
) -> None:
    digit = np.zeros((20, 20), np.uint8)
    digit[row, column] = 200
    field = np.zeros((48, 48), np.uint8)
    top, left = int(15 - barycentre[0]) + 10, int(15 - barycentre[1]) + 10
    field[top : top + 20, left : left + 20] = digit
    np.testing.assert_array_equal(center(digit), field[10:38, 10:38])


def test_the_centre_of_mass_ends_on_pixel_14(sample: tuple[mnist.Images, mnist.Labels]) -> None:
    index = np.arange(28)
    for image in sample[0][:200]:
        mass = normalize(image / 255).astype(float)
        for middle in (mass.sum(axis=1) @ index / mass.sum(), mass.sum(axis=0) @ index / mass.sum()):
            assert 13.5 - 1e-9 < middle <= 14.5 + 1e-9


@pytest.mark.parametrize("shape", [(28, 28), (1, 1), (300, 4)])
def test_no_ink_gives_an_empty_field(shape: tuple[int, int]) -> None:
    field = normalize(np.zeros(shape))
    assert field.shape == (28, 28)
    assert field.dtype == np.uint8
    assert not field.any()


def test_float32_and_float64_ink_are_prepared_alike(page: npt.NDArray[np.uint8]) -> None:
    ink = (255 - page) / 255
    assert np.abs(normalize(ink.astype(np.float32)).astype(int) - normalize(ink)).max() <= 1


def test_mnists_digits_are_where_recentring_puts_them(sample: tuple[mnist.Images, mnist.Labels]) -> None:
    fields = sample[0].astype(np.float32)
    found = recenter(fields)
    assert found.dtype == np.float32
    np.testing.assert_array_equal(found, fields)


@pytest.mark.parametrize("move", [(3, 0), (-4, 2), (0, -4), (4, 4)])
@pytest.mark.parametrize("unit", [1, 0.001])
def test_moved_digits_come_back(sample: tuple[mnist.Images, mnist.Labels], move: tuple[int, int], unit: float) -> None:
    frames = sample[0].copy()
    frames[:, 4:24, 4:24] = 0
    boxed = sample[0][~frames.any(axis=(1, 2))]
    assert len(boxed) > 200
    fields = boxed.astype(np.float32) * np.float32(unit)
    np.testing.assert_array_equal(recenter(np.roll(fields, move, axis=(1, 2))), fields)


def test_recentring_many_pictures_agrees_with_centring_each(sample: tuple[mnist.Images, mnist.Labels]) -> None:
    small = [quantize(resample(pad_to_square(crop(image / 255)))) for image in sample[0][:300]]
    fields = np.zeros((300, 28, 28), np.float32)
    fields[:, 4:24, 4:24] = small
    np.testing.assert_array_equal(recenter(fields), [center(digit) for digit in small])


def test_recentring_leaves_an_empty_picture_and_what_is_beside_it_alone() -> None:
    fields = np.zeros((2, 28, 28), np.float32)
    fields[1, 2, 25] = 1
    found = recenter(fields)
    assert not found[0].any()
    assert np.argwhere(found[1]).tolist() == [[14, 14]]


def test_recentring_can_miss_the_centre_by_as_many_pixels_as_asked() -> None:
    fields = np.zeros((3, 28, 28), np.float32)
    fields[:2, 2, 25] = 1
    found = recenter(fields, np.array([[2, 0, 5], [-3, 1, 5]]))
    assert np.argwhere(found).tolist() == [[0, 16, 11], [1, 14, 15]]
