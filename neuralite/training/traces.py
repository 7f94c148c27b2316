"""The way of a pen, found again in a middle line: a picture of points becomes strokes in their order.

    line one pixel wide -> its ends and forks -> the strokes between them -> only their corners

Where strokes meet or cross, all end: what a hand drew in one go is several strokes here, which meet in a point.
"""

import numpy as np
import numpy.typing as npt

from neuralite.training.strokes import Stroke

# The neighbours of a pixel, those beside it before those across a corner.
BESIDE, ACROSS = ((-1, 0), (0, 1), (1, 0), (0, -1)), ((-1, 1), (1, 1), (1, -1), (-1, -1))

Pixel = tuple[int, int]


def traced(line: npt.NDArray[np.bool_]) -> list[Stroke]:
    """The strokes of a line one pixel wide ``(h, w)``: points ``(k, 2)``, y before x, in pixels, each in its order.

    A ring ends where it begins; a pixel by itself is a stroke of one point.
    """
    near = _neighbours(line)
    left = {pixel: set(others) for pixel, others in near.items()}
    strokes = []
    # Ends and forks first: what is left after them are rings.
    for start in sorted(near, key=lambda pixel: (len(near[pixel]) == 2, pixel)):
        if not near[start]:
            strokes.append([start])
        while left[start]:
            strokes.append(_walk(start, near, left))
    return [np.array(stroke, dtype=np.float64) for stroke in strokes]


def _neighbours(line: npt.NDArray[np.bool_]) -> dict[Pixel, list[Pixel]]:
    """Of each pixel of the line, those that it leads to: across a corner only where no pixel is beside both."""
    pixels = {(int(y), int(x)) for y, x in np.argwhere(line)}
    near = {}
    for y, x in pixels:
        near[y, x] = [(y + dy, x + dx) for dy, dx in BESIDE if (y + dy, x + dx) in pixels]
        near[y, x] += [
            (y + dy, x + dx)
            for dy, dx in ACROSS
            if (y + dy, x + dx) in pixels and not {(y + dy, x), (y, x + dx)} & pixels
        ]
    return near


def _walk(start: Pixel, near: dict[Pixel, list[Pixel]], left: dict[Pixel, set[Pixel]]) -> list[Pixel]:
    """From a pixel along ways that are ``left`` to the next end or fork, or round to itself; what is gone is gone."""
    stroke, pixel = [start], start
    while left[pixel]:
        before, pixel = pixel, min(left[pixel])
        left[before].discard(pixel)
        left[pixel].discard(before)
        stroke.append(pixel)
        if len(near[pixel]) != 2:
            break
    return stroke


def cornered(points: Stroke, far: float) -> Stroke:
    """Only the corners of a stroke, so many that no point is more than ``far`` from the lines between them.

    Douglas and Peucker, "Algorithms for the reduction of the number of points required to represent a digitized
    line" (1973). The ends stay.
    """
    kept = [0, len(points) - 1]
    spans = [(0, len(points) - 1)]
    while spans:
        first, last = spans.pop()
        if last - first < 2:
            continue
        start, way = points[first], points[last] - points[first]
        between = points[first + 1 : last] - start
        along = (between @ way / max(float(way @ way), 1e-12)).clip(0, 1)
        away = np.hypot(*(between - along[:, None] * way).T)
        if away.max() > far:
            corner = first + 1 + int(away.argmax())
            kept.append(corner)
            spans += [(first, corner), (corner, last)]
    return points[sorted(set(kept))]
