"""From a grey picture to its ink: 0 where there is paper, 1 where a pen went.

    grey -> unrepeated -> its sheet -> depth of the ink (paper) -> without frames -> without rules -> main parts
    -> above the noise -> without halo -> Ink

A clean picture keeps every grey value, because a model that has learnt MNIST's soft edges needs them; on noisy
paper the faintest grey is taken for noise. Every step is a function of the picture alone: there is no branch
on a file's type, its exact size or where it comes from.
"""

import math
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from scipy import ndimage

from neuralite.images.blocks import Place, around, covering, repeated
from neuralite.images.frames import frames
from neuralite.images.paper import MEDIAN_TO_DEVIATION, NOISE_REACH, Grey, depth_of_ink, shrunk
from neuralite.images.rules import without_rules
from neuralite.images.shadows import LEAST_SIDE
from neuralite.images.sheets import on_its_sheet
from neuralite.images.thickness import BOX
from neuralite.images.thresholds import otsu

Mask = npt.NDArray[np.bool_]

# Ink that differs less from its paper than this (10 steps of an 8-bit picture) is not told from nothing.
LEAST_CONTRAST = 10 / 255
# Ink that differs less from its paper than this can be read, but deserves a warning.
FAINT_CONTRAST = 0.12
# Ink no deeper than so many standard deviations of the grain is grain: the deeper part of noise alone is 1.4 deep.
GRAIN_REACH = 2.0
# Grain is seen in pixels so far apart that even coarse grain differs.
GRAIN_STEP = 3
# Every so many-th row is looked at before all are.
UNREPEATED_ROWS = 16
# So many rows and columns of a picture are enough to know it by.
GRAIN_ROWS, GRAIN_COLUMNS = 100, 400
# Two of the twenty pixels of MNIST's box: as far from their strokes the soft edges of MNIST's digits reach.
EDGE_REACH = 0.1
# What is near is told in so many steps: strokes of hundreds of pixels need no finer ones.
FINE_REACH = 8
# A part with less than this share of the largest part's pixels, and apart from all others, is a speck.
SPECK_SHARE = 0.02
# Paper is clean where this share of it strays less than one step of an 8-bit picture from its level.
CLEAN_SHARE = 0.95
CLEAN_STEP = 1 / 255
# So many rows of a page are enough to know its paper by.
PAPER_ROWS = 200
# Of large ink, what is within this of none or of full is as good as that. On 250 enlarged digits of the sample 0.3 kept
# a few more answers the same after JPEG at quality 70 and in uneven light, but takes more of faint strokes.
HALO = 0.2
# Around MNIST's digits lie crumbs of ink, in 99.98 % of them not farther out than this share of the digit's side.
CRUMB_REACH = 0.4


@dataclass(frozen=True)
class Ink:
    """Ink ``(height, width)`` from 0 to 1, and what is told of it.

    ``ink`` begins at ``origin`` (row, column) of the grey picture, each of its pixels ``scale`` grey pixels
    wide and high. ``contrast`` is how far the ink differs from its paper, 0..1; a blank page has no ink, and
    contrast 0. ``stages`` has what every step before made of the picture, in their order, those that changed nothing
    left out: ``sheet`` (grey), then the depth of the ink as found, ``unframed`` and ``unruled``.
    """

    ink: Grey
    origin: tuple[int, int]
    scale: int
    contrast: float
    paper_is_light: bool
    stages: dict[str, Grey] = field(default_factory=dict)

    @property
    def is_blank(self) -> bool:
        """Whether the page shows nothing."""
        return self.contrast == 0

    @property
    def box(self) -> tuple[int, int, int, int]:
        """Left, top, right and bottom of the ink in pixels of ``ink``, right and bottom exclusive.

        Raises ValueError for a blank page.
        """
        if self.is_blank:
            raise ValueError("a blank page has no box")
        rows, columns = around(self.ink)
        return columns.start, rows.start, columns.stop, rows.stop

    @property
    def warnings(self) -> tuple[str, ...]:
        """What may have gone wrong without keeping anyone from reading: faint ink, ink at the edge."""
        if self.is_blank:
            return ()
        left, top, right, bottom = self.box
        height, width = self.ink.shape
        found = []
        if self.contrast < FAINT_CONTRAST:
            found.append("The ink is faint.")
        if left == 0 or top == 0 or right == width or bottom == height:
            found.append("The ink touches the edge of the picture: is it cut off?")
        return tuple(found)


def find_ink(grey: Grey) -> Ink:
    """Ink of a grey picture ``(height, width)``, 0 black to 1 white, of any size and in any light."""
    small, origin, scale = unrepeated(grey)
    overview = shrunk(small)
    stages = {}
    if found := on_its_sheet(small, overview):
        small, place = found
        overview = shrunk(small)
        origin = origin[0] + place[0].start * scale, origin[1] + place[1].start * scale
        stages["sheet"] = small
    depth, paper_is_light = depth_of_ink(small, overview)
    stages["depth"] = depth
    noise = grain(depth)
    core = depth > otsu(depth)
    if not noise or contrast_of(depth, core) >= GRAIN_REACH * noise:
        unprinted, core = without_print(depth, core, noise)
        stages |= unprinted
        depth = [depth, *unprinted.values()][-1]
    core = main_parts(core)
    contrast = contrast_of(depth, core)
    if contrast < max(LEAST_CONTRAST, GRAIN_REACH * noise):
        return Ink(np.zeros_like(small), origin, scale, 0.0, paper_is_light, stages)
    ink = without_halo(above_noise(depth, core), core)
    return Ink(ink, origin, scale, contrast, paper_is_light, stages)


def contrast_of(depth: Grey, core: Mask) -> float:
    """How deep the core of the strokes usually is; 0 where there is none."""
    return float(np.median(within(depth, core))) if core.any() else 0.0


def within(depth: Grey, core: Mask) -> Grey:
    """The depths ``(n,)`` of the pixels of a core that has any."""
    where = around(core)
    return np.asarray(depth[where][core[where]])


def without_print(depth: Grey, core: Mask, noise: float) -> tuple[dict[str, Grey], Mask]:
    """The depth of the ink without frames and then without rules, where there are any, and the core of what is left.

    Without rules it may be without more frames, which they held together. Nothing is printed in a picture so small
    that a digit's own strokes go across it.
    """
    stages: dict[str, Grey] = {}
    if min(depth.shape) < LEAST_SIDE:
        return stages, core
    unframed, core = without_frames(depth, core)
    if unframed is not depth:
        stages["unframed"] = unframed
    unruled = without_rules(unframed, max(LEAST_CONTRAST, NOISE_REACH * noise))
    if unruled is not unframed:
        stages["unruled"], core = without_frames(unruled, unruled > otsu(unruled))
    return stages, core


def grain(depth: Grey) -> float:
    """Standard deviation of the noise of a picture, as pixels differ from those three away: 0 where most do not.

    It can't be told, and is 0, in a picture so small that a digit's own edges differ as often.
    """
    if min(depth.shape) < LEAST_SIDE:
        return 0.0
    some = depth[:: -(-len(depth) // GRAIN_ROWS)]
    apart = np.abs((some[:, GRAIN_STEP:] - some[:, :-GRAIN_STEP])[:, :: -(-depth.shape[1] // GRAIN_COLUMNS)])
    return MEDIAN_TO_DEVIATION * float(np.median(apart)) / math.sqrt(2)


def without_frames(depth: Grey, core: Mask) -> tuple[Grey, Mask]:
    """The depth of the ink without frames of its core, and its core then; both as they were where there are none."""
    framing = frames(core)
    if framing is None:
        return depth, core
    rest = core & ~framing
    framing = ndimage.maximum_filter(framing, size=2 * soft_edge(rest) + 1)
    unframed = depth * ~(framing & ~rest)
    return unframed, unframed > otsu(unframed)


def unrepeated(grey: Grey) -> tuple[Grey, tuple[int, int], int]:
    """The picture before each of its pixels was repeated k x k times, where the first one began, and k.

    A picture enlarged by repetition says no more than the original, and must be read the same. It betrays
    itself: all changes of colour are whole multiples of k apart. k stays 1 for a picture of one colour, and
    so small that what is drawn keeps at least ten pixels, below which the recipe pads.

    >>> unrepeated(np.array([[0.0, 0.0, 0.0, 0.0]] * 4))[2]
    1
    """
    some = grey[::UNREPEATED_ROWS]
    columns = np.flatnonzero((some[:, 1:] != some[:, :-1]).any(axis=0))
    # Most pictures show in a few rows that they are not repeated.
    if columns.size > 1 and np.gcd.reduce(np.diff(columns)) == 1:
        return grey, (0, 0), 1
    rows = np.flatnonzero((grey[1:] != grey[:-1]).any(axis=1)) + 1
    columns = np.flatnonzero((grey[:, 1:] != grey[:, :-1]).any(axis=0)) + 1
    if not rows.size or not columns.size:
        return grey, (0, 0), 1
    together = int(np.gcd.reduce(np.concatenate([rows - rows[0], columns - columns[0]])))
    side = max(np.ptp(rows), np.ptp(columns))
    k = max((k for k in range(1, together + 1) if together % k == 0 and side >= 10 * k), default=1)
    if k == 1:
        return grey, (0, 0), 1
    # A first block that the edge cuts off is a pixel too: it began before the picture.
    top, left = (int(first % k) - (k if first % k else 0) for first in (rows[0], columns[0]))
    height, width = grey.shape
    picked = np.ix_(np.arange(top, height, k).clip(min=0), np.arange(left, width, k).clip(min=0))
    return grey[picked], (top, left), k


def main_parts(core: Mask) -> Mask:
    """What is left of a mask without its specks."""
    if not core.any():
        return core
    where = around(core)
    parts, count = ndimage.label(core[where], structure=np.ones((3, 3)))
    if count < 2:
        return core
    pixels = np.bincount(parts.ravel())
    pixels[0] = 0
    return _only(core.shape, where, (pixels >= SPECK_SHARE * pixels.max())[parts])


def _side(mask: Mask) -> int:
    """The longer side of what a mask holds."""
    return max(int(place.stop - place.start) for place in around(mask))


def _only(shape: tuple[int, ...], where: Place, mask: Mask) -> Mask:
    """A mask of a whole page that holds this one in its place, and nothing else."""
    whole = np.zeros(shape, bool)
    whole[where] = mask
    return whole


def soft_edge(core: Mask) -> int:
    """How many pixels around strokes may be their soft edge."""
    return max(2, round(EDGE_REACH * (_side(core) - 1)))


def support(core: Mask) -> Mask:
    """The core of the strokes and what is near enough to be their soft edge."""
    reach = soft_edge(core)
    where = around(core, reach)
    block = max(1, reach // FINE_REACH)
    small = covering(core[where], block)
    near = ndimage.maximum_filter(small, size=2 * -(-reach // block) + 1)
    return _only(core.shape, where, repeated(near, block, core[where].shape))


def above_noise(depth: Grey, core: Mask) -> Grey:
    """Ink 0..1 from the depth: cut at the noise of the paper, full at the usual depth of the strokes.

    On clean paper nothing is cut, and only the deepest ink is full. What is far from every stroke is none, but
    for the crumbs that clean paper shows.
    """
    near = support(core)
    strokes = within(depth, core)
    least = float(strokes.min())
    step = -(-len(depth) // PAPER_ROWS)
    paper = np.minimum(np.abs(depth[::step][~near[::step]]), least)
    if not paper.size or np.mean(paper < CLEAN_STEP) >= CLEAN_SHARE:
        none, full = 0.0, float(strokes.max())
        near = crumbs(depth > 0, core, near)
    else:
        noise = float(np.sqrt(np.mean(paper**2)))
        none, full = min(NOISE_REACH * noise, 0.8 * least), float(np.median(strokes))
    ink = np.zeros_like(depth)
    where = around(near)
    ink[where] = np.clip((depth[where] - none) / (full - none), 0, 1) * near[where]
    return ink


def without_halo(ink: Grey, core: Mask) -> Grey:
    """Ink 0..1 with its soft edges drawn in, as far as there are several pixels to each one of MNIST's box.

    At the size of MNIST's box the faintest edge pixel belongs to the digit, as MNIST's makers saw it. The edges of
    larger ink are blur, or what JPEG left of them: their faint end would widen the box, half their depth would not.
    """
    pixels = _side(core) / BOX
    halo = HALO * min(max(pixels - 1, 0), 1)
    if not halo:
        return ink
    sharp = ink - halo
    sharp /= 1 - 2 * halo
    return np.clip(sharp, 0, 1, out=sharp)


def crumbs(inked: Mask, core: Mask, near: Mask) -> Mask:
    """What is ``near`` the strokes and the ink not far from them in parts as large as a pixel of MNIST's box would be.

    A model that has learnt MNIST's crumbs is to see those of others; a smaller one is dust that MNIST's makers would
    not have seen.
    """
    side = _side(core)
    where = around(core, round(CRUMB_REACH * side))
    if not (inked[where] & ~near[where]).any():
        return near
    block = max(1, round(EDGE_REACH * side) // FINE_REACH)
    parts, _ = ndimage.label(covering(inked[where], block), structure=np.ones((3, 3)))
    large = np.bincount(parts.ravel()) >= (side / BOX / block) ** 2
    large[0] = False
    return near | _only(core.shape, where, repeated(large[parts], block, inked[where].shape) & inked[where])
