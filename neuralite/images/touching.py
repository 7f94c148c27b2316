"""Digits that touch, cut apart where the reading gains by it.

    piece -> is it one digit? -> cuts -> the likeliest by their shape -> both sides judged -> better than the whole?
          -> the best, whose sides are asked again

The judge's word for the whole and for the two sides and the shape of what a cut leaves are weighed together, by
coefficients that ``scripts/touching_fit.py`` fits to digits and to pairs of them moved together until they touch.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import ndimage

from neuralite.images.cuts import Columns, cuts
from neuralite.images.parts import INKED, Judge, Mask, Piece, stroke_width, trimmed

Features = npt.NDArray[np.floating[Any]]

# What a cut is worth: the sum is compared with zero, which is what the whole is worth. The coefficients of `features`.
COEFFICIENTS = np.array([-3.33, 4.32, -18.18, 2.97, -1.31, -3.54, 8.15, 0.83, 1.47, -5.00, -0.82, -1.18])
# Most pieces are one digit, or a letter that is two digits by its looks: a cut is to gain so much. With 2, 2.5, 3, 4,
# 95, 95, 94 and 93 % of 400 touching validation pairs are cut rightly, and 56, 58, 65 and 74 % of 200 letters kept.
# At 2.5, 95 % of the digits of touching pairs are read (tests/scenes/test_layouts.py), as many as of any other layout.
LEAST_GAIN = 2.5
# A doubt is log(1 - p), and this much of it is left where the judge has none.
LEAST_DOUBT = 0.02
# A piece narrower than this share of its height is one digit.
NARROW = 0.6
# A piece no higher than a stroke or two is a bar.
BAR = 0.4
# A side of a cut has at least this share of the height.
LEAST_HEIGHT = 0.4
# What a cut leaves of a digit on the wrong side is less than this share of that side's ink.
SHRED = 0.3
# A side so wide may be two digits still, and is not judged worse than this.
WIDE, TO_BE_CUT = 1.2, -0.5
# Where `features` have the shape of a cut.
SHAPE = slice(4, 10)
# So many cuts of a piece, the likeliest by their shape, are judged.
MOST_JUDGED = 6


@dataclass(frozen=True)
class Cut:
    """Both sides of a cut, and what speaks for it by its shape (see `shape`)."""

    left: Piece
    right: Piece
    shape: Features


def cut_apart(pieces: Sequence[Piece], judge: Judge, lone: npt.NDArray[np.floating[Any]] | None = None) -> list[Piece]:
    """The pieces, with those cut that are several digits; what is cut is asked again.

    Of a piece that is alone, ``lone`` may be the ink that the judge is shown in its stead.
    """
    done, doubtful = _sorted_out(pieces)
    while doubtful:
        shown = [piece.ink for piece in doubtful] if lone is None else [lone]
        lone = None
        tried = [
            (piece, score, likeliest(ways_to_cut(piece)) if might_be_cut(piece, score) else [])
            for piece, score in zip(doubtful, judge(shown).tolist(), strict=True)
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
    """Whether a clean cut, into two even digits at no cost, would be a gain: of most single digits none would."""
    even = np.array([0, piece.width / piece.height / 2, 1, 0, 0, 0.5])
    return float(COEFFICIENTS @ features(piece, whole, even, (0, 0))) > LEAST_GAIN


def gain(piece: Piece, whole: float, way: Cut, sides: tuple[float, float]) -> float:
    """What a cut gains, given the judge's scores for the whole and for the sides: the piece is cut above zero."""
    left, right = (
        max(score, TO_BE_CUT) if side.width > WIDE * side.height else score
        for side, score in zip((way.left, way.right), sides, strict=True)
    )
    return float(COEFFICIENTS @ features(piece, whole, way.shape, (left, right))) - LEAST_GAIN


def features(piece: Piece, whole: float, of_cut: Features, sides: tuple[float, float]) -> Features:
    """What is weighed: ``(12,)``.

    One; the piece's width and stroke, by its height; how much the judge doubts the whole; the shape of the cut; how
    much the judge doubts both sides together, and the more doubtful one.
    """
    doubts = [doubt(score) for score in sides]
    of_piece = 1, piece.width / piece.height, stroke_width([piece]) / piece.height, doubt(whole)
    return np.array([*of_piece, *of_cut, sum(doubts), max(doubts)])


def doubt(score: float) -> float:
    """The logarithm of how probable it is that ink is not one digit, by the judge's score for it."""
    return math.log(1 + LEAST_DOUBT - math.exp(score))


def likeliest(ways: Sequence[Cut]) -> list[Cut]:
    """The cuts whose shape speaks most for them."""
    return sorted(ways, key=lambda way: -float(COEFFICIENTS[SHAPE] @ way.shape))[:MOST_JUDGED]


def ways_to_cut(piece: Piece) -> list[Cut]:
    """The cuts of a piece that leave something as high as a digit on both sides."""
    found = []
    for cut, cost in cuts(piece.ink):
        left, right = _sides(piece, cut)
        if left is None or right is None or min(left.height, right.height) < LEAST_HEIGHT * piece.height:
            continue
        found.append(Cut(left, right, shape(piece, left, right, cost)))
    return found


def shape(piece: Piece, left: Piece, right: Piece, cost: float) -> Features:
    """What a cut crosses and leaves: ``(6,)``.

    The ink that it crosses, in widths of the stroke; width by height of the wider side; the height of the lower side
    and by how much one reaches over the other, by the height of the piece; the shares of both sides that hang loose;
    and the share of the ink that the lesser side has.
    """
    areas = left.area, right.area
    return np.array(
        [
            cost * piece.height / stroke_width([piece]),
            max(side.width / side.height for side in (left, right)),
            min(left.height, right.height) / piece.height,
            (min(left.right, right.right) - max(left.left, right.left)) / piece.height,
            _loose(left) + _loose(right),
            min(areas) / sum(areas),
        ]
    )


def _loose(piece: Piece) -> float:
    """The share of the ink that does not hang together with most of it."""
    labels, count = ndimage.label(piece.ink > INKED, structure=np.ones((3, 3)))
    if count < 2:
        return 0.0
    pixels = np.bincount(labels.ravel())[1:]
    return float(1 - pixels.max() / pixels.sum())


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
