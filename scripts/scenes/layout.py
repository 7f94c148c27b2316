"""Several digits on one page: rows, touching pairs, broken strokes, signs between digits, sheets.

    digits, each its own ink -> enlarged to unlike heights -> placed -> ink of the page

Everything here is ink, 0 paper to 1, in floats; what it lies on is added afterwards.
"""

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
from PIL import Image
from scipy import ndimage

Ink: TypeAlias = npt.NDArray[np.floating[Any]]

# Heights of digits in pixels of the page.
HEIGHT = 80
# Above this a pixel counts as ink where digits are moved together.
INKED = 0.5


def cropped(ink: Ink) -> Ink:
    """The tight box of all ink above zero."""
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def enlarged(ink: Ink, height: int) -> Ink:
    """The ink of one digit, cropped and smoothly brought to a height in pixels."""
    tight = cropped(ink).astype(np.float32)
    width = max(1, round(tight.shape[1] * height / tight.shape[0]))
    large = np.asarray(Image.fromarray(tight).resize((width, height), Image.Resampling.BICUBIC))
    return cropped(large.clip(0, 1))


def of_unlike_heights(
    digits: Sequence[Ink], rng: np.random.Generator, *, height: int = HEIGHT, unlike: float = 0.3
) -> list[Ink]:
    """The digits enlarged to heights from ``1 - unlike`` to ``1 + unlike`` of the usual height."""
    return [enlarged(digit, round(height * rng.uniform(1 - unlike, 1 + unlike))) for digit in digits]


def beside(digits: Sequence[Ink], rng: np.random.Generator, *, gap: tuple[float, float] = (0.1, 0.5)) -> Ink:
    """Digits in a row that wanders up and down, apart by shares ``gap`` of the largest height."""
    height = max(len(digit) for digit in digits)
    places, left = [], 0
    for digit in digits:
        places.append((left, round((height - len(digit)) * rng.uniform(0.2, 0.8) + height * rng.uniform(0, 0.2))))
        left += digit.shape[1] + round(height * rng.uniform(*gap))
    page = np.zeros((round(height * 1.25), left), np.float32)
    for digit, place in zip(digits, places, strict=True):
        add(page, digit, *place)
    return page


def add(page: Ink, ink: Ink, left: int, top: int) -> None:
    """Lay ink on a page, in place; what leaves the page is cut off, and the deeper ink counts."""
    height, width = page.shape
    rows, columns = (
        slice(max(top, 0), min(top + len(ink), height)),
        slice(max(left, 0), min(left + ink.shape[1], width)),
    )
    cut = ink[rows.start - top : rows.stop - top, columns.start - left : columns.stop - left]
    page[rows, columns] = np.maximum(page[rows, columns], cut)


def touching(first: Ink, second: Ink, rng: np.random.Generator, *, overlap: int = 2) -> Ink:
    """Two digits moved together until they touch, and up to ``overlap`` pixels farther."""
    height = max(len(first), len(second))
    drop = round(rng.uniform(0, 1) * abs(len(first) - len(second)))
    tops = (drop if len(first) < height else 0), (drop if len(second) < height else 0)
    left, right = (np.full(height, -np.inf) for _ in range(2))
    # How far right the first reaches in each row, and how far left the second.
    for row in range(height):
        one, two = (
            np.flatnonzero(digit[row - top] > INKED) if 0 <= row - top < len(digit) else np.empty(0)
            for digit, top in ((first, tops[0]), (second, tops[1]))
        )
        left[row] = one[-1] if len(one) else -np.inf
        right[row] = -two[0] if len(two) else -np.inf
    # Touching corners count: a row's neighbours are looked at too.
    reach = ndimage.maximum_filter1d(left, 3) + right
    start = max(int(reach.max()) + 1 - int(rng.integers(0, overlap + 1)), 0) if np.isfinite(reach).any() else 0
    page = np.zeros((height, max(first.shape[1], start + second.shape[1])), np.float32)
    add(page, first, 0, tops[0])
    add(page, second, start, tops[1])
    return page


def broken(ink: Ink, rng: np.random.Generator, *, gap: float = 0.04) -> Ink:
    """A digit whose stroke is interrupted: a strip across the box, level or steep, has no ink."""
    height, width = ink.shape
    rows, columns = np.mgrid[:height, :width]
    angle = rng.uniform(-0.5, 0.5) + (np.pi / 2 if rng.random() < 0.3 else 0)
    through = rng.uniform(0.25, 0.75) * height, rng.uniform(0.25, 0.75) * width
    away = (rows - through[0]) * np.cos(angle) - (columns - through[1]) * np.sin(angle)
    return np.where(np.abs(away) < gap * height / 2, 0, ink)


def with_top_apart(ink: Ink, rng: np.random.Generator, *, rise: float = 0.1) -> Ink:
    """A digit whose upper third is moved up and a little to a side, as a 5 is often written."""
    height, width = ink.shape
    cut = round(height * rng.uniform(0.2, 0.35))
    up, aside = round(height * rise), round(width * rng.uniform(-0.1, 0.2))
    page = np.zeros((height + up, width + 2 * abs(aside)), np.float32)
    add(page, ink[:cut], abs(aside) + aside, 0)
    add(page, ink[cut:], abs(aside), cut + up)
    return cropped(page)


def minus(height: int, rng: np.random.Generator) -> Ink:
    """A dash as it stands before a number whose digits are ``height`` pixels high."""
    thick, width = max(2, round(height * rng.uniform(0.06, 0.12))), round(height * rng.uniform(0.35, 0.6))
    sign = np.zeros((round(height * 0.6), width), np.float32)
    middle = len(sign) // 2
    sign[middle : middle + thick] = 1
    return sign


def dot(height: int, rng: np.random.Generator) -> Ink:
    """A decimal point at the foot of digits ``height`` pixels high."""
    side = max(3, round(height * rng.uniform(0.1, 0.18)))
    sign = np.zeros((height, side), np.float32)
    y, x = np.mgrid[:side, :side] - (side - 1) / 2
    sign[-side:] = np.hypot(x, y) <= side / 2
    return sign


def sheet(digits: Sequence[Ink], columns: int, rng: np.random.Generator, *, pitch: int = 130, tilt: float = 0.0) -> Ink:
    """Digits in the cells of a grid, row by row, none quite in its middle; ``tilt`` turns the sheet, in degrees."""
    rows = -(-len(digits) // columns)
    page = np.zeros((rows * pitch, columns * pitch), np.float32)
    for place, digit in enumerate(digits):
        row, column = divmod(place, columns)
        shift = pitch * rng.uniform(-0.06, 0.06, size=2)
        top = row * pitch + (pitch - len(digit)) // 2 + round(shift[0])
        left = column * pitch + (pitch - digit.shape[1]) // 2 + round(shift[1])
        add(page, digit, left, top)
    return np.asarray(ndimage.rotate(page, tilt, order=1)).clip(0, 1) if tilt else page


def with_margin(ink: Ink, margin: int) -> Ink:
    """The page with clear paper around it."""
    return np.pad(ink, margin)
