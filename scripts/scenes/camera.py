"""A page as a camera that was held otherwise has stored it, for the orientation in the EXIF to turn back."""

from typing import Any

import numpy as np
import numpy.typing as npt


def stored(page: npt.NDArray[Any], orientation: int) -> npt.NDArray[Any]:
    """A page ``(h, w)`` as it lies in a file of an EXIF ``orientation`` of 1 to 8; others raise KeyError."""
    # EXIF names which side of the scene the stored rows and columns begin at: row 0, then column 0.
    turned = {
        1: page,  # top, left
        2: page[:, ::-1],  # top, right
        3: page[::-1, ::-1],  # bottom, right
        4: page[::-1],  # bottom, left
        5: page.T,  # left, top
        6: page.T[::-1],  # right, top
        7: page.T[::-1, ::-1],  # right, bottom
        8: page.T[:, ::-1],  # left, bottom
    }[orientation]
    return np.ascontiguousarray(turned)
