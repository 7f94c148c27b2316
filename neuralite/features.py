"""What a model looks at: the function from pictures to the numbers of its first layer, named in its card."""

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Rows: TypeAlias = npt.NDArray[np.float32]

PIXELS = 28 * 28


def pixels(images: npt.NDArray[Any]) -> Rows:
    """Every pixel, 0 paper to 1 ink: ``(n, 784)``.

    ``images`` is ``(n, 28, 28)`` or ``(n, 784)``, of uint8 (0 to 255) or of floats from 0 to 1. Raises
    ValueError for another shape or range, TypeError for another kind of number.

    >>> pixels(np.full((2, 28, 28), 255, np.uint8)).shape
    (2, 784)
    """
    if images.shape[1:] not in ((28, 28), (PIXELS,)):
        raise ValueError(f"pictures have the shape (n, 28, 28) or (n, 784), not {images.shape}")
    rows = images.reshape(len(images), PIXELS)
    if rows.dtype == np.uint8:
        return rows.astype(np.float32) / np.float32(255)
    if not np.issubdtype(rows.dtype, np.floating):
        raise TypeError(f"pictures are of uint8 or floats, not {rows.dtype}")
    if rows.size and not (rows.min() >= 0 and rows.max() <= 1):
        raise ValueError("pictures of floats have values from 0 (paper) to 1 (ink)")
    return rows.astype(np.float32)


FEATURES: dict[str, Callable[[npt.NDArray[Any]], Rows]] = {"pixels": pixels}
FEATURE_COUNTS = {"pixels": PIXELS}
