"""The sheet that a picture shows: without the table round it, or the window and the desk of a screenshot.

    grey -> two tones -> the part that holds ink as a sheet would -> the surroundings painted over with its paper

A sheet is large, of one tone, has four straight sides and sharp edges, and there is ink inside it. A shadow has no
sharp edge, a digit is no rectangle, and a digit in light ink has no ink inside it.
"""

import numpy as np
import numpy.typing as npt
from scipy import ndimage

from neuralite.images.blocks import Place, around, repeated
from neuralite.images.paper import Grey, enlarged, shrunk
from neuralite.images.thresholds import otsu

Mask = npt.NDArray[np.bool_]

# A sheet is at least this share of the picture, of which ink covers at most that share.
LEAST_SHEET = 0.2
MOST_INK = 0.4
# What is on it is at least this share of its shorter side high or wide.
LEAST_INK_SIDE = 0.1
# Ink, which in a small picture may be thinner than a pixel, shows at this share of the step between the tones.
LEAST_MARK = 0.2
# A rectangle that stands straight or turned fills this much of the smallest one round it; an ellipse fills 0.79.
LEAST_FILLED = 0.87
MOST_TURNED = 20
# At its edge, from one pixel of the small picture to the next but one, lies this share of the step between the tones.
LEAST_STEP = 0.75
# Where it goes on beyond the picture is this share of the picture's edge: a lit part of a page meets more of it.
MOST_CUT = 0.45
# Pixels of the small picture at the sheet's edge that show both the sheet and the table.
EDGE = 1


def on_its_sheet(grey: Grey, small: Grey | None = None) -> tuple[Grey, Place] | None:
    """The picture ``(h, w)`` within the box of its sheet, all else of it paper, and that box; None without a sheet.

    ``small`` is what `shrunk` makes of the picture, where that is known.
    """
    small = shrunk(grey) if small is None else small
    sheet = find_sheet(small)
    if sheet is None:
        return None
    inner = ndimage.binary_erosion(sheet, iterations=EDGE)
    if not inner.any():
        return None
    nearest = ndimage.distance_transform_edt(~inner, return_distances=False, return_indices=True)
    block = -(-grey.shape[0] // small.shape[0])
    rows, columns = (slice(found.start * block, found.stop * block) for found in around(inner))
    paper = enlarged(ndimage.grey_closing(small, 3)[tuple(nearest)], grey.shape)
    return np.where(repeated(inner, block, grey.shape), grey, paper)[rows, columns], (rows, columns)


def find_sheet(small: Grey) -> Mask | None:
    """The pixels of a small picture that lie on its sheet, ink included; None where it shows no sheet.

    >>> picture = np.zeros((20, 20)); picture[3:18, 4:17] = 0.9; picture[8:13, 9:11] = 0.1
    >>> int(find_sheet(picture).sum())  # 15 rows of 13
    195
    """
    lighter = small > otsu(small)
    for tone in (lighter, ~lighter):
        if tone.mean() < LEAST_SHEET or _edges(tone).mean() > MOST_CUT:
            continue
        parts, _ = ndimage.label(tone)
        sizes = np.bincount(parts.ravel())
        sizes[0] = 0
        part = parts == sizes.argmax()
        sheet = ndimage.binary_fill_holes(part)
        if sheet.mean() >= LEAST_SHEET and _holds_ink(small, part, sheet) and _is_sheet(small, part, sheet):
            return np.asarray(sheet)
    return None


def _edges(mask: Mask) -> Mask:
    """The pixels along the four sides."""
    return np.concatenate([mask[0], mask[-1], mask[:, 0], mask[:, -1]])


def _holds_ink(small: Grey, part: Mask, sheet: Mask) -> bool:
    """Whether there is ink on a sheet: a mark of it large enough, all of it together not too large."""
    tone, rest = float(np.median(small[part])), float(np.median(small[~sheet]))
    inner = ndimage.binary_erosion(sheet, iterations=2, border_value=1)
    ink = inner & (np.abs(small - tone) > LEAST_MARK * abs(rest - tone))
    if not 0 < ink.sum() <= MOST_INK * sheet.sum():
        return False
    height, width = (np.ptp(np.flatnonzero(sheet.any(axis=axis))) + 1 for axis in (1, 0))
    marks = ndimage.find_objects(ndimage.label(ink, structure=np.ones((3, 3)))[0])
    longest = max(max(rows.stop - rows.start, columns.stop - columns.start) for rows, columns in marks)
    return bool(longest >= LEAST_INK_SIDE * min(height, width))


def _is_sheet(small: Grey, part: Mask, sheet: Mask) -> bool:
    """Whether a part is rectangular and sharp at its edges, and more than a strip of the picture lies round it."""
    if _edges(sheet).mean() > MOST_CUT or sheet.sum() < LEAST_FILLED * rectangle(sheet):
        return False
    rim = sheet & ~ndimage.binary_erosion(sheet, border_value=1)
    range_of_two = ndimage.maximum_filter(small, 3) - ndimage.minimum_filter(small, 3)
    step = ndimage.maximum_filter(range_of_two, 3)[rim]
    gap = abs(float(np.median(small[part])) - float(np.median(small[~sheet])))
    return bool(np.median(step) >= LEAST_STEP * gap)


def rectangle(mask: Mask) -> float:
    """Area of the smallest rectangle round a mask, straight or turned up to `MOST_TURNED` degrees, in pixels."""
    rim = np.argwhere(mask & ~ndimage.binary_erosion(mask))
    angles = np.deg2rad(np.arange(-MOST_TURNED, MOST_TURNED + 1))
    turned = rim @ np.stack([np.cos(angles), np.sin(angles)]), rim @ np.stack([-np.sin(angles), np.cos(angles)])
    height, width = (np.ptp(along, axis=0) + 1 for along in turned)
    return float((height * width).min())
