"""What strokes do where: histograms of oriented gradients, and which orientations stand beside each other.

    pictures -> gradients -> 8 directions -> how much of each in every cell
                          -> 6 directions -> pairs of them, 4 pixels apart -> how much of each pair in every cell

After Dalal and Triggs ("Histograms of Oriented Gradients for Human Detection", 2005), with soft directions and soft
cells, and Watanabe et al. ("Co-occurrence Histograms of Oriented Gradients for Pedestrian Detection", 2009).
Everything is a sum over pixels, so a small shift or turn of a stroke changes the numbers little.
"""

from functools import lru_cache

import numpy as np
import numpy.typing as npt

Pictures = npt.NDArray[np.float32]

SIDE = 28
DIRECTIONS = 8
# Cells along a side, and how far a cell reaches from its middle, in pixels.
CELLS = ((9, 4.0), (14, 3.0))
PAIR_DIRECTIONS = 6
PAIR_CELLS = (4, 7.0)
# From a pixel to the one that makes a pair with it, down and to the right.
OFFSETS = ((0, 4), (4, 0), (4, 4), (4, -4))
# What is added to a cell's surroundings: about the contrast of a stroke that is hardly there.
LEAST_ENERGY = np.float32(0.02)
COUNT = DIRECTIONS * sum(cells**2 for cells, _ in CELLS) + len(OFFSETS) * (PAIR_DIRECTIONS * PAIR_CELLS[0]) ** 2
# Pictures at a time: so few that their channels stay in the processor's cache.
CHUNK = 32


def hog(pictures: Pictures) -> Pictures:
    """Numbers from 0 to about 2 that tell of the strokes: ``(n, 28, 28)``, 0 paper to 1 ink, to ``(n, 4520)``."""
    found = np.empty((len(pictures), COUNT), np.float32)
    for start in range(0, len(pictures), CHUNK):
        part = slice(start, start + CHUNK)
        slopes = gradients(pictures[part])
        single, paired = directions(slopes, DIRECTIONS), np.sqrt(directions(slopes, PAIR_DIRECTIONS))
        amounts = [amounts_in_cells(single, *cells)[:, None] for cells in CELLS]
        amounts.append(pairs_in_cells(paired, OFFSETS, *PAIR_CELLS))
        np.concatenate([relative(amount) for amount in amounts], axis=1, out=found[part])
    return found


def gradients(pictures: Pictures) -> Pictures:
    """Slope of the ink to the right and downwards by Sobel's operator: ``(n, 2, 28, 28)``, at most 1."""
    framed = np.zeros((len(pictures), SIDE + 2, SIDE + 2), np.float32)
    framed[:, 1:-1, 1:-1] = pictures
    rows = framed[:, :-2] + 2 * framed[:, 1:-1] + framed[:, 2:]
    columns = framed[:, :, :-2] + 2 * framed[:, :, 1:-1] + framed[:, :, 2:]
    slopes = np.stack([rows[:, :, 2:] - rows[:, :, :-2], columns[:, 2:] - columns[:, :-2]], axis=1)
    slopes *= np.float32(0.25)
    return slopes


def directions(slopes: Pictures, count: int) -> Pictures:
    """How much of each slope points in each of ``count`` directions: ``(n, count, 28, 28)``.

    A slope of size m at an angle t from a direction counts m max(0, cos t)^2.
    """
    angles = np.arange(count) * (2 * np.pi / count)
    units = np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)
    flat = slopes.reshape(len(slopes), 2, -1)
    along = np.maximum(units @ flat, 0)
    size = np.sqrt((flat * flat).sum(axis=1, keepdims=True))
    along *= along
    along /= size + np.float32(1e-6)
    return np.asarray(along).reshape(len(slopes), count, SIDE, SIDE)


def amounts_in_cells(channels: Pictures, cells: int, reach: float) -> Pictures:
    """How much of each channel ``(n, k, 28, 28)`` is in each cell: ``(n, k, cells, cells)``."""
    n, k = channels.shape[:2]
    weights = windows(cells, reach).T
    by_column: Pictures = channels.reshape(-1, SIDE) @ weights
    by_row: Pictures = by_column.reshape(n * k, SIDE, cells).transpose(0, 2, 1).reshape(-1, SIDE) @ weights
    return by_row.reshape(n, k, cells, cells)


def pairs_in_cells(channels: Pictures, offsets: tuple[tuple[int, int], ...], cells: int, reach: float) -> Pictures:
    """Products of each channel with each of the pixel an offset away, in each cell.

    ``(n, k, 28, 28)`` to ``(n, offsets, k^2, cells, cells)``; beyond the picture there is nothing.
    """
    n, k = channels.shape[:2]
    there = np.zeros((n, len(offsets), k, SIDE, SIDE), np.float32)
    for place, (down, right) in enumerate(offsets):
        source = channels[:, :, down:, max(right, 0) : SIDE + min(right, 0)]
        there[:, place, :, : SIDE - down, max(-right, 0) : SIDE - max(right, 0)] = source
    weights = windows(cells, reach)
    window = (weights[:, None, :, None] * weights[None, :, None, :]).reshape(-1, 1, SIDE * SIDE)
    here = (channels.reshape(n, 1, k, -1) * window).reshape(n, -1, SIDE * SIDE)
    sums = here @ there.reshape(n, -1, SIDE * SIDE).transpose(0, 2, 1)
    in_order = sums.reshape(n, cells * cells, k, len(offsets), k).transpose(0, 3, 2, 4, 1)
    return np.asarray(in_order).reshape(n, len(offsets), k * k, cells, cells)


def relative(amounts: Pictures) -> Pictures:
    """Amounts ``(n, groups, k, cells, cells)`` over all of their group that is around them, a row a picture.

    Each cell is divided by the mean energy of the 3x3 cells around it, so that a faint stroke counts as much as
    a dark one; the square root lets the first bit of a direction count more than the last.
    """
    energy = np.sqrt(np.einsum("ngkyx,ngkyx->ngyx", amounts, amounts))
    framed = np.zeros((*energy.shape[:2], energy.shape[2] + 2, energy.shape[3] + 2), np.float32)
    framed[:, :, 1:-1, 1:-1] = energy
    rows = framed[:, :, :-2] + framed[:, :, 1:-1] + framed[:, :, 2:]
    around = (rows[..., :-2] + rows[..., 1:-1] + rows[..., 2:]) * np.float32(1 / 9)
    return np.asarray(np.sqrt(amounts / (around + LEAST_ENERGY)[:, :, None])).reshape(len(amounts), -1)


@lru_cache(maxsize=8)
def windows(cells: int, reach: float) -> Pictures:
    """Weight of each pixel in each cell along a side, ``(cells, 28)``: highest in the middle, rows sum to 1."""
    middles = (np.arange(cells) + 0.5) * (SIDE / cells) - 0.5
    weights = np.maximum(0, 1 - np.abs(np.arange(SIDE) - middles[:, None]) / reach)
    weights /= weights.sum(axis=1, keepdims=True)
    return weights.astype(np.float32)
