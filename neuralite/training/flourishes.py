"""What some hands add to a digit and the hands of MNIST seldom did: a slash, a flag, a foot, a bar, a serif, a hook.

    pictures, labels -> ends and middle of the ink -> a line or two or a curve more, as thick as the digit's own
                     -> prepared again, since a digit with its flourish may have outgrown MNIST's box

Without them, a network that knows MNIST alone takes a slashed 0 for an 8, a 1 with a long flag for a 7, and a 9 whose
tail turns back for a 3.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from neuralite.images.normalization import Digit, normalize
from neuralite.images.thickness import stroke_width

Pictures: TypeAlias = npt.NDArray[np.uint8]
Ink: TypeAlias = npt.NDArray[np.float64]
Point: TypeAlias = npt.NDArray[np.float64]
# Start and end of a line: (row, column) each.
Segment: TypeAlias = tuple[Point, Point]

# So many pixels of paper are laid around a picture: no flourish reaches further.
MARGIN = 10
# Of all slashes, so many lean to the left.
BACKSLASHES = 0.25
# What a 1 may get, a flag alone as often as the others together: flag, foot.
FLAG_AND_FOOT = ((True, False), (True, False), (True, True), (False, True))
# What a 7 may get, a bar alone as often as the others together: bar, serif.
BAR_AND_SERIF = ((True, False), (True, False), (True, True), (False, True))
# A hook is a curve: it is drawn in so many straight pieces.
PIECES = 5


def flourished(pictures: Pictures, labels: npt.NDArray[Any], share: float, rng: np.random.Generator) -> Pictures:
    """Pictures ``(n, 28, 28)``, 0 paper to 255 ink; a ``share`` (0..1) of all 0, 1, 7 and 9 has got its flourish."""
    chosen = np.flatnonzero((rng.random(len(labels)) < share) & may_have_one(labels))
    changed = pictures.copy()
    for place in chosen:
        if pictures[place].any():
            changed[place] = flourish(pictures[place], int(labels[place]), rng)
    return changed


def may_have_one(labels: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    """Which of the labels ``(n,)`` are of digits that may have a flourish."""
    return np.isin(labels, list(FLOURISH_OF))


def flourish(picture: Digit, label: int, rng: np.random.Generator) -> Digit:
    """One picture ``(28, 28)`` with ink, of a 0, 1, 7 or 9, and its flourish."""
    ink = picture / 255
    return normalize(with_lines(ink, segments(ink, label, rng)))


def with_lines(ink: Ink, lines: Sequence[Segment]) -> Ink:
    """Ink ``(h, w)`` and lines as thick as its own strokes, with `MARGIN` more of paper on each side."""
    width = stroke_width(ink)
    drawn = np.pad(ink, MARGIN)
    for start, end in lines:
        drawn = np.maximum(drawn, line(start + MARGIN, end + MARGIN, width, drawn.shape))
    return drawn


def segments(ink: Ink, label: int, rng: np.random.Generator) -> list[Segment]:
    """Start and end (row, column) of each line that the flourish of ink ``(28, 28)``, a 0, 1, 7 or 9, is made of."""
    return FLOURISH_OF[label](ink, rng)


def slash(ink: Ink, rng: np.random.Generator) -> list[Segment]:
    """From the upper right to the lower left of a 0, or the other way, within it or beyond."""
    top, bottom, height = _extent(ink)
    columns = np.flatnonzero(ink.any(axis=0))
    # The slash of a lying 0 is no wider than that of a round one.
    middle, half = (columns[0] + columns[-1]) / 2, min((columns[-1] - columns[0]) / 2, 0.45 * height)
    side = -1 if rng.random() < BACKSLASHES else 1
    above, below = half * side * rng.uniform(0.5, 1.2, 2)
    high, low = top + height * rng.uniform(-0.12, 0.3), bottom - height * rng.uniform(-0.12, 0.3)
    return [(np.array([high, middle + above]), np.array([low, middle - below]))]


def flag_and_foot(ink: Ink, rng: np.random.Generator) -> list[Segment]:
    """The stroke that leads up to a 1, and the line that it stands on."""
    top, bottom, height = _extent(ink)
    flag, foot = FLAG_AND_FOOT[rng.integers(len(FLAG_AND_FOOT))]
    found = []
    if flag:
        start = np.array([top + 0.5, _middle(ink, top + 1)])
        # A long flat flag makes a 7: flatter than 41 degrees, it is the shorter the flatter.
        steep = rng.uniform()
        length, angle = height * rng.uniform(0.15, min(0.35 + 1.1 * steep, 0.8)), np.deg2rad(25 + 40 * steep)
        found.append((start, start + length * np.array([np.sin(angle), -np.cos(angle)])))
    if foot:
        column, (left, right) = _middle(ink, bottom - 1), height * rng.uniform(0.12, 0.4, 2)
        found.append((np.array([bottom - 0.5, column - left]), np.array([bottom - 0.5, column + right])))
    return found


def bar_and_serif(ink: Ink, rng: np.random.Generator) -> list[Segment]:
    """The bar across a 7, and the short stroke down from where its pen was set."""
    top, _, height = _extent(ink)
    bar, serif = BAR_AND_SERIF[rng.integers(len(BAR_AND_SERIF))]
    found = []
    if bar:
        row = top + height * rng.uniform(0.4, 0.65)
        column, reach = _middle(ink, row), height * rng.uniform(0.12, 0.3)
        tilt = rng.uniform(-0.2, 0.2) * reach
        found.append((np.array([row + tilt, column - reach]), np.array([row - tilt, column + reach])))
    if serif:
        upper = ink[: max(int(top + 0.4 * height), int(top) + 1)] > 0.5 * ink.max()
        column = int(np.flatnonzero(upper.any(axis=0))[0])
        start = np.array([float(np.flatnonzero(upper[:, column]).mean()), column + 0.5])
        found.append((start, start + height * np.array([rng.uniform(0.1, 0.25), rng.uniform(-0.08, 0.03)])))
    return found


def hook(ink: Ink, rng: np.random.Generator) -> list[Segment]:
    """The tail of a 9, which turns back to the left and may rise again."""
    _, bottom, height = _extent(ink)
    start = np.array([bottom - 0.5, _middle(ink, bottom - 1)])
    reach, rise, sag = height * rng.uniform((0.2, 0.0, 0.0), (0.55, 0.25, 0.08))
    end = start - np.array([rise, reach])
    # A quadratic Bezier curve, whose middle point pulls it down.
    pull = np.array([start[0] + 2 * sag, start[1] - reach * rng.uniform(0.2, 0.6)])
    t = np.linspace(0, 1, PIECES + 1)[:, None]
    points = (1 - t) ** 2 * start + 2 * t * (1 - t) * pull + t**2 * end
    return list(pairwise(points))


# What each digit that may have a flourish gets.
FLOURISH_OF: dict[int, Callable[[Ink, np.random.Generator], list[Segment]]] = {
    0: slash,
    1: flag_and_foot,
    7: bar_and_serif,
    9: hook,
}


def _extent(ink: Ink) -> tuple[float, float, float]:
    """First and last row of the ink, and its height."""
    rows = np.flatnonzero((ink > 0.5 * ink.max()).any(axis=1))
    top, bottom = float(rows[0]), float(rows[-1])
    return top, bottom, bottom - top + 1


def _middle(ink: Ink, row: float) -> float:
    """Column of the middle of the ink in a row and its neighbours."""
    near = ink[max(round(row) - 1, 0) : round(row) + 2].sum(axis=0)
    total = near.sum()
    return float(near @ np.arange(len(near)) / total) if total else len(near) / 2


def line(start: Point, end: Point, width: float, shape: tuple[int, ...]) -> Ink:
    """Ink ``(h, w)``, 0..1, of a line from (row, column) to (row, column), with round ends and soft edges."""
    y, x = np.indices(shape, np.float64)
    (dy, dx), length = end - start, max(float(np.hypot(*(end - start))), 1e-9)
    along = (((y - start[0]) * dy + (x - start[1]) * dx) / length**2).clip(0, 1)
    away = np.hypot(y - start[0] - along * dy, x - start[1] - along * dx)
    return np.asarray((width / 2 + 0.5 - away).clip(0, 1))
