"""Otsu's rule: the level that best divides values in two, and how well it does."""

from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

Values = npt.NDArray[np.floating[Any]]

LEVELS = 256
EDGES = np.arange(1, LEVELS) / LEVELS
MIDDLES = (np.arange(LEVELS) + 0.5) / LEVELS


def otsu(values: Values) -> float:
    """Level that best divides values (0..1; others are clipped) into a lower and a higher part (Otsu, 1979).

    Where several levels divide alike, as between two flat tones, it is the middle one. Values that are all
    alike give 1: nothing is above it.

    >>> otsu(np.array([0.0, 0.0, 0.0, 1.0]))
    0.5
    """
    if not values.size:
        return 1.0
    counts = histogram(values)
    lower = np.cumsum(counts)[:-1]
    higher = values.size - lower
    divides = (lower > 0) & (higher > 0)
    if not divides.any():
        return 1.0
    sums = np.cumsum(counts * MIDDLES)
    gap = sums[:-1] / np.maximum(lower, 1) - (sums[-1] - sums[:-1]) / np.maximum(higher, 1)
    between = np.where(divides, lower * higher * gap**2, 0.0)
    return float(EDGES[between >= between.max() * (1 - 1e-9)].mean())


def histogram(values: Values) -> npt.NDArray[np.int64]:
    """How many values, 0..1 (others are clipped), are of each of 256 levels."""
    levels = np.atleast_2d(values) * np.float32(LEVELS)
    np.clip(levels, 0, LEVELS - 1, out=levels)
    # Pillow counts bytes as they are; NumPy would make each of them a word of eight bytes first.
    return np.array(Image.fromarray(levels.astype(np.uint8)).histogram())


def separability(values: Values) -> float:
    """Share of the variance of values (0..1) that their division in two explains, 0..1 (Otsu's eta).

    Two flat tones give 1, values that are all alike 0.

    >>> separability(np.array([0.2, 0.2, 0.9]))
    1.0
    """
    higher = values > otsu(values)
    share = float(higher.mean())
    variance = float(values.var())
    if share in (0.0, 1.0) or variance == 0:
        return 0.0
    gap = float(values[higher].mean() - values[~higher].mean())
    return min(share * (1 - share) * gap**2 / variance, 1.0)
