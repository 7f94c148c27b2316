"""One digit's ink, prepared as the makers of MNIST prepared theirs.

    ink (h, w) -> no hairline, no brush -> square -> 20x20 by area -> 8 bits -> 28x28, centre of mass on pixel 14

A model trained on MNIST reads a picture well only when the picture is prepared exactly so. The recipe is the
one that Yadav and Bottou recovered ("Cold Case: The Lost MNIST Digits", 2019).
"""

from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from neuralite.images.thickness import BOX, as_thick_as_usual

Ink = npt.NDArray[np.floating[Any]]
Digit = npt.NDArray[np.uint8]

# Changes with every change of what `normalize` returns; a model's card names the version it learnt from.
PREPARATION_VERSION = 3
FIELD = 28
LEAST_SIDE = 10


def normalize(ink: Ink) -> Digit:
    """Ink ``(h, w)``, 0 paper to 1, as MNIST would show it: ``(28, 28)``, 0 paper to 255.

    Ink that is zero everywhere gives an empty field.

    >>> normalize(np.eye(20))[5:10, 5:10]
    array([[255,   0,   0,   0,   0],
           [  0, 255,   0,   0,   0],
           [  0,   0, 255,   0,   0],
           [  0,   0,   0, 255,   0],
           [  0,   0,   0,   0, 255]], dtype=uint8)
    """
    if not ink.any():
        return np.zeros((FIELD, FIELD), np.uint8)
    return center(quantize(resample(pad_to_square(crop(as_thick_as_usual(crop(ink)))))))


def crop(ink: Ink) -> Ink:
    """The tight box of all that is above zero."""
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def pad_to_square(ink: Ink) -> Ink:
    """The ink in the middle of a square of its longer side, at least 10; an odd pixel goes after it."""
    height, width = ink.shape
    side = max(height, width, LEAST_SIDE)
    top, left = (side - height) // 2, (side - width) // 2
    return np.pad(ink, ((top, side - height - top), (left, side - width - left)))


def resample(square: Ink) -> Ink:
    """Square ink of any side as ``(20, 20)``, each pixel the mean of the area that it covers.

    Ink of a side below 20 is doubled first, by repeating its pixels, until it is not.
    """
    while len(square) < BOX:
        square = square.repeat(2, axis=0).repeat(2, axis=1)
    weights = area_weights(len(square), BOX)
    return np.asarray(weights @ square @ weights.T)


@lru_cache(maxsize=64)
def area_weights(side: int, count: int) -> npt.NDArray[np.float64]:
    """Share ``(count, side)`` of each of ``side`` pixels in each of ``count`` over the same length: rows sum to 1."""
    edges = np.arange(side + 1) * count / side
    starts = np.arange(count)[:, None]
    overlap = np.minimum(edges[1:], starts + 1) - np.maximum(edges[:-1], starts)
    weights = overlap.clip(min=0)
    weights /= weights.sum(axis=1, keepdims=True)
    weights.flags.writeable = False
    return np.asarray(weights)


def quantize(ink: Ink) -> Digit:
    """Ink 0..1 in 8 bits, its deepest value stretched to 255."""
    return np.asarray(np.floor(ink * (255 / min(1.0, ink.max())) + 0.5).clip(0, 255), dtype=np.uint8)


def recenter(fields: npt.NDArray[np.float32], off: npt.NDArray[np.intp] | None = None) -> npt.NDArray[np.float32]:
    """Pictures ``(n, 28, 28)`` of any unit, each moved by whole pixels until its centre of mass is on pixel 14.

    ``off (2, n)`` are whole pixels, downwards and to the right, by which each misses it. What leaves the field is
    cut off; an empty picture stays where it is.
    """
    n, side = len(fields), fields.shape[1]
    middles = np.arange(side, dtype=np.float32) + np.float32(0.5)
    columns = fields.sum(axis=1)
    total = columns.sum(axis=1)
    there = total > 0
    total = np.where(there, total, 1)
    centres = np.stack([sums @ middles / total for sums in (fields.sum(axis=2), columns)])
    moves = np.floor(15 - centres).astype(np.intp)
    if off is not None:
        moves += off
    margin = side // 2
    down, right = np.where(there, moves, 0).clip(-margin, margin)
    padded = np.zeros((n, side + 2 * margin, side + 2 * margin), fields.dtype)
    padded[:, margin : margin + side, margin : margin + side] = fields
    windows = np.lib.stride_tricks.sliding_window_view(padded, (side, side), axis=(1, 2))
    return np.asarray(windows[np.arange(n), margin - down, margin - right])


def center(digit: Digit) -> Digit:
    """A digit ``(20, 20)`` on a field ``(28, 28)``, its centre of mass on pixel 14 (whole pixels only)."""
    middles = np.arange(BOX) + 0.5
    total = digit.sum(dtype=np.float64)
    top = int(15 - digit.sum(axis=1, dtype=np.float64) @ middles / total)
    left = int(15 - digit.sum(axis=0, dtype=np.float64) @ middles / total)
    field = np.zeros((FIELD + BOX, FIELD + BOX), np.uint8)
    # The field has a margin of ten around it, for a digit whose mass is all on one side.
    margin = BOX // 2
    field[top + margin : top + margin + BOX, left + margin : left + margin + BOX] = digit
    return field[margin : margin + FIELD, margin : margin + FIELD]
