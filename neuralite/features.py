"""What a model looks at: the function from pictures to the numbers of its first layer, named in its card."""

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from neuralite.hog import COUNT, hog

Rows: TypeAlias = npt.NDArray[np.float32]

SIDE = 28
PIXELS = SIDE * SIDE
# Ink that is less high than this, as a standard deviation in pixels, has no slant to speak of.
LEAST_HEIGHT = 0.5
MOST_SLANT = 1.0


def pixels(images: npt.NDArray[Any]) -> Rows:
    """Every pixel, 0 paper to 1 ink: ``(n, 784)``.

    ``images`` is ``(n, 28, 28)`` or ``(n, 784)``, of uint8 (0 to 255) or of floats from 0 to 1. Raises
    ValueError for another shape or range, TypeError for another kind of number.

    >>> pixels(np.full((2, 28, 28), 255, np.uint8)).shape
    (2, 784)
    """
    if images.shape[1:] not in ((SIDE, SIDE), (PIXELS,)):
        raise ValueError(f"pictures have the shape (n, 28, 28) or (n, 784), not {images.shape}")
    rows = images.reshape(len(images), PIXELS)
    if rows.dtype == np.uint8:
        return rows.astype(np.float32) * np.float32(1 / 255)
    if not np.issubdtype(rows.dtype, np.floating):
        raise TypeError(f"pictures are of uint8 or floats, not {rows.dtype}")
    if rows.size and not (rows.min() >= 0 and rows.max() <= 1):
        raise ValueError("pictures of floats have values from 0 (paper) to 1 (ink)")
    return rows.astype(np.float32, copy=False)


def deskewed(images: npt.NDArray[Any]) -> Rows:
    """Every pixel of the digit set upright: ``(n, 784)``. ``images`` as for `pixels`.

    Rows are moved sideways until columns and rows of the ink are uncorrelated, by at most a pixel a row; the
    centre of mass stays (LeCun et al., "Gradient-Based Learning Applied to Document Recognition", 1998).
    """
    pictures = pixels(images).reshape(-1, SIDE, SIDE)
    place = np.arange(SIDE, dtype=np.float32)
    by_row, by_column = pictures.sum(axis=2), pictures.sum(axis=1)
    total = np.maximum(by_row.sum(axis=1), np.float32(1e-6))
    y = place - (by_row @ place / total)[:, None]
    x = place - (by_column @ place / total)[:, None]
    height = (by_row * y * y).sum(axis=1) / total
    together = ((pictures @ x[:, :, None])[:, :, 0] * y).sum(axis=1) / total
    slant = np.where(height > LEAST_HEIGHT**2, together / np.maximum(height, LEAST_HEIGHT**2), 0)
    source = place + (slant.clip(-MOST_SLANT, MOST_SLANT)[:, None] * y)[:, :, None]
    source = source.clip(-1, SIDE)
    left = np.floor(source)
    framed = np.pad(pictures, ((0, 0), (0, 0), (1, 2)))
    at = left.astype(np.intp) + 1
    near, far = np.take_along_axis(framed, at, axis=2), np.take_along_axis(framed, at + 1, axis=2)
    upright = near + (source - left).astype(np.float32) * (far - near)
    return np.asarray(upright).reshape(-1, PIXELS)


def upright_hog(images: npt.NDArray[Any]) -> Rows:
    """Oriented gradients of the digit set upright, ``(n, 4520)``: see `neuralite.hog`. ``images`` as for `pixels`."""
    return hog(deskewed(images).reshape(-1, SIDE, SIDE))


FEATURES: dict[str, Callable[[npt.NDArray[Any]], Rows]] = {
    "pixels": pixels,
    "deskew": deskewed,
    "hog": upright_hog,
}
# Features that are a picture of 28x28 themselves.
PICTURES = frozenset({"pixels", "deskew"})
FEATURE_COUNTS = {"pixels": PIXELS, "deskew": PIXELS, "hog": COUNT}
