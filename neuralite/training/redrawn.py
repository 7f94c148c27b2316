"""MNIST's digits drawn again: what is to be learnt is the line that a hand draws, not the pen it was drawn with.

    28x28 -> its middle line -> strokes -> some in straight lines, some with a flourish
          -> turned, slanted, bent -> drawn with a pen of any width -> prepared: 28x28

So training sees what the preparation leaves of a hairline and of a brush, which no thickening of MNIST's own
pictures shows: open holes and crisp edges where the pen is thin, closed holes where it is thick. And it sees the hands
that draw a 6 of straight lines, as with a mouse, and a 1 whose flag reaches most of the way down or that is a bar.
"""

import numpy as np

from neuralite.images.normalization import FIELD, Digit
from neuralite.training.feed import Examples
from neuralite.training.flourishes import FLOURISH_OF, segments
from neuralite.training.strokes import BRUSH, MIDDLE, Stroke, by_another_hand, drawn, middle_lines, pen
from neuralite.training.traces import cornered, traced

# How far another hand departs from the first one, of what letters are bent by.
DEGREE = 0.7
# So many are drawn in straight lines, none of which may miss the hand's own by more than a share of the field: by lot
# between these two.
STRAIGHT, MISSED = 0.2, (0.03, 0.09)
# Of the digits that may have a flourish, so many get it.
FLOURISHES = 0.3
# A plain 1 has no holes and bays to close, and bears a wider pen than the others.
WIDEST_OF_1 = 0.4
# Lines are sought in so many pictures at a time, for the memory.
CHUNK = 1000


def drawn_again(digits: Examples, n: int, rng: np.random.Generator) -> Examples:
    """``n`` of the digits ``(m, 28, 28)`` by lot, drawn again, and their labels. Raises ValueError for no digits."""
    if not len(digits[1]):
        raise ValueError("there are no digits to draw again")
    chosen = rng.choice(len(digits[1]), n)
    images, labels = digits[0][chosen], digits[1][chosen]
    for start in range(0, n, CHUNK):
        lines = middle_lines(images[start : start + CHUNK])
        for place, line in enumerate(lines, start):
            images[place] = _by_hand(images[place], int(labels[place]), line, rng)
    return images, labels


def _by_hand(image: Digit, label: int, line: np.ndarray, rng: np.random.Generator) -> Digit:
    """One digit ``(28, 28)``, of which the middle line is known, drawn again."""
    strokes: list[Stroke] = [(points + 0.5) / len(line) for points in traced(line)] or [MIDDLE]
    if rng.random() < STRAIGHT:
        far = rng.uniform(*MISSED)
        strokes = [cornered(points, far) for points in strokes]
    widest = WIDEST_OF_1 if label == 1 else BRUSH
    if label in FLOURISH_OF and rng.random() < FLOURISHES and image.any():
        strokes += [(np.stack(ends) + 0.5) / FIELD for ends in segments(image / 255, label, rng)]
        widest = BRUSH
    return drawn(by_another_hand(strokes, rng, DEGREE), pen(rng, widest))
