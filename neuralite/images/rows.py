"""The order in which pieces of a page are read: row by row, each row from left to right.

A row is followed from piece to piece, so that a tilted sheet keeps its rows.
"""

from collections.abc import Sequence

from neuralite.images.parts import Piece

# A piece continues a row where its middle is off the last one's by less than this share of the higher of both.
OFF_ROW = 0.6


def reading_order(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces row by row."""
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda piece: piece.left + piece.right):
        off = [(_off(row[-1], piece), number) for number, row in enumerate(rows)]
        nearest, number = min(off, default=(1.0, 0))
        if nearest < OFF_ROW:
            rows[number].append(piece)
        else:
            rows.append([piece])
    rows.sort(key=lambda row: sum(piece.top + piece.bottom for piece in row) / len(row))
    return [piece for row in rows for piece in row]


def _off(one: Piece, two: Piece) -> float:
    """How far the middles are apart up or down, in heights of the higher piece."""
    return abs(one.top + one.bottom - two.top - two.bottom) / 2 / max(one.height, two.height)
