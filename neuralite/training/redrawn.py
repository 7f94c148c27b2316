"""MNIST's digits drawn again: what is to be learnt is the line that a hand draws, not the pen it was drawn with.

    28x28 -> its middle line -> turned, slanted, bent -> drawn with a pen of any width -> prepared: 28x28

So training sees what the preparation leaves of a hairline and of a brush, which no thickening of MNIST's own
pictures shows: open holes and crisp edges where the pen is thin, closed holes where it is thick.
"""

import numpy as np

from neuralite.training.feed import Examples
from neuralite.training.strokes import by_another_hand, drawn, middle_lines, pen

# How far another hand departs from the first one, of what letters are bent by.
DEGREE = 0.7
# Lines are sought in so many pictures at a time, for the memory.
CHUNK = 1000


def drawn_again(digits: Examples, n: int, rng: np.random.Generator) -> Examples:
    """``n`` of the digits ``(m, 28, 28)`` by lot, drawn again, and their labels. Raises ValueError for no digits."""
    if not len(digits[1]):
        raise ValueError("there are no digits to draw again")
    chosen = rng.choice(len(digits[1]), n)
    images = np.zeros((n, *digits[0].shape[1:]), np.uint8)
    for start in range(0, n, CHUNK):
        lines = middle_lines(digits[0][chosen[start : start + CHUNK]])
        for place, points in enumerate(lines, start):
            images[place] = drawn(by_another_hand([points], rng, DEGREE), pen(rng), joined=False)
    return images, digits[1][chosen]
