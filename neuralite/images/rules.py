"""Printed rules: the lines of ruled and squared paper, taken away while the strokes that cross them stay whole.

    depth of the ink -> reduced mask -> covered strips -> lines across the page -> the band of each, straightened
    -> erased but for strokes

A rule is straight or nearly so, thin, and goes on to both edges of the picture, where a digit does not reach or
is darker. What is taken for rules without any ink left beside them is a digit, unless it is many lines.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import ndimage

from neuralite.images.blocks import highest

Grey = npt.NDArray[np.floating[Any]]
Mask = npt.NDArray[np.bool_]

# Rules are sought on a picture of about this side, ...
RULE_SIDE = 400
# ... in so many strips across it, ...
STRIPS = 16
# ... of which a line covers so much of so many; strokes and worn print may hide the rest.
COVERED = 0.7
LEAST_STRIPS = 0.85
# Of a line, about so many places along it are measured.
LOOKED_AT = 150
# A rule leans by no more than this (three degrees), and is thinner than this share of the shorter side.
STEEPEST = 0.05
THICKEST = 0.04
# Fainter than this share of the ink, it is printed in another colour.
FAINT_RULE = 0.75
# So many times deeper than a line alone, there is ink on it.
DEEPER = 1.6
# A line that reaches an edge is there within this share of its length from it.
AT_EDGE = 0.03
# As dark as the ink, it goes on beyond the ink by this share of the ink's longer side, at both ends.
BEYOND_INK = 0.1
# Ink beside rules is at least this share of the shorter side of the picture high or wide.
LEAST_INK = 0.08
# So many lines are paper, even where nothing is written on it. Fewer, all upright, may be a 1 or two.
MANY = 5


@dataclass(frozen=True)
class Rule:
    """A line across most of the page or all of it: the row ``(w,)`` of its middle in every column, and more.

    ``upright`` says that rows and columns have changed places. ``thickness`` is in pixels, ``depth`` how deep the line
    is, 0..1. Worn or hidden, it may end before one edge; where it ends before both, ``reaches_an_edge`` is false.
    """

    middle: npt.NDArray[np.intp]
    thickness: int
    depth: float
    upright: bool
    reaches_an_edge: bool


@dataclass(frozen=True)
class Beside:
    """The ink beside lines: its first row and the one after its last, its columns likewise, and how deep it is."""

    rows: tuple[int, int]
    columns: tuple[int, int]
    depth: float


def without_rules(depth: Grey, least: float) -> Grey:
    """The depth of the ink ``(h, w)`` without rules, and itself where there are none.

    ``least`` is the least depth that is not the noise of the paper.
    """
    block = -(-max(depth.shape) // RULE_SIDE)
    small = highest(depth > least, block)
    found = [*lines(depth, small, block, upright=False), *lines(depth.T, small.T, block, upright=True)]
    if not found:
        return depth
    bare = _erased(depth, found, least)
    ink = _ink_beside(bare, block, least)
    if ink is None:
        return np.zeros_like(depth) if _is_paper(found, depth.shape) else depth
    kept = [line for line in found if _is_rule(line, ink, len(found))]
    if len(kept) == len(found):
        return bare
    return _erased(depth, kept, least) if kept else depth


def lines(depth: Grey, small: Mask, block: int, upright: bool) -> list[Rule]:
    """All thin lines from the left edge to the right one, nearly level.

    ``small`` is the mask of ink, each of its pixels ``block`` of the picture's.
    """
    strip = small.shape[1] // STRIPS
    if strip < 2 or len(small) < 8:
        return []
    small = small[:, : strip * STRIPS]
    # The cheap test: in most strips some row is covered. Around a digit there are strips of bare paper.
    if _covered(small, strip).any(axis=0).mean() < LEAST_STRIPS:
        return []
    leaning = small.copy()
    leaning[1:] |= small[:-1]
    leaning[:-1] |= small[1:]
    peaks = _peaks(_covered(leaning, strip), strip)
    if not peaks:
        return []
    measured = _measured(depth, _refined(depth, peaks, block, strip), block, upright)
    return [line for line in measured if line.thickness <= max(3, THICKEST * min(depth.shape))]


def _covered(small: Mask, strip: int) -> Mask:
    """Which strips of each row are covered, ``(rows, STRIPS)``."""
    return np.asarray(small.reshape(len(small), STRIPS, strip).sum(axis=2, dtype=np.uint8) >= COVERED * strip)


def _peaks(covered: Mask, strip: int) -> list[tuple[int, float]]:
    """Row in the middle of the page and lean of each line, best first; ``covered`` is ``(rows, STRIPS)``."""
    rows = len(covered)
    across = (np.arange(STRIPS) - (STRIPS - 1) / 2) * strip
    most = round(STEEPEST * strip * STRIPS)
    leans = np.arange(-most, most + 1) / (strip * STRIPS)
    shifts = np.rint(leans[:, None] * across).astype(np.intp) + most
    padded = np.pad(covered, ((most, most), (0, 0))).T.astype(np.uint8)
    windows = np.lib.stride_tricks.sliding_window_view(padded, rows, axis=1)
    score = np.zeros((len(leans), rows), np.uint8)
    for strips, shift in zip(windows, shifts.T, strict=True):
        score += strips[shift]
    best = score.max(axis=0)
    found: list[tuple[int, float]] = []
    while best.max() >= LEAST_STRIPS * STRIPS:
        # The middle of all rows that are covered as well: a line is some pixels thick.
        top = int(best.argmax())
        run = int(np.argmin(np.append(best[top:] >= best[top], False)))
        row = top + (run - 1) // 2
        # Of all leans that cover it alike, the one in the middle.
        alike = leans[score[:, row] >= score[:, row].max()]
        found.append((row, float(alike[len(alike) // 2])))
        best[max(0, top - 3) : top + run + 3] = 0
    return found


def _refined(depth: Grey, peaks: list[tuple[int, float]], block: int, strip: int) -> npt.NDArray[np.intp]:
    """The row of each line's middle in each column ``(n, w)``: where each strip is deepest near where it was seen."""
    height, width = depth.shape
    size = strip * block
    seen, leans = np.array(peaks).T[:, :, None]
    centres = (np.arange(STRIPS) + 0.5) * size
    coarse = (seen + 0.5 + leans * (centres / block - strip * STRIPS / 2)) * block
    reach = 2 * block + 1
    steps = np.arange(-reach, reach + 1)
    rows = np.rint(coarse[..., None] + steps).astype(np.intp)
    columns = np.arange(0, STRIPS * size, block).reshape(STRIPS, 1, strip)
    profile = np.median(depth[rows.clip(0, height - 1)[..., None], columns], axis=3).clip(min=0)
    profile[(rows < 0) | (rows >= height)] = 0
    weight = profile.sum(axis=2)
    offsets = (profile @ steps) / np.where(weight > 0, weight, 1)
    # A stroke in one strip must not bend the line.
    smooth = coarse + ndimage.median_filter(offsets, size=(1, 5), mode="nearest")
    return np.rint([np.interp(np.arange(width), centres, line) for line in smooth]).astype(np.intp)


def _band(middle: npt.NDArray[np.intp], reach: int, height: int) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Rows and columns ``(2 reach + 1, w)`` of the band along a line, straightened."""
    rows = middle + np.arange(-reach, reach + 1)[:, None]
    return rows.clip(0, height - 1), np.broadcast_to(np.arange(len(middle)), rows.shape)


def _measured(depth: Grey, middles: npt.NDArray[np.intp], block: int, upright: bool) -> list[Rule]:
    """Lines with their thickness, at half their depth; without those as wide as the band that is looked at."""
    height, width = depth.shape
    reach = max(3, 2 * block, round(THICKEST * min(depth.shape)))
    columns = np.arange(0, width, -(-width // LOOKED_AT))
    rows = middles[:, None, columns] + np.arange(-reach, reach + 1)[:, None]
    # A line at the very edge ends there.
    bands = depth[rows.clip(0, height - 1), columns] * ((rows >= 0) & (rows < height))
    ends = max(1, round(AT_EDGE * len(columns)))
    found = []
    for middle, band, profile in zip(middles, bands, np.median(bands, axis=2), strict=True):
        deepest = float(profile[reach - 1 : reach + 2].max())
        thick = profile >= 0.5 * deepest
        up = int(np.argmin(np.append(thick[reach::-1], False)))
        down = int(np.argmin(np.append(thick[reach:], False)))
        if deepest > 0 and up <= reach and down <= reach:
            reaches = max(band[:, :ends].max(), band[:, -ends:].max()) >= 0.5 * deepest
            found.append(Rule(middle, max(1, 2 * max(up, down) - 1), deepest, upright, bool(reaches)))
    return found


def _erased(depth: Grey, found: list[Rule], least: float) -> Grey:
    """The depth without these lines: 0 on each of them, but where a stroke crosses it."""
    bare = depth.copy()
    for upright in (False, True):
        along = [line for line in found if line.upright == upright]
        # Where lines cross, the one is no stroke that crosses the other.
        others = [line for line in found if line.upright != upright]
        view, strokes = bare, _without(depth, others) if others and along else depth
        if upright:
            view, strokes = view.T, strokes.T
        for line in along:
            rows, _ = _band(line.middle, line.thickness // 2 + 1, len(view))
            clear = np.flatnonzero(~_crossing(strokes, line, least))
            view[rows[:, clear], clear] = 0
    return bare


def _without(depth: Grey, found: list[Rule]) -> Grey:
    """The depth with 0 on each of these lines, but for what is deeper than the line alone."""
    bare = depth.copy()
    for line in found:
        view = bare.T if line.upright else bare
        place = _band(line.middle, line.thickness // 2 + 1, len(view))
        band = view[place]
        view[place] = band * (band > DEEPER * line.depth)
    return bare


def _crossing(strokes: Grey, line: Rule, least: float) -> Mask:
    """The columns ``(w,)`` of a line where a stroke crosses it: with ink on both sides, or deeper than the line."""
    half = line.thickness // 2 + 1
    band = strokes[_band(line.middle, half + 2, len(strokes))]
    limit = max(least, 0.5 * line.depth)
    # An oblique stroke is a little aside above and below.
    above, below = (ndimage.maximum_filter1d(side.max(axis=0) > limit, 2 * half + 1) for side in (band[:2], band[-2:]))
    deeper = ndimage.maximum_filter1d(band.max(axis=0) > DEEPER * line.depth, 3)
    return np.asarray(above & below | deeper)


def _ink_beside(bare: Grey, block: int, least: float) -> Beside | None:
    """The larger parts of what is left beside lines; None where that is next to nothing."""
    small = highest(bare, block)
    level = max(least, 0.5 * float(np.quantile(small[::2], 0.999)))
    parts, count = ndimage.label(small > level, structure=np.ones((3, 3)))
    if not count:
        return None
    sizes = np.bincount(parts.ravel())
    sizes[0] = 0
    main = (sizes >= 0.1 * sizes.max())[parts]
    rows, columns = (block * np.flatnonzero(main.any(axis=axis))[[0, -1]] for axis in (1, 0))
    if max(np.ptp(rows), np.ptp(columns)) + block < LEAST_INK * min(bare.shape):
        return None
    some = bare[::block, ::block][: len(main), : main.shape[1]][main]
    inked = some[some > level]
    deep = float(np.median(inked)) if inked.size else float(np.median(small[main]))
    return Beside((int(rows[0]), int(rows[1]) + block), (int(columns[0]), int(columns[1]) + block), deep)


def _is_paper(found: list[Rule], shape: tuple[int, ...]) -> bool:
    """Whether lines are no digit: one of them is level, all lie at the picture's edge, or they are many."""
    edges = [min(line.middle.min(), shape[line.upright] - 1 - line.middle.max()) <= line.thickness for line in found]
    return len(found) >= MANY or all(edges) or not all(line.upright for line in found)


def _is_rule(line: Rule, ink: Beside, count: int) -> bool:
    """Whether a line is printed: fainter than the ink and one of several, or longer than the ink at both ends.

    One as dark as the ink that ends before both edges is a stroke: the stem of a 4 in a picture that it nearly fills.
    """
    if count > 1 and line.depth <= FAINT_RULE * ink.depth:
        return True
    if not line.reaches_an_edge:
        return False
    start, stop = ink.rows if line.upright else ink.columns
    margin = BEYOND_INK * max(ink.rows[1] - ink.rows[0], ink.columns[1] - ink.columns[0])
    return start >= margin and len(line.middle) - stop >= margin
