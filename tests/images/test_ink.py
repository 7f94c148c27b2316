"""Ink is told from paper in either polarity; specks and light are left behind, blank pages said to be blank."""

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from neuralite import mnist
from neuralite.images.blocks import around
from neuralite.images.ink import find_ink, main_parts, unrepeated, without_halo
from neuralite.images.normalization import crop, normalize

Float = npt.NDArray[np.float64]


@pytest.fixture
def grey(page: npt.NDArray[np.uint8]) -> Float:
    return page / 255


def bar(shape: tuple[int, int] = (40, 40), rows: tuple[int, int] = (8, 32)) -> Float:
    """White paper with a black bar, six pixels wide."""
    picture = np.ones(shape)
    picture[slice(*rows), 17:23] = 0
    return picture


def test_a_clean_digit_keeps_its_soft_edges(grey: Float, sample: tuple[mnist.Images, mnist.Labels]) -> None:
    found = find_ink(grey)
    np.testing.assert_allclose(found.ink[18:46, 8:36], sample[0][0] / sample[0][0].max(), atol=0.005)
    assert found.ink.sum() == pytest.approx(found.ink[18:46, 8:36].sum())


def test_polarity_does_not_change_the_ink(grey: Float) -> None:
    dark, light = find_ink(grey), find_ink(1 - grey)
    assert dark.paper_is_light
    assert not light.paper_is_light
    np.testing.assert_allclose(dark.ink, light.ink, atol=1e-6)


@pytest.mark.parametrize("kind", ["gradient", "vignette"])
def test_the_strokes_are_the_same_in_uneven_light(grey: Float, kind: str) -> None:
    y, x = np.mgrid[-1:1:60j, -1:1:50j]
    lit = 0.8 + 0.2 * x if kind == "gradient" else 1 - 0.25 * (x * x + y * y)
    even, uneven = find_ink(grey), find_ink(grey * lit)
    assert even.box == uneven.box
    assert ((even.ink > 0.5) != (uneven.ink > 0.5)).sum() <= 0.1 * (even.ink > 0.5).sum()


def test_more_paper_around_a_digit_changes_nothing(grey: Float) -> None:
    more = np.pad(grey, ((100, 37), (5, 160)), constant_values=1)
    np.testing.assert_array_equal(crop(find_ink(more).ink), crop(find_ink(grey).ink))


def test_only_what_lies_within_reach_is_searched() -> None:
    mask = np.zeros((9, 9), bool)
    mask[1, 4] = mask[5, 6] = True
    assert around(mask) == (slice(1, 6), slice(4, 7))
    assert around(mask, 2) == (slice(0, 8), slice(2, 9))


def test_specks_are_dropped_and_the_digit_keeps_its_box(grey: Float) -> None:
    dirty = grey.copy()
    dirty[2, 2] = dirty[56:58, 47] = 0
    assert find_ink(dirty).box == find_ink(grey).box


def test_a_speck_is_less_than_a_fiftieth_of_the_largest_part() -> None:
    core = np.zeros((30, 30), bool)
    core[5:25, 5:10] = True
    core[5, 20:22] = True
    core[15, 20] = True
    kept = main_parts(core)
    assert kept[5, 20]
    assert not kept[15, 20]
    assert kept.sum() == 102


def test_two_strokes_that_meet_at_a_corner_are_one_part() -> None:
    core = np.zeros((30, 30), bool)
    core[0:20, 0:10] = True
    core[20, 10] = True
    np.testing.assert_array_equal(main_parts(core), core)


@pytest.mark.parametrize("tone", [0.0, 0.5, 1.0])
def test_a_page_of_one_colour_is_blank(tone: float) -> None:
    found = find_ink(np.full((30, 20), tone))
    assert found.is_blank
    assert not found.ink.any()
    assert found.warnings == ()


def test_a_page_of_fine_grain_is_blank() -> None:
    grain = np.random.default_rng(0).normal(0.8, 0.01, (120, 90))
    assert find_ink(grain).is_blank


def test_a_blank_page_has_no_box() -> None:
    found = find_ink(np.ones((9, 9)))
    with pytest.raises(ValueError, match="no box"):
        _ = found.box


@pytest.mark.parametrize("noise", [0.01, 0.04])
def test_grain_around_a_stroke_is_no_ink(noise: float) -> None:
    picture = bar((80, 80), (15, 65)) * 0.7 + 0.1
    noisy = picture + np.random.default_rng(0).normal(0, noise, picture.shape)
    found = find_ink(noisy)
    inside = np.zeros(picture.shape, bool)
    inside[14:66, 16:24] = True
    assert found.ink[~inside].sum() < 0.02 * found.ink.sum()
    assert found.ink[20:60, 18:22].mean() > 0.9


@pytest.mark.parametrize(("depth", "faint"), [(0.08, True), (0.2, False)])
def test_faint_ink_is_found_with_a_warning(depth: float, faint: bool) -> None:
    found = find_ink(1 - depth * (1 - bar()))
    assert found.scale * np.array(found.box) + np.tile(found.origin[::-1], 2) == pytest.approx([17, 8, 23, 32])
    assert found.contrast == pytest.approx(depth, abs=1e-6)
    assert found.warnings == (("The ink is faint.",) if faint else ())


def test_ink_fainter_than_ten_grey_levels_is_none() -> None:
    assert find_ink(1 - (9 / 255) * (1 - bar())).is_blank
    assert not find_ink(1 - (11 / 255) * (1 - bar())).is_blank


@pytest.mark.parametrize("turns", range(4))
def test_ink_at_any_edge_is_found_with_a_warning(turns: int) -> None:
    found = find_ink(np.rot90(bar(rows=(0, 25)), turns))
    assert found.warnings == ("The ink touches the edge of the picture: is it cut off?",)
    assert (found.ink > 0.5).sum() == 150


def test_the_faint_end_of_a_wide_edge_is_no_ink() -> None:
    edge = np.array([[0.0, 0.15, 0.5, 0.85, 1.0]]).repeat(60, axis=0)
    large = without_halo(edge, np.ones((60, 5), bool))
    np.testing.assert_allclose(large[0], [0, 0, 0.5, 1, 1])


def test_at_the_size_of_mnists_box_every_pixel_counts() -> None:
    edge = np.array([[0.0, 0.01, 0.5, 1.0]]).repeat(20, axis=0)
    np.testing.assert_array_equal(without_halo(edge, np.ones((20, 4), bool)), edge)


def test_a_repeated_picture_goes_back_to_its_pixels(grey: Float) -> None:
    picked, origin, k = unrepeated(grey.repeat(3, axis=0).repeat(3, axis=1))
    assert (origin, k) == ((0, 0), 3)
    np.testing.assert_array_equal(picked, grey)


def test_a_first_block_that_the_edge_cuts_off_began_before_the_picture(grey: Float) -> None:
    picked, origin, k = unrepeated(grey.repeat(3, axis=0).repeat(3, axis=1)[1:, 2:])
    assert (origin, k) == ((-1, -2), 3)
    np.testing.assert_array_equal(picked, grey)


def test_a_drawing_is_not_shrunk_below_ten_pixels() -> None:
    small = np.ones((6, 6))
    small[1:5, 1:5] = np.eye(4)
    # 4 pixels enlarged 8 times are 32: 10 remain at a factor of 2, not at 4 or 8.
    assert unrepeated(small.repeat(8, axis=0).repeat(8, axis=1))[2] == 2


@pytest.mark.parametrize("factor", [2, 3, 8])
def test_unrepeated_mnist_digits_follow_the_recipe(sample: tuple[mnist.Images, mnist.Labels], factor: int) -> None:
    rng = np.random.default_rng(factor)
    same = 0
    for image in sample[0]:
        above, left, below, right = rng.integers(0, 40, 4)
        large = np.pad(image.repeat(factor, axis=0).repeat(factor, axis=1), ((above, below), (left, right)))
        small, _, _ = unrepeated(large / 255)
        same += np.abs(normalize(crop(small)).astype(int) - image).max() <= 1
    assert same >= 0.999 * len(sample[0])


@pytest.mark.parametrize("dark_on_light", [True, False])
@pytest.mark.parametrize("side", [16, 32])
def test_a_digit_that_fills_a_small_picture_is_neither_grain_nor_shadow_nor_print(
    sample: tuple[mnist.Images, mnist.Labels], side: int, dark_on_light: bool
) -> None:
    found = []
    for image in sample[0][::5]:
        tight = crop(image)
        square = np.pad(tight, [(0, max(tight.shape) - length) for length in tight.shape])
        grey = np.asarray(Image.fromarray(square).resize((side, side), Image.Resampling.BILINEAR), np.float32) / 255
        ink = find_ink(1 - grey if dark_on_light else grey).ink
        found.append((ink > 0.5).sum() >= 0.5 * (grey > 0.5).sum())
    assert np.mean(found) >= 0.97
