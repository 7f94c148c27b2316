"""Digits by other hands and pens than MNIST's, in few pixels and many: what a recipe is to be measured on.

    28x28 -> its middle line -> turned, slanted, bent -> a pen of any width -> large, small, black and white, broken

A world is a function ``(digit, rng) -> picture`` of MNIST's digit ``(28, 28)`` with ink; the picture is grey, uint8,
dark ink on light paper. `WORLDS` has them all by name.
"""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image
from scipy import ndimage

from neuralite.images.normalization import crop
from neuralite.training.strokes import MIDDLE, Stroke, by_another_hand
from neuralite.training.traces import cornered, traced
from scripts.scenes.paper import PAPERS
from scripts.scenes.strokes import THINNING_SIDE, Ink, along_spots, enlarged, middle_line, page_of

Digit = npt.NDArray[np.uint8]
Picture = npt.NDArray[np.uint8]
Rng = np.random.Generator
World = Callable[[Digit, Rng], Picture]

# The side of a digit drawn on paper, and of one from which few pixels are made.
SIDE, FINE = 160, 224
# At which share of ink a pixel is black.
LEVELS = 0.3, 0.6


def by_hand(digit: Digit, rng: Rng, side: int, width: float, degree: float, corners: float = 0) -> Ink:
    """A digit drawn by another hand with a pen ``width`` pixels wide, its line ``side`` pixels on its longer side.

    Where ``corners`` are wanted, its strokes are straight between them, and miss the hand's by so much of the field.
    """
    line = middle_line(digit)
    if not line.any():
        points = MIDDLE
    elif corners:
        points = np.concatenate([in_between(cornered(stroke / THINNING_SIDE, corners)) for stroke in traced(line)])
    else:
        points = np.argwhere(line) / THINNING_SIDE
    (points,) = by_another_hand([points], rng, degree)
    low, high = points.min(axis=0), points.max(axis=0)
    scale = side / max(float((high - low).max()), 0.05)
    apart = max(1.0, scale / THINNING_SIDE)
    margin = max(width, apart)
    shape = np.ceil((high - low) * scale + 2 * margin).astype(int)
    clear = np.ones(shape, bool)
    clear[tuple(((points - low) * scale + margin).astype(int).T)] = False
    return along_spots(clear, width, apart)


def in_between(corners: Stroke) -> Stroke:
    """Points so close on the straight lines from corner to corner that none is missed."""
    steps = np.concatenate([[0], np.hypot(*np.diff(corners, axis=0).T).cumsum()])
    along = np.linspace(0, steps[-1], 1 + 2 * math.ceil(steps[-1] * THINNING_SIDE))
    return np.stack([np.interp(along, steps, axis) for axis in corners.T], axis=1)


def on_paper(ink: npt.NDArray[Any]) -> Picture:
    """Ink, 0 paper to 1, as black on white."""
    return np.asarray(np.rint(255 * (1 - ink)), dtype=np.uint8)


def shrunk(ink: Ink, height: int, width: int) -> Ink:
    """Ink in few pixels, each the mean of its area."""
    image = Image.fromarray(np.rint(255 * crop(ink)).astype(np.uint8))
    return np.asarray(image.resize((max(width, 2), max(height, 2)), Image.Resampling.BOX), np.float32) / np.float32(255)


def framed(ink: npt.NDArray[Any], rng: Rng) -> Picture:
    """On paper of up to three pixels on each side."""
    above, below, left, right = rng.integers(0, 4, 4)
    return on_paper(np.pad(ink, ((above, below), (left, right))))


def any_pen(digit: Digit, rng: Rng) -> Picture:
    """A page of any size and a pen of any width, from a hairline to a brush."""
    side = round(80 * 3.5 ** rng.uniform())
    width = side * float(np.exp(rng.uniform(np.log(0.02), np.log(0.2))))
    return on_paper(page_of(by_hand(digit, rng, side, width, 0.8), side, rng))


def brush(digit: Digit, rng: Rng) -> Picture:
    """A brush or a felt pen, on a small page or a large one."""
    side = round(26 * 8 ** rng.uniform())
    ink = by_hand(digit, rng, FINE, FINE * rng.uniform(0.2, 0.32), 0.6)
    return on_paper(page_of(shrunk(ink, *(round(length * side / FINE) for length in crop(ink).shape)), side, rng))


def straight_lines(digit: Digit, rng: Rng) -> Picture:
    """Corners instead of curves, as a hurried hand or a mouse draws."""
    width = SIDE * rng.uniform(0.03, 0.12)
    return on_paper(page_of(by_hand(digit, rng, SIDE, width, 0.6, corners=rng.uniform(0.04, 0.1)), SIDE, rng))


def far_from_upright(digit: Digit, rng: Rng) -> Picture:
    """Turned by up to 19 degrees, slanted, narrow or wide."""
    return on_paper(page_of(by_hand(digit, rng, SIDE, SIDE * rng.uniform(0.05, 0.14), 1.6), SIDE, rng))


def broken(digit: Digit, rng: Rng) -> Picture:
    """A pen that left gaps."""
    ink = by_hand(digit, rng, SIDE, SIDE * rng.uniform(0.05, 0.12), 0.5)
    noise = ndimage.gaussian_filter(rng.normal(size=ink.shape), 0.03 * SIDE)
    return on_paper(page_of(ink * (noise > -1.3 * noise.std()), SIDE, rng))


def few_black_pixels(digit: Digit, rng: Rng) -> Picture:
    """A line of one to three pixels, as a paint program without soft edges draws it on a tiny canvas."""
    side = int(rng.integers(14, 26))
    ink = by_hand(digit, rng, FINE, FINE / side * rng.uniform(1, 3), 0.8)
    few = shrunk(ink, *(round(length * side / FINE) for length in crop(ink).shape))
    return framed(few > min(rng.uniform(*LEVELS), 0.9 * float(few.max())), rng)


def bitmap(digit: Digit, rng: Rng) -> Picture:
    """Scanned in few pixels that are black or white, stretched, and a little noisy at the edges."""
    height = int(rng.integers(20, 34))
    ink = (
        by_hand(digit, rng, FINE, FINE * rng.uniform(0.06, 0.18), 0.5) if rng.random() < 0.5 else enlarged(digit, FINE)
    )
    tall, wide = crop(ink).shape
    few = ndimage.gaussian_filter(
        shrunk(ink, height, round(wide * height / tall * rng.uniform(0.8, 1.25))), rng.uniform(0, 0.7)
    )
    few += rng.normal(0, rng.uniform(0, 0.15), few.shape)
    return framed(few > min(rng.uniform(*LEVELS), 0.9 * float(few.max())), rng)


def few_grey_pixels(digit: Digit, rng: Rng) -> Picture:
    """Twelve to twenty-one pixels high, stretched, in greys, and cut closely."""
    height = int(rng.integers(12, 22))
    ink = enlarged(digit, FINE)
    tall, wide = crop(ink).shape
    return on_paper(np.pad(shrunk(ink, height, round(wide * height / tall * rng.uniform(0.7, 1.3))), 1))


def photographed(digit: Digit, rng: Rng) -> Picture:
    """On paper, in the light of a room, by a phone."""
    ink = by_hand(digit, rng, SIDE, SIDE * rng.uniform(0.03, 0.16), 0.6)
    return PAPERS["photographed"](page_of(ink, SIDE, rng), rng)


WORLDS: dict[str, World] = {
    "any pen": any_pen,
    "far from upright": far_from_upright,
    "broken": broken,
    "few black pixels": few_black_pixels,
    "bitmap": bitmap,
    "few grey pixels": few_grey_pixels,
    "photographed": photographed,
    "brush": brush,
    "straight lines": straight_lines,
}
