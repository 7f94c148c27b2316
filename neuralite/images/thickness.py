"""How thick strokes are, and how they become as thick as MNIST's where they are far from it.

    ink -> stroke width, in pixels of MNIST's box -> enlarged or reduced, to be cut -> thicker or thinner by a distance

MNIST's pens leave strokes of two to three pixels in the box of twenty. A hairline or a brush reads worse, since no
model has seen one: it is drawn again with the pen that is nearest to it among those of MNIST.
"""

import math
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import ndimage

from neuralite.images.blocks import means

Ink = npt.NDArray[np.floating[Any]]

BOX = 20
# All but one in a hundred of MNIST's training digits are within, half of it on either side.
USUAL = (1.45, 4.34)
# A stroke beyond becomes so thick: about the lower quarter and the upper quarter of MNIST's.
NEAREST = (2.0, 3.0)
# Ink with fewer pixels of its own to a pixel of MNIST's box has no width that could be trusted: it stays as it is.
LEAST_PIXELS = 1.25
# Pixels to a pixel of MNIST's box, in which strokes are redrawn.
FINE = 5


def stroke_width(ink: Ink) -> float:
    """Mean width of the strokes of ink ``(h, w)``, 0 paper to 1, in pixels; 0 for an empty picture.

    Twice the ink over the length of all edges, which is the total variation: a stroke that is long and w wide
    holds its length times w, and has two edges. Soft edges and faint ink change neither's ratio.

    >>> round(stroke_width(np.ones((100, 4))), 1)
    3.9
    """
    framed = np.pad(ink, 1)
    down, right = np.diff(framed, axis=0)[:, :-1], np.diff(framed, axis=1)[:-1]
    edges = float(np.hypot(down, right).sum())
    return 2 * float(ink.sum()) / edges if edges else 0.0


def as_thick_as_usual(ink: Ink) -> Ink:
    """Ink ``(h, w)``, 0 paper to 1, whose strokes are neither hairlines nor brushes; where they are not, as it was.

    Ink that is redrawn comes in a size of its own, its edges a pixel wide. What thinning would erase stays.
    """
    side = max(ink.shape)
    if side < LEAST_PIXELS * BOX:
        return ink
    width = stroke_width(ink) * BOX / side
    least, most = USUAL
    if least <= width <= most or not width:
        return ink
    fine = reduced(ink) if side >= FINE * BOX else enlarged(ink)
    mask = fine > 0.5 * fine.max()
    pixel = max(fine.shape) / BOX
    if width < least:
        wider = (NEAREST[0] - width) / 2 * pixel
        away = ndimage.distance_transform_edt(~np.pad(mask, math.ceil(wider) + 1))
        return np.asarray((wider + 1 - away).clip(0, 1), dtype=ink.dtype)
    within = ndimage.distance_transform_edt(np.pad(mask, 1))
    thinner = np.asarray((within - (width - NEAREST[1]) / 2 * pixel).clip(0, 1), dtype=ink.dtype)
    return thinner if thinner.any() else ink


def reduced(ink: Ink) -> Ink:
    """Ink in means of square blocks, at least `FINE` of them to a pixel of MNIST's box; it has more of its own."""
    return means(ink, max(ink.shape) // (FINE * BOX))


def enlarged(ink: Ink) -> Ink:
    """Ink in at least `FINE` pixels to a pixel of MNIST's box, linear between its own."""
    factor = math.ceil(FINE * BOX / max(ink.shape))
    return np.asarray(ndimage.zoom(ink, factor, order=1, mode="grid-constant", grid_mode=True))
