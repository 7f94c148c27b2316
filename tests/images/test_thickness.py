"""A stroke's width is that of the pen, whatever its size and softness, and only hairlines and brushes are redrawn."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from scipy import ndimage

from neuralite import mnist
from neuralite.images.normalization import crop
from neuralite.images.thickness import BOX, NEAREST, USUAL, as_thick_as_usual, reduced, stroke_width

Ink = npt.NDArray[np.floating[Any]]


def ring(side: int, width: float) -> Ink:
    """A circle that fills its square, drawn with a pen of a width in pixels."""
    y, x = np.mgrid[:side, :side] - (side - 1) / 2
    away = np.abs(np.hypot(y, x) - (side - width) / 2)
    return np.asarray((width / 2 + 0.5 - away).clip(0, 1))


def in_box(ink: Ink) -> float:
    """Width of the strokes in pixels of MNIST's box."""
    return float(stroke_width(ink) * BOX / max(ink.shape))


@pytest.mark.parametrize("width", [2, 5, 12, 30])
def test_a_ring_is_as_wide_as_its_pen(width: float) -> None:
    assert stroke_width(ring(200, width)) == pytest.approx(width, rel=0.1)


def test_soft_edges_and_faint_ink_leave_the_width_as_it_is() -> None:
    ink = np.pad(ring(120, 12), 10)
    sharp = stroke_width(ink)
    assert stroke_width(ndimage.gaussian_filter(ink, 2)) == pytest.approx(sharp, rel=0.1)
    assert stroke_width(0.3 * ink) == pytest.approx(sharp)


def test_an_empty_picture_has_no_strokes() -> None:
    assert stroke_width(np.zeros((5, 5))) == 0


def test_all_but_one_in_a_hundred_of_mnists_digits_are_as_thick_as_usual(
    sample: tuple[mnist.Images, mnist.Labels],
) -> None:
    widths = np.array([stroke_width(image / 255) for image in sample[0]])
    within = ((widths >= USUAL[0]) & (widths <= USUAL[1])).mean()
    assert 0.97 < within < 0.995


@pytest.mark.parametrize("side", [26, 32, 60, 100, 350, 1000])
@pytest.mark.parametrize(("pen", "end"), [(0.02, 0), (0.05, 0), (0.3, 1), (0.4, 1)])
def test_hairlines_and_brushes_become_as_thick_as_the_nearest_of_mnists_pens(side: int, pen: float, end: int) -> None:
    redrawn = as_thick_as_usual(ring(side, max(1, side * pen)))
    assert in_box(redrawn) == pytest.approx(NEAREST[end], abs=0.45)


@pytest.mark.parametrize("pen", [0.1, 0.15, 0.2])
def test_a_usual_pen_is_left_alone(pen: float) -> None:
    ink = ring(200, 200 * pen)
    assert as_thick_as_usual(ink) is ink


def test_mnists_own_digits_are_left_alone_however_thick(sample: tuple[mnist.Images, mnist.Labels]) -> None:
    for image in sample[0]:
        ink = crop(image / 255)
        assert as_thick_as_usual(ink) is ink


def test_a_hairline_of_too_few_pixels_is_left_alone() -> None:
    ink = ring(24, 0.3)
    assert in_box(ink) < USUAL[0]
    assert as_thick_as_usual(ink) is ink


def test_a_blot_that_thinning_would_erase_stays() -> None:
    y, x = np.mgrid[:100, :100] - 49.5
    blot = (np.hypot(y, x) < 50).astype(float)
    assert as_thick_as_usual(blot).any()


def test_a_thin_ring_stays_one_ring_with_one_hole() -> None:
    redrawn = as_thick_as_usual(ring(400, 5)) > 0.5
    assert ndimage.label(redrawn)[1] == 1
    assert ndimage.label(~np.pad(redrawn, 1))[1] == 2


def test_reducing_keeps_the_ink_of_every_block() -> None:
    ink = np.zeros((430, 210))
    ink[:4, :4] = 1
    small = reduced(ink)
    assert small.shape == (108, 53)
    assert small[0, 0] == 1
    assert small.sum() == 1
