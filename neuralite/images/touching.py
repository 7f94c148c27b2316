"""Digits that touch, cut apart where the reading gains by it.

    piece -> is it one digit? -> cuts -> both sides of each -> the best -> is it better than the whole? -> pieces

The judge's word for the whole and for the two sides, the shape and the ink that is cut are weighed together, by
logistic regression on validation digits and pairs of them moved together until they touch.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from neuralite.images.cuts import Columns, cuts
from neuralite.images.parts import INKED, Judge, Mask, Piece, stroke_width, trimmed

# The decision to cut: above zero is a cut. It weighs how much the judge doubts the whole and the more doubtful side,
# width by height of the whole and of the wider side, how high the lower side is, the cost of the cut and the width
# of the stroke (all by the height). The intercept is 3 lower than what was fitted: most pieces are one digit.
WHOLE, SIDE, ASPECT, SIDE_ASPECT = 2.9, -1.35, 7.5, -5.3
LOWER_SIDE, COST, STROKE, INTERCEPT = 5.4, -5.5, -20.0, -1.1
# A doubt is log(1 - p), and this much of it is left where the judge has none.
LEAST_DOUBT = 0.02
# A cut that costs more of the height is none.
MOST_COST = 0.5
# A piece narrower than this share of its height is one digit.
NARROW = 0.6
# A piece no higher than a stroke or two is a bar.
BAR = 0.4
# A side of a cut has at least this share of the height.
LEAST_HEIGHT = 0.5
# What a cut leaves of a digit on the wrong side is less than this share of that side's ink.
SHRED = 0.3
# A side so wide may be two digits still, and is not judged worse than this.
WIDE, TO_BE_CUT = 1.2, -0.5


@dataclass(frozen=True)
class Cut:
    """Both sides of a cut, and what it costs, in heights of the whole."""

    left: Piece
    right: Piece
    cost: float


def cut_apart(pieces: Sequence[Piece], judge: Judge) -> list[Piece]:
    """The pieces, with those cut that are several digits; what is cut is asked again."""
    done, doubtful = _sorted_out(pieces)
    while doubtful:
        tried = [
            (piece, score, ways_to_cut(piece)) if might_be_cut(piece, score) else (piece, score, [])
            for piece, score in zip(doubtful, judge([piece.ink for piece in doubtful]).tolist(), strict=True)
        ]
        sides = [side.ink for _, _, ways in tried for way in ways for side in (way.left, way.right)]
        scores = iter(judge(sides).tolist() if sides else ())
        cut = []
        for piece, whole, ways in tried:
            gains = [gain(piece, whole, way, (next(scores), next(scores))) for way in ways]
            if max(gains, default=0.0) > 0:
                best = ways[int(np.argmax(gains))]
                cut += [best.left, best.right]
            else:
                done.append(piece)
        narrow, doubtful = _sorted_out(cut)
        done += narrow
    return done


def _sorted_out(pieces: Sequence[Piece]) -> tuple[list[Piece], list[Piece]]:
    """The pieces that are too narrow or too low to be two digits, and the others.

    What was joined can be cut where nothing joins it, and at no cost: only where it is wide is it asked again.
    """
    doubtful = [
        piece
        for piece in pieces
        if piece.width >= (WIDE if piece.joined else NARROW) * piece.height
        and stroke_width([piece]) < BAR * piece.height
    ]
    return [piece for piece in pieces if piece not in doubtful], doubtful


def might_be_cut(piece: Piece, whole: float) -> bool:
    """Whether the best of all cuts, into two even digits at no cost, would be a gain."""
    aspect = piece.width / piece.height
    even = WHOLE * doubt(whole) + SIDE * doubt(0) + ASPECT * aspect + SIDE_ASPECT * aspect / 2 + LOWER_SIDE + INTERCEPT
    return even + STROKE * stroke_width([piece]) / piece.height > 0


def doubt(score: float) -> float:
    """The logarithm of how probable it is that ink is not one digit, by the judge's score for it."""
    return math.log(1 + LEAST_DOUBT - math.exp(score))


def gain(piece: Piece, whole: float, way: Cut, sides: tuple[float, float]) -> float:
    """What a cut gains, given the judge's scores for the whole and for the sides: the piece is cut above zero."""
    hoped = (
        max(score, TO_BE_CUT) if side.width > WIDE * side.height else score
        for side, score in zip((way.left, way.right), sides, strict=True)
    )
    wider = max(way.left.width / way.left.height, way.right.width / way.right.height)
    lower = min(way.left.height, way.right.height) / piece.height
    return (
        WHOLE * doubt(whole)
        + SIDE * doubt(min(hoped))
        + ASPECT * piece.width / piece.height
        + SIDE_ASPECT * wider
        + LOWER_SIDE * lower
        + COST * way.cost
        + STROKE * stroke_width([piece]) / piece.height
        + INTERCEPT
    )


def ways_to_cut(piece: Piece) -> list[Cut]:
    """The cuts of a piece that leave something as high as a digit on both sides."""
    found = []
    for cut, cost in cuts(piece.ink):
        left, right = _sides(piece, cut) if cost <= MOST_COST else (None, None)
        if left is None or right is None or min(left.height, right.height) < LEAST_HEIGHT * piece.height:
            continue
        found.append(Cut(left, right, cost))
    return found


def _sides(piece: Piece, cut: Columns) -> tuple[Piece | None, Piece | None]:
    """What lies left and right of a cut; shreds that it leaves go to the side that they come from."""
    left = np.arange(piece.width) < cut[:, None]
    inked = piece.ink > INKED
    rows = np.arange(piece.height)
    last, first = (cut - 1).clip(0, piece.width - 1), cut.clip(0, piece.width - 1)
    shreds = _shreds(inked & left, (rows, last)), _shreds(inked & ~left, (rows, first))
    left = (left & ~shreds[0]) | shreds[1]
    return trimmed(piece, left), trimmed(piece, ~left)


def _shreds(inked: Mask, at_cut: tuple[Columns, Columns]) -> Mask:
    """The little that a cut has taken from the other side: it lies at the cut, and apart from most of its side."""
    labels, count = ndimage.label(inked, structure=np.ones((3, 3)))
    if count < 2:
        return np.zeros_like(inked)
    pixels = np.bincount(labels.ravel())
    pixels[0] = 0
    small = np.zeros(count + 1, bool)
    small[np.unique(labels[at_cut])] = True
    small &= pixels < SHRED * pixels.sum()
    small[0] = False
    small[pixels.argmax()] = False
    return np.asarray(small[labels])
