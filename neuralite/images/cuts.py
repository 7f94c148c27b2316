"""Where touching digits might be cut apart: paths from top to bottom that cross little ink.

    ink of a part -> reduced -> cheapest path through each column of the middle row -> the best that lie apart

A path may bend by a pixel a row, so it follows the white between slanted digits (seam carving, Avidan and Shamir,
2007). Whether a cut is right is not decided here.
"""

from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import ndimage

from neuralite.images.parts import INKED

Ink = npt.NDArray[np.floating[Any]]
Columns = npt.NDArray[np.intp]

# Paths are sought in so many rows: strokes are still two pixels wide.
ROWS = 40
# A step aside costs this share of a pixel of ink, so that a path through white stays straight.
STEP_COST = 0.15
# White inside a loop costs this share of a pixel of ink.
HOLE_COST = 0.7
# Cuts are at least this share of the height from each other, and leave this share of the ink on each side.
LEAST_APART = 0.08
LEAST_INK = 0.12
MOST_CUTS = 8


def cuts(ink: Ink) -> list[tuple[Columns, float]]:
    """Cuts of ink ``(h, w)``, the cheapest ``MOST_CUTS``, from left to right, and how much of the height each costs.

    A cut is ``(h,)``: the column in every row where what lies right of it begins.
    """
    block = max(1, len(ink) // ROWS)
    small = _reduced(ink, block)
    height = len(small)
    # A cut goes round the loops of digits, not through them.
    cost = np.where(ndimage.binary_fill_holes(small > INKED), np.maximum(small, HOLE_COST), small)
    middle = height // 2
    down, steps_down = _cheapest(cost[: middle + 1])
    up, steps_up = _cheapest(cost[middle:][::-1])
    paths = np.concatenate([_paths(steps_down)[::-1], _paths(steps_up)[1:]])
    left = np.pad(small.cumsum(axis=1), ((0, 0), (1, 0)))[np.arange(height)[:, None], paths].sum(axis=0) / small.sum()
    total = np.where((left >= LEAST_INK) & (left <= 1 - LEAST_INK), down + up - cost[middle], np.inf)
    chosen = _lowest(total, max(1, round(LEAST_APART * height)))
    return [((paths[:, column] * block).repeat(block)[: len(ink)], float(total[column]) / height) for column in chosen]


def _reduced(ink: Ink, block: int) -> Ink:
    if block == 1:
        return ink
    height, width = ink.shape
    full = np.pad(ink, ((0, -height % block), (0, -width % block)))
    return np.asarray(full.reshape(full.shape[0] // block, block, -1, block).mean(axis=(1, 3)))


def _cheapest(ink: Ink) -> tuple[Ink, npt.NDArray[np.intp]]:
    """Cost ``(w,)`` of the cheapest path from the first row to each column of the last, and the steps ``(h, w)``.

    A step is the change of column, -1 to 1, from the row before.
    """
    height, width = ink.shape
    cost = ink[0].astype(np.float64)
    steps = np.zeros((height, width), np.intp)
    choices = np.full((3, width), np.inf)
    for row in range(1, height):
        choices[0, 1:] = cost[:-1] + STEP_COST
        choices[1] = cost
        choices[2, :-1] = cost[1:] + STEP_COST
        best = choices.argmin(axis=0)
        # An equally cheap straight step is preferred.
        best[choices[1] <= choices.min(axis=0)] = 1
        steps[row] = best - 1
        cost = choices[best, np.arange(width)] + ink[row]
    return cost, steps


def _paths(steps: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    """The columns ``(h, w)`` of the paths that end in each column of the last row, from the last row to the first."""
    path = np.arange(steps.shape[1])
    found = [path]
    for row in range(len(steps) - 1, 0, -1):
        path = path + steps[row, path]
        found.append(path)
    return np.stack(found)


def _lowest(cost: Ink, apart: int) -> list[int]:
    """Columns of the lowest finite costs, at least ``apart`` from each other, in order."""
    inner = cost.copy()
    found: list[int] = []
    while len(found) < MOST_CUTS and np.isfinite(inner).any():
        # The middle of several equally cheap neighbours.
        lowest = np.flatnonzero(inner <= inner.min() + 1e-9)
        run = lowest[: int(np.argmax(np.diff(lowest, append=lowest[-1] + 2) > 1)) + 1]
        column = int(run[len(run) // 2])
        found.append(column)
        inner[max(column - apart, 0) : column + apart + 1] = np.inf
    return sorted(found)
