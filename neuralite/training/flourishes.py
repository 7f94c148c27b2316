"""What some hands add to a digit and the hands of MNIST seldom did: a slashed 0, a 1 with flag and foot, a crossed 7.

    pictures, labels -> ends and middle of the ink -> a line or two more, as thick as the digit's own

Without them, a network that knows MNIST alone takes a slashed 0 for an 8 and a 1 with a long flag for a 7.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from neuralite.images.thickness import stroke_width

Bytes = npt.NDArray[np.uint8]
Points = npt.NDArray[np.float64]

SIDE = 28
# The digits that may get one.
FLOURISHED = (0, 1, 7)
# What a 1 may get, each as often as the others.
FLAG_AND_FOOT = ((True, False), (True, True), (False, True))


def flourished(pictures: Bytes, labels: npt.NDArray[Any], share: float, rng: np.random.Generator) -> Bytes:
    """Pictures ``(n, 28, 28)``, 0 paper to 255 ink; a ``share`` (0..1) of all 0, 1 and 7 has got its flourish."""
    chosen = np.flatnonzero((rng.random(len(labels)) < share) & np.isin(labels, FLOURISHED))
    changed = pictures.copy()
    for place in chosen:
        if pictures[place].any():
            changed[place] = flourish(pictures[place], int(labels[place]), rng)
    return changed


def flourish(picture: Bytes, label: int, rng: np.random.Generator) -> Bytes:
    """One picture ``(28, 28)`` with ink, of a 0, a 1 or a 7, and its flourish."""
    ink = picture / 255
    width = float(stroke_width(ink))
    drawn = ink
    for start, end in segments(ink, label, rng):
        drawn = np.maximum(drawn, line(start, end, width))
    return np.asarray(np.rint(drawn * 255), dtype=np.uint8)


def segments(ink: Points, label: int, rng: np.random.Generator) -> list[tuple[Points, Points]]:
    """Start and end (row, column) of each line that the flourish of ink ``(28, 28)``, a 0, a 1 or a 7, is made of."""
    rows = np.flatnonzero((ink > 0.5 * ink.max()).any(axis=1))
    top, bottom = float(rows[0]), float(rows[-1])
    height = bottom - top + 1
    if label == 0:
        columns = np.flatnonzero(ink.any(axis=0))
        middle, half = (columns[0] + columns[-1]) / 2, (columns[-1] - columns[0]) / 2
        reach = half * rng.uniform(0.5, 1.0)
        high, low = top + height * rng.uniform(0.05, 0.3), bottom - height * rng.uniform(0.05, 0.3)
        return [(np.array([high, middle + reach]), np.array([low, middle - reach]))]
    if label == 7:
        row = top + height * rng.uniform(0.4, 0.65)
        column, reach = _middle(ink, row), height * rng.uniform(0.12, 0.3)
        tilt = rng.uniform(-0.2, 0.2) * reach
        return [(np.array([row + tilt, column - reach]), np.array([row - tilt, column + reach]))]
    flag, foot = FLAG_AND_FOOT[rng.integers(len(FLAG_AND_FOOT))]
    segments = []
    if flag:
        start = np.array([top + 0.5, _middle(ink, top + 1)])
        # The steeper a flag, the longer it may be: a long flat one makes a 7.
        steep = rng.uniform()
        length, angle = height * rng.uniform(0.15, 0.5 + 0.3 * steep), np.deg2rad(20 + 45 * steep)
        segments.append((start, start + length * np.array([np.sin(angle), -np.cos(angle)])))
    if foot:
        column, reach = _middle(ink, bottom - 1), height * rng.uniform(0.15, 0.35)
        segments.append((np.array([bottom - 0.5, column - reach]), np.array([bottom - 0.5, column + reach])))
    return segments


def _middle(ink: Points, row: float) -> float:
    """Column of the middle of the ink in a row and its neighbours."""
    near = ink[max(round(row) - 1, 0) : round(row) + 2].sum(axis=0)
    total = near.sum()
    return float(near @ np.arange(SIDE) / total) if total else SIDE / 2


def line(start: Points, end: Points, width: float) -> Points:
    """Ink ``(28, 28)``, 0..1, of a line from (row, column) to (row, column), with round ends and soft edges."""
    y, x = np.mgrid[:SIDE, :SIDE].astype(np.float64)
    (dy, dx), length = end - start, max(float(np.hypot(*(end - start))), 1e-9)
    along = (((y - start[0]) * dy + (x - start[1]) * dx) / length**2).clip(0, 1)
    away = np.hypot(y - start[0] - along * dy, x - start[1] - along * dx)
    return np.asarray((width / 2 + 0.5 - away).clip(0, 1))
