"""Connected parts of the ink, and which of them together are one digit.

ink -> parts -> those that belong together by where they lie, or by what the judge makes of them -> pieces
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import ndimage

Ink = npt.NDArray[np.floating[Any]]
Mask = npt.NDArray[np.bool_]
Gaps = npt.NDArray[np.intp]
# Pieces of ink in, the logarithm of the probability that each is one digit out: ``(n,)``, 0 at best.
Judge = Callable[[Sequence[Ink]], npt.NDArray[np.floating[Any]]]

# Ink deeper than this joins what it connects.
INKED = 0.3
# A part lower than this share of the usual height is no digit by itself.
SMALL = 0.55
# Parts above each other overlap by this share of the narrower one.
ABOVE = 0.5
# A small part belongs to what is above or below it within this share of the usual height.
NEAR_ABOVE = 0.35
# Two large parts above each other are one digit within this share of their height together.
NEAR_HALVES = 0.1
# Parts that are farther apart than this share of the usual height are never one digit.
NEAR_BESIDE = 0.15
# For each stroke's width that two parts are apart beyond the first, they must look so much more like one digit
# together than the less likely of them alone (logarithms of probabilities); nearer ones may look less like it.
TOGETHER = 0.3
# On a page of countless parts no more pairs are asked for.
MOST_ASKED = 40


@dataclass(frozen=True, eq=False)
class Piece:
    """Ink ``(h, w)`` of one or several parts, and where its upper left corner lies on the page.

    ``joined`` tells that its parts do not hang together.
    """

    ink: Ink
    top: int
    left: int
    joined: bool = False

    @property
    def height(self) -> int:
        """Pixels from top to bottom."""
        return len(self.ink)

    @property
    def width(self) -> int:
        """Pixels from left to right."""
        return int(self.ink.shape[1])

    @property
    def bottom(self) -> int:
        """The first row below."""
        return self.top + self.height

    @property
    def right(self) -> int:
        """The first column to the right."""
        return self.left + self.width

    @property
    def area(self) -> int:
        """How many pixels are inked."""
        return int((self.ink > INKED).sum())

    def draw(self, mask: Mask, top: int, left: int) -> None:
        """Mark the inked pixels on a mask whose corner lies at ``top``, ``left`` of the page."""
        height, width = mask.shape
        rows = slice(max(self.top, top), min(self.bottom, top + height))
        columns = slice(max(self.left, left), min(self.right, left + width))
        if rows.start >= rows.stop or columns.start >= columns.stop:
            return
        own = self.ink[
            rows.start - self.top : rows.stop - self.top, columns.start - self.left : columns.stop - self.left
        ]
        mask[rows.start - top : rows.stop - top, columns.start - left : columns.stop - left] |= own > INKED


def parts(ink: Ink) -> list[Piece]:
    """The connected parts of a page's ink, of what is deep enough; the deepest pixel where nothing is."""
    labels, _ = ndimage.label(ink > min(INKED, 0.99 * float(ink.max())), structure=np.ones((3, 3)))
    found = []
    for number, (rows, columns) in enumerate(ndimage.find_objects(labels), start=1):
        own = np.where(labels[rows, columns] == number, ink[rows, columns], 0)
        found.append(Piece(own, rows.start, columns.start))
    return found


def trimmed(piece: Piece, mask: Mask) -> Piece | None:
    """What of a piece lies under a mask, its box as tight as the ink that counts; None where nothing does."""
    inked = (piece.ink > INKED) & mask
    if not inked.any():
        return None
    rows, columns = np.flatnonzero(inked.any(axis=1)), np.flatnonzero(inked.any(axis=0))
    where = slice(int(rows[0]), int(rows[-1]) + 1), slice(int(columns[0]), int(columns[-1]) + 1)
    return Piece(np.where(mask, piece.ink, 0)[where], piece.top + where[0].start, piece.left + where[1].start)


def together(pieces: Sequence[Piece]) -> Piece:
    """Several pieces as one."""
    top, left = min(piece.top for piece in pieces), min(piece.left for piece in pieces)
    ink = np.zeros(
        (max(piece.bottom for piece in pieces) - top, max(piece.right for piece in pieces) - left), pieces[0].ink.dtype
    )
    for piece in pieces:
        where = ink[piece.top - top : piece.bottom - top, piece.left - left : piece.right - left]
        np.maximum(where, piece.ink, out=where)
    return Piece(ink, top, left, joined=True)


def usual_height(pieces: Sequence[Piece]) -> float:
    """The median height of the pieces, each weighed by its ink and its height: scraps weigh little."""
    order = sorted(pieces, key=lambda piece: piece.height)
    ink = np.cumsum([piece.area * piece.height for piece in order])
    return float(order[int(np.searchsorted(ink, ink[-1] / 2))].height)


def stroke_width(pieces: Sequence[Piece]) -> float:
    """Pixels across a stroke: twice the area by the length of the outline."""
    area = outline = 0
    for piece in pieces:
        inked = np.pad(piece.ink > INKED, 1)
        middle = inked[1:-1, 1:-1]
        within = middle & inked[:-2, 1:-1] & inked[2:, 1:-1] & inked[1:-1, :-2] & inked[1:-1, 2:]
        area += int(middle.sum())
        outline += int(middle.sum() - within.sum())
    return 2 * area / max(outline, 1)


def group(pieces: Sequence[Piece], judge: Judge) -> list[Piece]:
    """The pieces with those joined that are one digit."""
    if len(pieces) < 2:
        return list(pieces)
    usual, stroke = usual_height(pieces), stroke_width(pieces)
    joined = _join_sure(pieces, usual, stroke)
    while len(joined) < len(pieces):
        # What scraps have become together may belong to something else.
        pieces, joined = joined, _join_sure(joined, usual, stroke)
    return _join_asked(joined, usual, stroke, judge)


def _join_sure(pieces: Sequence[Piece], usual: float, stroke: float) -> list[Piece]:
    """Join what must be one digit: a small part with the nearest that it belongs to, and halves with each other."""
    down, aside = gaps(pieces)
    heights, widths = (np.array([getattr(piece, side) for piece in pieces]) for side in ("height", "width"))
    small = heights < SMALL * usual
    either = small[:, None] | small
    above = (-aside >= ABOVE * np.minimum(widths[:, None], widths)) & (down <= NEAR_ABOVE * usual)
    halves = above & (down > -stroke) & (down <= NEAR_HALVES * (heights[:, None] + heights))
    near = np.where((above & either) | halves, down.clip(min=0), np.inf)
    for one, two in np.argwhere(np.triu(either & (np.maximum(down, aside) <= stroke) & ~np.isfinite(near), 1)):
        apart = distance(pieces[one], pieces[two])
        near[one, two] = near[two, one] = apart if apart <= stroke else np.inf
    np.fill_diagonal(near, np.inf)
    of = list(range(len(pieces)))
    for one in range(len(pieces)):
        with_ = [int(near[one].argmin())] if small[one] else np.flatnonzero(np.isfinite(near[one]) & ~small).tolist()
        for two in with_:
            if np.isfinite(near[one, two]):
                of = [of[two] if number == of[one] else number for number in of]
    groups = [[piece for piece, number in zip(pieces, of, strict=True) if number == own] for own in dict.fromkeys(of)]
    return [together(group) if len(group) > 1 else group[0] for group in groups]


def gaps(pieces: Sequence[Piece]) -> tuple[Gaps, Gaps]:
    """Rows and columns ``(n, n)`` between the boxes of pieces; below zero by how much they overlap."""
    top, bottom, left, right = (
        np.array([getattr(piece, side) for piece in pieces]) for side in ("top", "bottom", "left", "right")
    )
    return (
        np.maximum(top[:, None], top) - np.minimum(bottom[:, None], bottom),
        np.maximum(left[:, None], left) - np.minimum(right[:, None], right),
    )


def distance(one: Piece, two: Piece) -> float:
    """Pixels of paper between the nearest points of two pieces."""
    top, left = min(one.top, two.top), min(one.left, two.left)
    shape = max(one.bottom, two.bottom) - top, max(one.right, two.right) - left
    first, second = np.zeros(shape, bool), np.zeros(shape, bool)
    one.draw(first, top, left)
    two.draw(second, top, left)
    return float(ndimage.distance_transform_edt(~first)[second].min()) - 1


def _join_asked(pieces: list[Piece], usual: float, stroke: float, judge: Judge) -> list[Piece]:
    """Join neighbours where the judge takes both together for a digit, the more readily the nearer they are."""
    if len(pieces) < 2:
        return pieces
    reach = NEAR_BESIDE * usual
    near = np.argwhere(np.triu(np.maximum(*gaps(pieces)) <= reach, 1))
    pairs = [(distance(pieces[one], pieces[two]), int(one), int(two)) for one, two in near[:MOST_ASKED]]
    pairs = [pair for pair in pairs if pair[0] <= reach]
    if not pairs:
        return pieces
    alone = sorted({number for pair in pairs for number in pair[1:]})
    unions = [together([pieces[one], pieces[two]]) for _, one, two in pairs]
    scores = judge([*(pieces[number].ink for number in alone), *(union.ink for union in unions)]).tolist()
    of = dict(zip(alone, scores, strict=False))
    gains = [
        (score - min(of[one], of[two]) - TOGETHER * (apart / stroke - 1), one, two, union)
        for (apart, one, two), union, score in zip(pairs, unions, scores[len(alone) :], strict=True)
    ]
    taken: set[int] = set()
    joined = []
    for gain, one, two, union in sorted(gains, key=lambda entry: -entry[0]):
        if gain > 0 and not taken & {one, two}:
            taken |= {one, two}
            joined.append(union)
    return [piece for number, piece in enumerate(pieces) if number not in taken] + joined
