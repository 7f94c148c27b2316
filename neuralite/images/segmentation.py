"""From the ink of a picture to one piece of ink per digit, in reading order.

    ink -> reduced -> parts -> grouped to digits (parts) -> cut where digits touch (cuts) -> signs left out -> rows

Whether two parts are one digit, or one part two, is first a matter of shape. Where shape leaves it open, the caller
judges: ``judge`` is given pieces of ink and says how much each looks like one digit.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from neuralite.images.blocks import repeated
from neuralite.images.parts import Ink, Judge, Piece, group, parts
from neuralite.images.rows import reading_order
from neuralite.images.touching import cut_apart

# Digits are told apart in a picture of at most this side: no gap between them is finer.
SIDE = 800
# So far, as a share of a digit's height, its soft edges reach.
EDGE_REACH = 0.1
# Beside digits of height 1, a sign as narrow and low as this is a dot ...
DOT = 0.3
# ... and one so low, and so much wider than high, is a dash.
DASH_HEIGHT, DASH_ASPECT = 0.3, 2.2


@dataclass(frozen=True)
class Glyph:
    """The ink of one digit, ``(h, w)``, and where it lies: left, top, right and bottom in pixels of the ink."""

    ink: Ink
    box: tuple[int, int, int, int]


def segment(ink: Ink, judge: Judge) -> list[Glyph]:
    """The digits of a page of ink ``(height, width)``, 0 to 1, row by row and from left to right.

    Small dashes and dots beside digits are left out. Where there is one digit, and nothing else, its glyph holds
    all ink, down to the faintest; no ink gives no glyphs.
    """
    if not ink.any():
        return []
    small, block = reduced(ink)
    pieces = group(parts(small), judge)
    # The judge of a lone piece sees what will be read, all ink in full size, and need not be asked again.
    lone = whole(ink) if len(pieces) == 1 else None
    pieces = cut_apart(pieces, judge, lone=lone.ink if lone else None)
    if lone and len(pieces) == 1:
        return [lone]
    digits = without_signs(pieces)
    ordered = reading_order(digits)
    return _full_size(ink, ordered, [piece for piece in pieces if piece not in digits], block)


def reduced(ink: Ink) -> tuple[Ink, int]:
    """The ink in means of k x k pixels so that no side is over `SIDE`, and k."""
    block = -(-max(ink.shape) // SIDE)
    if block == 1:
        return ink, 1
    height, width = ink.shape
    full = np.pad(ink, ((0, -height % block), (0, -width % block)))
    # A sum of shifted pages takes a third of the time that means over two axes take.
    total = sum(full[row::block, column::block] for row in range(block) for column in range(block))
    return np.asarray(total / block**2, dtype=ink.dtype), block


def without_signs(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces that are no small dash or dot beside the others; all of them where nothing is larger."""
    height = max(max(piece.height, piece.width) for piece in pieces)
    tall = sorted(piece.height for piece in pieces if piece.height > DOT * height)
    usual = tall[len(tall) // 2] if tall else 0
    digits = [piece for piece in pieces if not is_sign(piece, usual)]
    return digits or list(pieces)


def is_sign(piece: Piece, usual: int) -> bool:
    """Whether a piece is a dash or a dot beside digits of the usual height."""
    dot = max(piece.height, piece.width) <= DOT * usual
    dash = piece.height <= DASH_HEIGHT * usual and piece.width >= DASH_ASPECT * piece.height
    return dot or dash


def whole(ink: Ink) -> Glyph:
    """All ink as one digit."""
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    top, bottom, left, right = int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1
    return Glyph(ink[top:bottom, left:right], (left, top, right, bottom))


def _full_size(ink: Ink, digits: Sequence[Piece], signs: Sequence[Piece], block: int) -> list[Glyph]:
    """The digits' ink in the pixels of the page: each pixel goes to the piece that is nearest."""
    found = []
    for digit in digits:
        reach = max(2, round(EDGE_REACH * digit.height))
        top, left = max(digit.top - reach, 0), max(digit.left - reach, 0)
        bottom, right = digit.bottom + reach, digit.right + reach
        own = np.zeros((bottom - top, right - left), bool)
        other = own.copy()
        for piece in (*digits, *signs):
            piece.draw(own if piece is digit else other, top, left)
        mine = own
        if other.any():
            to_own = ndimage.distance_transform_edt(~own)
            mine = (to_own <= ndimage.distance_transform_edt(~other)) & (to_own <= reach)
        else:
            mine = np.ones_like(own)
        rows, columns = slice(top * block, bottom * block), slice(left * block, right * block)
        page = ink[rows, columns]
        glyph = whole(np.where(repeated(mine, block, page.shape), page, 0))
        a, b, c, d = glyph.box
        x, y = columns.start, rows.start
        found.append(Glyph(glyph.ink, (a + x, b + y, c + x, d + y)))
    return found
