"""Where touching digits might be cut apart: paths from top to bottom that cross little ink.

    ink of a part -> reduced -> cheapest path through every pixel -> the best that part the ink differently

A path goes down, aslant or aside, but never up, so it follows the white between digits that reach under each other
(seam carving, Avidan and Shamir, 2007, with steps aside as of a drop that falls). Whether a cut is right is not decided
here.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import ndimage

from neuralite.images.blocks import means
from neuralite.images.parts import INKED

Ink = npt.NDArray[np.floating[Any]]
Columns = npt.NDArray[np.intp]

# Paths are sought in so many rows: strokes are still two pixels wide.
ROWS = 40
# A step aside costs this share of a pixel of ink, so that a path through white stays straight.
STEP_COST = 0.1
# A step aslant crosses so much more of a pixel than a step down.
ASLANT = 1.4
# White inside a loop costs this share of a pixel of ink.
HOLE_COST = 0.1
# Each cut leaves this share of the ink on both sides, and so much more or less on its left than any other.
LEAST_INK = 0.08
LEAST_APART = 0.04
MOST_CUTS = 12


@dataclass(frozen=True)
class Paths:
    """The cheapest paths from a page's first row to each pixel ``(h, w)``.

    ``cost`` is what they cross, the pixel itself with it, ``left`` the ink to the left of them, and ``above`` the
    column from which they come in the row above.
    """

    cost: Ink
    left: Ink
    above: Columns


def cuts(ink: Ink) -> list[tuple[Columns, float]]:
    """Cuts of ink ``(h, w)``, the ``MOST_CUTS`` cheapest first, and how much of the height each costs.

    A cut is ``(h,)``: the column in every row where what lies right of it begins.
    """
    block = max(1, len(ink) // ROWS)
    small = means(ink, block)
    # A cut goes round the loops of digits, not through them.
    cost = np.where(ndimage.binary_fill_holes(small > INKED), np.maximum(small, HOLE_COST), small)
    down = _paths(cost, small)
    up = _paths(cost[::-1], small[::-1])
    before = small.cumsum(axis=1) - small
    left = (down.left + up.left[::-1] - before) / small.sum()
    total = down.cost + up.cost[::-1] - cost
    total[(left < LEAST_INK) | (left > 1 - LEAST_INK)] = np.inf
    found: list[tuple[Columns, float]] = []
    while len(found) < MOST_CUTS and np.isfinite(total).any():
        row, column = np.unravel_index(int(total.argmin()), total.shape)
        path = _path(down, up, int(row), int(column))
        found.append((path.repeat(block)[: len(ink)] * block, float(total[row, column]) / len(small)))
        total[np.abs(left - left[row, column]) < LEAST_APART] = np.inf
    return found


def _paths(cost: Ink, ink: Ink) -> Paths:
    height, width = cost.shape
    columns = np.arange(width)
    before = ink.cumsum(axis=1) - ink
    aside = (cost + STEP_COST).cumsum(axis=1)
    total, left, above = np.empty((height, width)), np.empty((height, width)), np.empty((height, width), np.intp)
    total[0], left[0], above[0] = cost[0], before[0], columns
    choices = np.full((3, width), np.inf)
    for row in range(1, height):
        last, here = total[row - 1], cost[row]
        choices[0, 1:] = last[:-1] + ASLANT * here[1:] + STEP_COST
        choices[1] = last + here
        choices[2, :-1] = last[1:] + ASLANT * here[:-1] + STEP_COST
        step = choices.argmin(axis=0)
        entered = choices[step, columns]
        came = columns + step - 1
        # From where in this row the way to each column is cheapest, from its left and from its right.
        sums = aside[row]
        to_right = _first_lowest(entered - sums)
        to_left = width - 1 - _first_lowest((entered + sums - here)[::-1])[::-1]
        by_right = entered[to_right] + sums - sums[to_right]
        by_left = entered[to_left] + (sums - here)[to_left] - (sums - here)
        start = np.where(by_right < by_left, to_right, to_left)
        total[row] = np.minimum(by_right, by_left)
        above[row] = came[start]
        left[row] = before[row] + left[row - 1, above[row]]
    return Paths(total, left, above)


def _first_lowest(values: Ink) -> Columns:
    """For each place, where the lowest value up to there is."""
    lowest = np.minimum.accumulate(values)
    places = np.where(values <= lowest, np.arange(len(values)), 0)
    return np.asarray(np.maximum.accumulate(places))


def _path(down: Paths, up: Paths, row: int, column: int) -> Columns:
    """The column ``(h,)`` in each row of the cheapest path through a pixel."""
    height = len(down.cost)
    path = np.empty(height, np.intp)
    path[row] = column
    for y in range(row, 0, -1):
        path[y - 1] = down.above[y, path[y]]
    for y in range(row, height - 1):
        path[y + 1] = up.above[height - 1 - y, path[y]]
    return path
