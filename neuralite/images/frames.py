"""Frames round the ink: a form's box, a comb under digits, the border of a window, an edge of the table, a loose line.

    mask of ink -> reduced -> its parts -> those that are frames of the others -> mask without them

A frame is a part of its own, apart from the digits: a box has four straight sides with the ink inside, a comb a
straight foot with teeth at both ends under the ink, a border lies along a whole side of the picture, a line goes from
edge to edge where the ink does not. Of a box into whose sides the digit reaches, the sides are taken as far as they are
thin. Where nothing else is left, there was no frame: a 0 is closed, a 7 has a bar and an L a foot.
"""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from scipy import ndimage

from neuralite.images.blocks import Place, around, covering, repeated

Mask = npt.NDArray[np.bool_]

# Parts are told apart on a mask of at most this side: frames are no finer, and it costs little.
FRAME_SIDE = 400
# A straight side of a box is found within this share of the box, so it may lean by three degrees ...
LEANING = 0.06
# ... and has ink all along, but for this share.
GAPS = 0.12
# A border lies along so much of a side of the picture.
LEAST_BORDER = 0.9
# ... and within this share of the picture from its sides, with so much of the ink's longer side between it and the ink.
BORDER = 0.25
CLEAR = 0.08
# A frame is at least so many pixels of the small mask long: no crumb of a digit frames it.
LEAST_FRAME = 12
# So many of the largest parts are looked at.
MOST_PARTS = 60
# What is framed is at least this share of the frame high or wide, or of the picture, where the frame is its border.
LEAST_FRAMED = 0.25
LEAST_BORDERED = 0.1
# A comb is drawn with lines thinner than this share of its width, and has ink over it that is higher than it, up
# to so many times as long as the comb is wide.
COMB_LINE = 0.12
COMB_INK = 4
# Its teeth are at least this share of its width high, and take at most that share of it.
COMB_TOOTH = 0.08
MOST_TEETH = 0.25
# A line across the picture is thinner than this share of the picture, and all of it is within this share of its length
# from the straight; it need not be as straight as a printed rule.
LINE = 0.05
BENT = 0.12
# A box that is drawn into has lines thinner than this share of it: a 0 of straight lines, slashed, is drawn with a pen.
BOX_LINE = 0.05
# Where a side of a box is so many times as thick as it mostly is, a stroke reaches it.
STROKE = 1.6
# What reaches into a box is at least this share of it high: an 8 of straight lines has but a bar within its outline.
LEAST_REACHING = 0.4


def frames(core: Mask) -> Mask | None:
    """The pixels of a mask ``(h, w)`` that belong to frames; None where there are none."""
    block = -(-max(core.shape) // FRAME_SIDE)
    small = covering(core, block)
    if not small.any():
        return None
    where = around(small)
    inked, count = ndimage.label(small[where], structure=np.ones((3, 3)))
    # A lone part is most digits' case, in which there is no need to search the page for others.
    if count == 1 and max(inked.shape) >= LEAST_FRAME:
        lines = np.zeros_like(small)
        lines[where] = box_lines(inked > 0)
        return repeated(lines, block, core.shape) & core if lines.any() else None
    parts = np.zeros(small.shape, inked.dtype)
    parts[where] = inked
    places = dict(enumerate(ndimage.find_objects(parts), 1))
    # Outermost first, since a frame may stand in another one; grain has thousands of parts, none of them large.
    order = sorted(places, key=lambda n: -_longer(places[n]))[:MOST_PARTS]
    large = [n for n in order if _longer(places[n]) >= LEAST_FRAME]
    found: list[int] = []
    for n in large if count > 1 else ():
        rest = [places[other] for other in order if other != n and other not in found]
        part = parts == n
        if any(kind(part, places[n], rest) for kind in KINDS):
            found.append(n)
    framing = np.isin(parts, found)
    for n in large:
        if n not in found:
            framing[places[n]] |= box_lines(parts[places[n]] == n)
    return repeated(framing, block, core.shape) & core if framing.any() else None


def _longer(place: Place) -> int:
    return max(int(side.stop - side.start) for side in place)


def _inside(inner: Place, outer: Place) -> bool:
    return all(o.start < i.start and i.stop < o.stop for i, o in zip(inner, outer, strict=True))


def is_box(mask: Mask, place: Place, rest: list[Place]) -> bool:
    """Whether a part is a box, four straight sides, with ink inside and none across it."""
    within = [inner for inner in rest if _inside(inner, place)]
    height, width = place[0].stop - place[0].start, place[1].stop - place[1].start
    if not within or max(map(_longer, within)) < LEAST_FRAMED * min(height, width):
        return False
    return all(_is_side(side) for side in _sides(mask[place]))


def _sides(box: Mask) -> list[Mask]:
    """The four bands along the sides of a box, each turned so that its side lies along axis 1."""
    tall, wide = (max(1, round(LEANING * length)) for length in box.shape)
    return [box[:tall], box[-tall:], box[:, :wide].T, box[:, -wide:].T]


def _is_side(band: Mask) -> bool:
    return bool(band.any(axis=0).mean() >= 1 - GAPS)


def box_lines(part: Mask) -> Mask:
    """The pixels of a part ``(h, w)`` that are the sides of a box, into which other ink reaches; none where it is none.

    A side is as thick as it is in most places. Where it is thicker, a stroke reaches it, which stays.
    """
    lines = np.zeros_like(part)
    if not all(_is_side(side) for side in _sides(part)):
        return lines
    for turns in range(4):
        side = np.rot90(part, turns)
        columns = np.flatnonzero(side.any(axis=0))
        rows = np.arange(len(side))[:, None]
        first = side[:, columns].argmax(axis=0)
        # The run of ink from the outermost pixel inwards.
        paper = (rows >= first) & ~side[:, columns]
        length = np.where(paper.any(axis=0), paper.argmax(axis=0), len(side)) - first
        thick = max(1, int(np.median(length)))
        if thick > BOX_LINE * max(part.shape):
            return np.zeros_like(part)
        depth = np.where(length > STROKE * thick, thick, length)
        np.rot90(lines, turns)[:, columns] |= (rows >= first) & (rows < first + depth)
    inked = np.flatnonzero((part & ~lines).any(axis=1))
    inner = int(np.ptp(inked)) + 1 if len(inked) else 0
    return lines if inner >= LEAST_REACHING * len(part) else np.zeros_like(part)


def is_comb(mask: Mask, place: Place, rest: list[Place]) -> bool:
    """Whether a part is a thin foot under other ink, with a tooth that rises at each of its ends and no more above."""
    comb = mask[place]
    height, width = comb.shape
    over = [above for above in rest if above[0].start < place[0].start and above[1].start < place[1].stop]
    if not COMB_TOOTH * width <= height <= width or not over:
        return False
    if not height < max(map(_longer, over)) <= COMB_INK * width:
        return False
    line = max(1, round(COMB_LINE * width))
    _, foot, left, right = _sides(comb)
    if not (_is_side(foot) and _is_side(left) and _is_side(right)):
        return False
    # What is neither foot nor tooth at an end are teeth between digits: upright, from the foot to the same height.
    between = comb[: height - line, line : width - line].any(axis=0)
    return bool(between.sum() <= MOST_TEETH * width)


def is_border(mask: Mask, place: Place, rest: list[Place]) -> bool:
    """Whether a part lies along a whole side of the picture and nowhere far from one, clear of ink elsewhere."""
    longest = max(map(_longer, rest), default=0)
    if longest < LEAST_BORDERED * min(mask.shape):
        return False
    sides = mask[0], mask[-1], mask[:, 0], mask[:, -1]
    if max(side.mean() for side in sides) < LEAST_BORDER:
        return False
    deep = tuple(slice(round(BORDER * length), length - round(BORDER * length)) for length in mask.shape)
    gap = round(CLEAR * longest)
    near = [
        mask[max(rows.start - gap, 0) : rows.stop + gap, max(columns.start - gap, 0) : columns.stop + gap]
        for rows, columns in rest
        if _longer((rows, columns)) > longest / 2
    ]
    return not mask[deep].any() and not any(part.any() for part in near)


def is_line(mask: Mask, place: Place, rest: list[Place]) -> bool:
    """Whether a part is a thin line from edge to edge of the picture, which the ink beside it does not reach."""
    longest = max(map(_longer, rest), default=0)
    if longest < LEAST_BORDERED * min(mask.shape):
        return False
    gap = round(CLEAR * longest)
    for along, across in ((1, 0), (0, 1)):
        length = mask.shape[along]
        deep = place[across].stop - place[across].start
        if place[along] != slice(0, length) or deep > BENT * length:
            continue
        ink = [other[along] for other in rest if _longer(other) > longest / 2]
        apart = all(gap <= side.start and side.stop <= length - gap for side in ink)
        if apart and mask[place].sum() <= LINE * min(mask.shape) * length:
            return True
    return False


KINDS: tuple[Callable[[Mask, Place, list[Place]], bool], ...] = (is_border, is_box, is_comb, is_line)
