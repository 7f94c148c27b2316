"""Shadow on paper: what looks like ink, but is wider than any stroke and comes in from the edge.

small grey picture -> strokes filled with the paper next to them -> the light of the paper, shadow and all
"""

from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import ndimage

Grey = npt.NDArray[np.floating[Any]]
Mask = npt.NDArray[np.bool_]

# No stroke is wider than this share of the picture's shorter side.
WIDEST_STROKE = 0.2
# A shadow lies on this share of the pixels along the picture's edge, at least.
LEAST_EDGE = 0.08
# A smaller picture is cut close around its digit more often than not: strokes as wide lie at its edge.
LEAST_SIDE = 60


def is_shadow(ink: Mask) -> bool:
    """Whether a mask of ink is, somewhere at the edge, too wide for strokes.

    >>> ink = np.zeros((20, 20), bool); ink[:, 8:11] = True
    >>> is_shadow(ink)
    False
    >>> ink[:, 12:] = True
    >>> is_shadow(ink)
    True
    """
    side = _side(ink.shape)
    if min(ink.shape) < side or not ink.any():
        return False
    wide = ndimage.maximum_filter(ndimage.minimum_filter(ink, side, mode="constant"), side, mode="constant")
    edge = np.concatenate([wide[0], wide[-1], wide[:, 0], wide[:, -1]])
    return bool(edge.mean() >= LEAST_EDGE)


def light_in_shadow(small: Grey) -> Grey:
    """Brightness of light paper at each pixel: dark strokes filled from their sides, the rest as it is.

    Only for pictures of which strokes are narrower than `WIDEST_STROKE` of the shorter side.
    """
    side = _side(small.shape)
    filled = ndimage.grey_closing(small, size=(side, side), mode="nearest")
    return np.asarray(filled)


def _side(shape: tuple[int, ...]) -> int:
    """Side of the square that no stroke holds: odd, so that it has a middle, and what is opened with it stays put."""
    return max(3, round(WIDEST_STROKE * min(shape))) | 1
