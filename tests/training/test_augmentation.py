"""Each figure changes a picture as it says, on pictures one can see; what comes out is a digit as MNIST has them."""

import time
from dataclasses import replace
from typing import Any, cast

import numpy as np
import numpy.typing as npt
import pytest
from scipy import ndimage

from neuralite import mnist
from neuralite.images.normalization import crop, recenter
from neuralite.training import augmentation
from neuralite.training.augmentation import CHUNK, Augmentation, Pictures, basis, blur, coarsen, stretch, thicken, warp

SIGMA = 5.0
NOTHING = Augmentation(rotation=0, scale=0, shear=0, shift=0, elastic=0)
EVERYTHING = Augmentation(thicker=0.5, thinner=0.5, blur=0.5, contrast=0.5, coarse=0.5)


class Furthest:
    """In place of a generator: a picture always gets the most of every figure, or the least."""

    def __init__(self, *, least: bool = False) -> None:
        self.least = least
        self.normal = np.random.default_rng(0)

    def uniform(self, low: float, high: float, size: Any) -> npt.NDArray[np.float64]:
        return np.full(size, low if self.least else high)

    def standard_normal(self, size: Any, dtype: type[np.float32]) -> npt.NDArray[np.float32]:
        return np.asarray(self.normal.standard_normal(size, dtype))


def changed(image: npt.NDArray[np.uint8], *, least: bool = False, **figures: float) -> npt.NDArray[Any]:
    """The box of all ink of one picture, changed as far as the figures allow."""
    rng = cast(np.random.Generator, Furthest(least=least))
    return np.round(np.asarray(crop(replace(NOTHING, **figures)(image[None], rng).round(4)[0])), 3)


def drawn(*ink: tuple[slice | int, slice | int], value: int = 255) -> npt.NDArray[np.uint8]:
    image = np.zeros((28, 28), np.uint8)
    for place in ink:
        image[place] = value
    return image


# An L of lines of two pixels, with its foot to the right.
L = drawn((slice(8, 20), slice(9, 11)), (slice(18, 20), slice(9, 17)))
DOT = drawn((13, 13))


def moved(y: tuple[float, float, float], x: tuple[float, float, float]) -> npt.NDArray[np.float32]:
    """Weights of old places by the new y, the new x and 1; no waves."""
    weights = np.zeros((1, 2, basis(SIGMA).shape[0]), np.float32)
    weights[0, :, :3] = y, x
    return weights


@pytest.fixture(scope="module")
def digits(sample: tuple[mnist.Images, mnist.Labels]) -> mnist.Images:
    return sample[0]


@pytest.mark.parametrize(
    ("y", "x", "expected"),
    [
        pytest.param((1, 0, 0), (0, 1, 0), L, id="from its own place"),
        pytest.param((0, 1, 0), (-1, 0, 0), np.rot90(L), id="a quarter to the left"),
        pytest.param((-1, 0, 0), (0, -1, 0), L[::-1, ::-1], id="upside down"),
        pytest.param((1, 0, 3), (0, 1, 0), np.roll(L, -3, axis=0), id="from three below"),
        pytest.param((1, 0, 0), (0, 1, -5), np.roll(L, 5, axis=1), id="from five to the left"),
        pytest.param((1, 0, 40), (0, 1, 0), np.zeros((28, 28)), id="from outside"),
    ],
)
def test_pixels_come_from_the_places_that_the_weights_tell(
    y: tuple[float, float, float], x: tuple[float, float, float], expected: npt.NDArray[Any]
) -> None:
    found = warp((L / 255).astype(np.float32)[None], moved(y, x), SIGMA)
    np.testing.assert_allclose(found[0], expected / 255, atol=1e-5)


def test_a_place_between_pixels_is_mixed_of_its_four() -> None:
    found = warp((DOT / 255).astype(np.float32)[None], moved((1, 0, 0.25), (0, 1, 0.5)), SIGMA)[0]
    np.testing.assert_allclose(found[12:14, 12:14], [[0.125, 0.125], [0.375, 0.375]], atol=1e-5)
    assert found.sum() == pytest.approx(1, abs=1e-4)


@pytest.mark.parametrize("least", [False, True], ids=["to the left", "to the right"])
def test_rotation_is_in_degrees_and_to_both_sides(*, least: bool) -> None:
    turned = np.rot90(crop(L / 255), -1 if least else 1)
    np.testing.assert_array_equal(changed(L, least=least, rotation=90), turned)


@pytest.mark.parametrize(("least", "side"), [(False, 12), (True, 4)])
def test_scale_enlarges_and_shrinks(*, least: bool, side: int) -> None:
    # Eight pixels become 8 * 1.5 and 8 / 2; the ink's area tells it to the last soft edge.
    square = drawn((slice(10, 18), slice(10, 18)))
    assert changed(square, least=least, scale=0.5).sum() == pytest.approx(side**2, abs=0.01)


def test_shear_slants_an_upright_line() -> None:
    found = changed(drawn((slice(9, 19), slice(13, 15))), shear=1)
    # Each row comes from one pixel further to the right: rows that lie between pixels have soft ends.
    expected = np.zeros((10, 12))
    for row in range(10):
        expected[row, 9 - row : 12 - row] = 0.5, 1, 0.5
    np.testing.assert_array_equal(found, expected)


def test_a_shift_by_half_a_pixel_parts_a_line() -> None:
    line = drawn((slice(9, 19), 13))
    np.testing.assert_array_equal(changed(line, shift=0.5)[5], [0.5, 0.5])


def test_a_shift_by_whole_pixels_is_off_mnists_centre_and_leaves_the_digit_whole() -> None:
    mnists = recenter((L[None] / 255).astype(np.float32))
    rng = cast(np.random.Generator, Furthest())
    shifted = replace(NOTHING, shift=3)(L[None], rng)
    np.testing.assert_allclose(np.asarray(shifted), np.roll(mnists, (-3, -3), axis=(1, 2)), atol=1e-3)


def test_thicker_thinner_blur_and_contrast_reach_the_picture() -> None:
    plus = [[0, 1, 0], [1, 1, 1], [0, 1, 0]]
    np.testing.assert_array_equal(changed(DOT, thicker=1), plus)
    np.testing.assert_array_equal(changed(drawn((slice(12, 15), slice(12, 15))), least=True, thinner=1), [[1]])
    np.testing.assert_allclose(changed(DOT, blur=1), np.outer([1, 2, 1], [1, 2, 1]) / 16, atol=1e-3)
    # 0.8 is 0.3 over the middle, and 1.5 times that after it.
    np.testing.assert_allclose(changed(drawn((13, 13), value=204), contrast=0.5), [[0.95]], atol=1e-3)


def test_elastic_fields_are_as_strong_and_as_smooth_as_simards(monkeypatch: pytest.MonkeyPatch) -> None:
    # On a ramp that is 8 darker with every pixel to the right, a pixel's value tells where it comes from.
    ramp = np.broadcast_to(np.arange(28, dtype=np.uint8) * 8, (600, 28, 28))
    monkeypatch.setattr(augmentation, "recenter", lambda pictures, off: pictures)
    seen = replace(NOTHING, elastic=36, sigma=SIGMA)(ramp, cast(np.random.Generator, Furthest())) * 255 / 8
    field = (seen - np.arange(28))[:, 7:21, 7:21]
    # The same by Simard's own words: noise from -1 to 1, smoothed with a Gaussian, times alpha.
    noise = np.random.default_rng(1).uniform(-1, 1, (1000, 1000))
    simard = 36 * ndimage.gaussian_filter(noise, SIGMA)
    assert field.std() == pytest.approx(simard.std(), rel=0.06)
    for apart in (1, 4, 10):
        alike = np.corrcoef(field[:, :, apart:].ravel(), field[:, :, :-apart].ravel())[0, 1]
        theirs = np.corrcoef(simard[:, apart:].ravel(), simard[:, :-apart].ravel())[0, 1]
        assert alike == pytest.approx(theirs, abs=0.07)


@pytest.mark.parametrize("sigma", [3.0, 4.0, 8.0])
def test_waves_weighted_with_normal_numbers_make_a_field_of_variance_1(sigma: float) -> None:
    waves = basis(sigma)[3:]
    assert (waves**2).sum(axis=0).mean() == pytest.approx(1, abs=0.011)
    assert waves.shape[0] < 100


@pytest.mark.parametrize(
    ("pixels", "expected"),
    [
        (1.0, ["  #  ", " ### ", "#####", " ### ", "  #  "]),
        (0.0, ["     ", "  #  ", " ### ", "  #  ", "     "]),
        (-1.0, ["     ", "     ", "  #  ", "     ", "     "]),
        (0.5, ["  +  ", " +#+ ", "+###+", " +#+ ", "  +  "]),
        (-0.5, ["     ", "  +  ", " +#+ ", "  +  ", "     "]),
    ],
)
def test_strokes_grow_and_shrink_by_a_pixel_and_by_parts_of_one(pixels: float, expected: list[str]) -> None:
    plus = np.array([[[0, 0, 0, 0, 0], [0, 0, 1, 0, 0], [0, 1, 1, 1, 0], [0, 0, 1, 0, 0], [0, 0, 0, 0, 0]]], np.float32)
    seen = [
        ["+" if value == 0.5 else " #"[int(value)] for value in row] for row in thicken(plus, np.array([pixels]))[0]
    ]
    assert ["".join(row) for row in seen] == expected


def test_each_picture_grows_by_its_own_degree() -> None:
    dots = np.repeat((DOT / 255).astype(np.float32)[None], 3, axis=0)
    assert thicken(dots, np.array([1, 0, -1])).sum(axis=(1, 2)).tolist() == [5, 1, 0]


def test_blur_spreads_ink_and_loses_none(digits: mnist.Images) -> None:
    pictures = (digits[:50] / 255).astype(np.float32)
    pictures *= np.pad(np.ones((26, 26), np.float32), 1)  # ink at the edge would be spread over it
    soft = blur(pictures, np.linspace(0, 1, 50))
    np.testing.assert_allclose(soft.sum(axis=(1, 2)), pictures.sum(axis=(1, 2)), rtol=1e-5)
    np.testing.assert_array_equal(soft[0], pictures[0])
    assert np.abs(np.diff(soft[-1])).sum() < np.abs(np.diff(pictures[-1])).sum()


def test_contrast_moves_values_from_the_middle_and_cuts_them() -> None:
    greys = np.array([[[0, 0.25, 0.5, 0.7, 1]]] * 2, np.float32)
    found = stretch(greys, np.array([0.0, 1.0]))
    np.testing.assert_allclose(found, [[[0, 0.25, 0.5, 0.7, 1]], [[0, 0, 0.5, 0.9, 1]]], atol=1e-6)


def test_few_pixels_are_blocks_of_one_shade(monkeypatch: pytest.MonkeyPatch, digits: mnist.Images) -> None:
    monkeypatch.setattr(augmentation, "FEW_PIXELS", (14, 15))
    pictures = digits[:40].astype(np.float32) * np.float32(1 / 255)
    few = coarsen(pictures, np.random.default_rng(0))
    blocks = few.reshape(-1, 14, 2, 14, 2)
    assert np.ptp(blocks, axis=(2, 4)).max() < 1e-5
    assert 0 <= few.min() <= few.max() <= 1
    # Clear paper stays so, and the deepest block is full ink.
    whole = pictures.reshape(-1, 14, 2, 14, 2).mean(axis=(2, 4))
    shades = blocks.mean(axis=(2, 4))
    assert shades[whole == 0].max() < 0.01
    assert shades.max(axis=(1, 2)).min() > 0.99


def test_some_of_few_pixels_keep_their_greys_and_some_are_black_and_white(digits: mnist.Images) -> None:
    few = coarsen(digits[:200].astype(np.float32) * np.float32(1 / 255), np.random.default_rng(1))
    grey = ((few > 0.1) & (few < 0.9)).mean(axis=(1, 2)) / (few > 0.1).mean(axis=(1, 2))
    assert (grey > 0.85).mean() > 0.1
    assert (grey < 0.5).mean() > 0.1


def test_so_large_a_share_has_few_pixels_as_the_figure_says(digits: mnist.Images) -> None:
    pictures = np.repeat(digits[:1], 2000, axis=0)
    plain = recenter(pictures[:1].astype(np.float32) * np.float32(1 / 255))
    changed = replace(NOTHING, coarse=0.25)(pictures, np.random.default_rng(0))
    assert (changed != plain).any(axis=(1, 2)).mean() == pytest.approx(0.25, abs=0.04)


@pytest.mark.parametrize("n", [0, 1, CHUNK, CHUNK + 1, 3 * CHUNK - 1])
def test_where_all_figures_are_zero_digits_come_back(digits: mnist.Images, n: int) -> None:
    found = NOTHING(digits[:n], np.random.default_rng(0))
    np.testing.assert_allclose(found * 255, digits[:n], atol=1e-3)


@pytest.fixture(scope="module")
def other_hands(digits: mnist.Images) -> Pictures:
    return EVERYTHING(digits, np.random.default_rng(1))


def test_pictures_are_of_float32_from_0_to_1(other_hands: Pictures) -> None:
    assert other_hands.dtype == np.float32
    assert other_hands.shape == (1000, 28, 28)
    assert other_hands.min() == 0
    assert 0.99 < other_hands.max() <= 1


def test_the_centre_of_mass_ends_on_pixel_14(other_hands: Pictures) -> None:
    # Of a digit that has grown over the edge, what is left over there is missing in its centre of mass.
    edges = other_hands.copy()
    edges[:, 1:-1, 1:-1] = 0
    mass = other_hands[~edges.any(axis=(1, 2))].astype(np.float64)
    assert len(mass) > 800
    for axis in (1, 2):
        middle = mass.sum(axis=axis) @ np.arange(28) / mass.sum(axis=(1, 2))
        assert middle.min() > 13.5 - 1e-4
        assert middle.max() < 14.5 + 1e-4


def test_an_empty_picture_stays_empty() -> None:
    assert not EVERYTHING(np.zeros((3, 28, 28), np.uint8), np.random.default_rng(0)).any()


def test_the_same_picture_is_changed_in_another_way_each_time(digits: mnist.Images) -> None:
    found = EVERYTHING(np.repeat(digits[:1], 2 * CHUNK, axis=0), np.random.default_rng(0))
    assert len({picture.tobytes() for picture in found}) == 2 * CHUNK


def test_the_same_seed_gives_the_same_bits_and_another_seed_others(digits: mnist.Images, other_hands: Pictures) -> None:
    assert EVERYTHING(digits, np.random.default_rng(1)).tobytes() == other_hands.tobytes()
    assert EVERYTHING(digits, np.random.default_rng(2)).tobytes() != other_hands.tobytes()


@pytest.mark.parametrize(
    ("figures", "words"),
    [
        ({"rotation": -1}, "at least 0"),
        ({"elastic": float("nan")}, "at least 0"),
        ({"contrast": float("inf")}, "at least 0"),
        ({"sigma": 0}, "sigma is above 0"),
        ({"scale": 1.5}, "at most 1"),
        ({"thicker": 1.1}, "at most 1"),
        ({"thinner": 2}, "at most 1"),
        ({"blur": 1.01}, "at most 1"),
    ],
)
def test_figures_out_of_range_are_refused(figures: dict[str, float], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        replace(NOTHING, **figures)


def test_a_card_can_hold_the_figures_and_make_them_again() -> None:
    assert Augmentation(**EVERYTHING.to_json()) == EVERYTHING


def test_sixty_thousand_pictures_take_two_and_a_half_seconds_of_one_core_at_most(digits: mnist.Images) -> None:
    pictures = np.concatenate([digits] * 6)
    spent = []
    for _ in range(3):
        started = time.process_time()
        Augmentation()(pictures, np.random.default_rng(0))
        spent.append(time.process_time() - started)
    # A tenth of the pictures has twice its tenth of the time, for a machine that is busy with other things.
    assert min(spent) <= 0.5
