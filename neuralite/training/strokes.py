"""Pen strokes, so that digits and what is no digit are drawn by the same hand: a judge is to see no other difference.

    strokes -> shaken, slanted, bent -> drawn with a pen -> prepared like any picture: 28x28
    28x28 -> its middle line

A stroke is a line of points ``(k, 2)``, y before x, y downwards, about 1 high.
"""

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from neuralite.images.normalization import Digit, normalize

Stroke: TypeAlias = npt.NDArray[np.float64]
Pictures: TypeAlias = npt.NDArray[np.uint8]
Masks: TypeAlias = npt.NDArray[np.bool_]

# Strokes are drawn so high before they are prepared: twice MNIST's box, for soft edges.
HEIGHT = 40
# The middle line is sought in digits that many times enlarged.
ENLARGED = 2
# What is drawn of a picture without a line: a dot.
MIDDLE: Stroke = np.full((1, 2), 0.5)
# Pens are so wide, as shares of the drawing's longer side.
HAIRLINE, BRUSH = 0.035, 0.25
# Places of the eight neighbours, in a circle from the one above.
CIRCLE = ((-1, 0), (-1, 1), (0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1))


def parse(text: str) -> list[Stroke]:
    """Strokes written as "x,y x,y / x,y x,y", in hundredths; a point that is there twice is a corner.

    >>> parse("0,50 100,50")
    [array([[0.5, 0. ],
           [0.5, 1. ]])]
    """
    return [
        np.array([point.split(",")[::-1] for point in stroke.split()], dtype=np.float64) / 100
        for stroke in text.split(" / ")
    ]


def rounded(points: Stroke, cuts: int = 2) -> Stroke:
    """A line of points with its corners cut so many times (Chaikin, 1974); its ends stay."""
    for _ in range(cuts):
        near, far = points[:-1] * 0.75 + points[1:] * 0.25, points[:-1] * 0.25 + points[1:] * 0.75
        points = np.concatenate([points[:1], np.stack([near, far], axis=1).reshape(-1, 2), points[-1:]])
    return points


def shaken(strokes: Sequence[Stroke], rng: np.random.Generator, far: float = 0.025, cuts: int = 2) -> list[Stroke]:
    """Strokes whose points an unsteady hand missed by ``far`` of their height, and whose corners it rounded."""
    found = []
    for points in strokes:
        missed = points + rng.normal(0, far, points.shape)
        corners = np.flatnonzero((np.diff(points, axis=0) == 0).all(axis=1)) + 1
        missed[corners] = missed[corners - 1]
        found.append(rounded(missed, cuts))
    return found


def by_another_hand(strokes: Sequence[Stroke], rng: np.random.Generator, degree: float = 1.0) -> list[Stroke]:
    """Strokes turned by up to 12 degrees, slanted, made wide or narrow, and bent by a slow wave."""
    angle = np.deg2rad(rng.uniform(-12, 12) * degree)
    cos, sin = np.cos(angle), np.sin(angle)
    slant, width = rng.uniform(-0.25, 0.3) * degree, np.exp(rng.uniform(-0.45, 0.2) * degree)
    matrix = np.array([[cos, sin], [-sin, cos]]) @ np.array([[1.0, 0.0], [-slant, width]])
    height, speed = rng.uniform(0, 0.04, 2) * degree, rng.uniform(2, 6, 2)
    start = rng.uniform(0, 2 * np.pi, 2)
    # Each axis is moved by a wave along the other.
    return [(points + height * np.sin(points[:, ::-1] * speed + start) - 0.5) @ matrix.T + 0.5 for points in strokes]


def pen(rng: np.random.Generator, widest: float = BRUSH) -> float:
    """A pen's width as a share of the drawing's longer side, from a hairline to the ``widest``."""
    return float(np.exp(rng.uniform(np.log(HAIRLINE), np.log(widest))))


def drawn(strokes: Sequence[Stroke], width: float) -> Digit:
    """Strokes drawn with a round pen, ``width`` of the drawing's longer side, and prepared: ``(28, 28)``, 0 to 255.

    A drawing smaller than 0.05 is a dot of the pen.
    """
    lows = np.min([points.min(axis=0) for points in strokes], axis=0)
    highs = np.max([points.max(axis=0) for points in strokes], axis=0)
    scale = HEIGHT / (max(float((highs - lows).max()), 0.05) * (1 + width))
    pen = width * HEIGHT / (1 + width) / 2
    size = np.ceil((highs - lows) * scale + 2 * pen + 2).astype(int)
    segments = [_segments((points - lows) * scale + pen + 1) for points in strokes]
    away = _distance(np.concatenate(segments), int(size[0]), int(size[1]))
    return normalize(np.clip(pen - away + 0.5, 0, 1))


def _segments(points: Stroke) -> npt.NDArray[np.float64]:
    """The ends ``(k, 2, 2)`` of a stroke's pieces."""
    pieces = (points[:-1], points[1:]) if len(points) > 1 else (points, points)
    return np.stack(pieces, axis=1)


def _distance(segments: npt.NDArray[np.float64], height: int, width: int) -> npt.NDArray[np.floating[Any]]:
    """How far each pixel's middle is from the nearest segment: ``(height, width)``."""
    start, way = segments[:, 0].astype(np.float32), (segments[:, 1] - segments[:, 0]).astype(np.float32)
    length = np.maximum((way**2).sum(axis=1), np.float32(1e-6))
    rows, columns = np.arange(height, dtype=np.float32) + 0.5, np.arange(width, dtype=np.float32) + 0.5
    dy, dx = rows - start[:, :1], columns - start[:, 1:]
    along = dy[:, :, None] * way[:, :1, None]
    along = along + (dx * way[:, 1:])[:, None]
    along /= length[:, None, None]
    np.clip(along, 0, 1, out=along)
    aside = dx[:, None] - along * way[:, 1:, None]
    along *= -way[:, :1, None]
    along += dy[:, :, None]
    along *= along
    aside *= aside
    along += aside
    return np.asarray(np.sqrt(along.min(axis=0)))


def middle_lines(images: Pictures) -> Masks:
    """The middle line of each picture ``(n, 28, 28)``, one pixel wide, twice as large: ``(n, 56, 56)``."""
    return thinned(enlarged(images) > 127)


def enlarged(images: Pictures) -> npt.NDArray[np.float32]:
    """Pictures ``(n, 28, 28)`` twice as large, linear between pixels: ``(n, 56, 56)``."""
    pictures = images.astype(np.float32)
    for axis in (1, 2):
        before, after = (np.roll(pictures, step, axis) for step in (1, -1))
        halves = np.stack([pictures * 0.75 + before * 0.25, pictures * 0.75 + after * 0.25], axis=axis + 1)
        shape = list(pictures.shape)
        shape[axis] *= ENLARGED
        pictures = halves.reshape(shape)
    return pictures


def thinned(masks: Masks) -> Masks:
    """The lines one pixel wide in the middle of strokes (Zhang and Suen, 1984), in all ``(n, h, w)`` at once."""
    lines = np.pad(masks, ((0, 0), (1, 1), (1, 1)))
    before = -1
    while before != (now := int(lines.sum())):
        before = now
        for first in (True, False):
            around = [np.roll(lines, (-down, -right), (1, 2)) for down, right in CIRCLE]
            north, _, east, _, south, _, west, _ = around
            neighbours = np.sum(around, axis=0, dtype=np.uint8)
            rises = np.sum(
                [~a & b for a, b in zip(around, around[1:] + around[:1], strict=True)], axis=0, dtype=np.uint8
            )
            if first:
                removable = ~(north & east & south) & ~(east & south & west)
            else:
                removable = ~(north & east & west) & ~(north & south & west)
            lines &= ~((neighbours >= 2) & (neighbours <= 6) & (rises == 1) & removable)
    return lines[:, 1:-1, 1:-1]
