"""Otsu's rule: the level that best divides values in two, and how well it does."""

from typing import Any

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[np.floating[Any]]


def otsu(values: Values) -> float:
    """Level that best divides values (0..1; others are clipped) into a lower and a higher part (Otsu, 1979).

    Where several levels divide alike, as between two flat tones, it is the middle one. Values that are all
    alike give 1: nothing is above it.

    >>> otsu(np.array([0.0, 0.0, 0.0, 1.0]))
    0.5
    """
    levels = (values * 256).clip(0, 255).astype(np.uint8)
    counts, edges = np.bincount(levels.ravel(), minlength=256), np.arange(257) / 256
    middles = (edges[:-1] + edges[1:]) / 2
    lower = np.cumsum(counts)[:-1]
    higher = values.size - lower
    divides = (lower > 0) & (higher > 0)
    if not divides.any():
        return 1.0
    sums = np.cumsum(counts * middles)
    gap = sums[:-1] / np.maximum(lower, 1) - (sums[-1] - sums[:-1]) / np.maximum(higher, 1)
    between = np.where(divides, lower * higher * gap**2, 0.0)
    return float(edges[1:-1][between >= between.max() * (1 - 1e-9)].mean())


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
