"""Made-up pictures that show no digit, for a judge to learn from: nobody's handwriting is needed for them.

    letters, symbols      strokes by another hand, with a pen of any width
    scribbles             see `neuralite.training.scribbles`
    blots                 filled shapes, patches of grain
    spoilt digits         turned by a quarter, mirrored, halves of two, two at once, most of it lost

Every family is a function of how many and of a random generator; those that spoil digits take digits of MNIST's too.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from neuralite.images.normalization import FIELD, Digit, normalize
from neuralite.training.alphabet import LETTERS, SYMBOLS
from neuralite.training.feed import Examples
from neuralite.training.strokes import MIDDLE, Pictures, by_another_hand, drawn, middle_lines, parse, pen, shaken

# The digits that are digits no more when seen in a mirror, stood on their head, or turned by a quarter. A mirrored 2
# is a 5 to many and a mirrored 7 a 1, a 3 on its head is a 3, and a 0, 1 or 8 stays one whatever is done to it.
MIRRORED, ON_ITS_HEAD, TURNED = (3, 4, 6, 9), (4, 7), (2, 3, 4, 5, 7)
# Of the others, a piece may be left that is a 1.
TO_LOSE = (0, 2, 3, 5, 6, 8)


def _signs(table: dict[str, tuple[str, ...]], n: int, rng: np.random.Generator) -> Pictures:
    signs = [parse(way) for ways in table.values() for way in ways]
    return np.stack(
        [drawn(by_another_hand(shaken(signs[rng.integers(len(signs))], rng), rng), pen(rng)) for _ in range(n)]
    )


def letters(n: int, rng: np.random.Generator) -> Pictures:
    """Letters that no hand writes like a digit."""
    return _signs(LETTERS, n, rng)


def symbols(n: int, rng: np.random.Generator) -> Pictures:
    """Signs and shapes."""
    return _signs(SYMBOLS, n, rng)


def blots(n: int, rng: np.random.Generator) -> Pictures:
    """Filled shapes with wavy edges, and patches of grain or of bars, as paper and shadows leave them."""
    return np.stack([_blot(rng) if rng.random() < 0.5 else _grain(rng) for _ in range(n)])


def _blot(rng: np.random.Generator) -> Digit:
    y, x = (np.mgrid[:40, :40] - 19.5) / 20
    angle, height = np.arctan2(y, x), rng.uniform(0.3, 1)
    edge = 0.7 + sum(rng.normal(0, 0.12) * np.cos(k * angle + rng.uniform(0, 2 * np.pi)) for k in range(1, 7))
    return normalize(np.clip((edge.clip(0.2) - np.hypot(y / height, x)) * 10, 0, 1))


def _grain(rng: np.random.Generator) -> Digit:
    height, width = rng.integers(10, 40, 2)
    # A narrow patch is a 1.
    grain = rng.random((height, max(width, 2 * height // 3)))
    for axis in range(2):
        for _ in range(rng.integers(0, 4)):
            grain = (grain + np.roll(grain, 1, axis)) / 2
    low, high = np.quantile(grain, [rng.uniform(0.05, 0.9), 1])
    return normalize(np.clip((grain - low) / (high - low) * rng.uniform(1, 4), 0, 1))


def spoilt(n: int, rng: np.random.Generator, digits: Examples) -> Pictures:
    """Digits ``(m, 28, 28)`` with their labels, spoilt in one of five ways."""
    images, labels = digits
    mirrored, on_heads, turned, paired, lost = rng.multinomial(n, [0.2] * 5).tolist()
    found = [
        _of(images, labels, MIRRORED, mirrored, rng)[:, :, ::-1],
        _of(images, labels, ON_ITS_HEAD, on_heads, rng)[:, ::-1],
        _quarter_turns(_of(images, labels, TURNED, turned, rng), rng),
        *(_pair(images, labels, rng)[None] for _ in range(paired)),
        *_mostly_lost(_of(images, labels, TO_LOSE, lost, rng), rng),
    ]
    return np.concatenate(found)


def _of(
    images: Pictures, labels: npt.NDArray[np.uint8], wanted: Sequence[int], n: int, rng: np.random.Generator
) -> Pictures:
    return np.asarray(images[rng.choice(np.flatnonzero(np.isin(labels, wanted)), n)])


def _quarter_turns(images: Pictures, rng: np.random.Generator) -> Pictures:
    turned = images.transpose(0, 2, 1)
    return np.asarray(np.where(rng.random(len(images))[:, None, None] < 0.5, turned[:, ::-1], turned[:, :, ::-1]))


def _pair(images: Pictures, labels: npt.NDArray[np.uint8], rng: np.random.Generator) -> Digit:
    """Two unlike digits as if they were one: side by side, over each other, or one's half beside the other's."""
    one = int(rng.integers(len(labels)))
    other = int(rng.choice(np.flatnonzero((labels != labels[one]) & (labels != 1))))
    first, second = images[one], images[other]
    match int(rng.integers(3)):
        case 0:
            both = np.zeros((FIELD, 2 * FIELD), np.uint8)
            apart = int(rng.integers(12, 22))
            both[:, :FIELD] = first
            both[:, apart : apart + FIELD] = np.maximum(both[:, apart : apart + FIELD], second)
        case 1:
            move = rng.integers(3, 7, 2) * rng.choice([-1, 1], 2)
            both = np.maximum(first, np.roll(second, move, (0, 1)))
        case _:
            both = first.copy()
            both[:, FIELD // 2 :] = second[:, : FIELD // 2]
    return normalize(both / 255)


def _mostly_lost(images: Pictures, rng: np.random.Generator) -> list[Pictures]:
    """Digits of which some three pieces are left, each ``(1, 28, 28)``."""
    found = []
    for line in middle_lines(images):
        points = (np.argwhere(line) + 0.5) / len(line) if line.any() else MIDDLE
        # A pen that is not thin would let the pieces grow together again.
        middles = points[rng.choice(len(points), 3)]
        near = (np.abs(points[:, None] - middles).max(axis=2) < rng.uniform(0.04, 0.09)).any(axis=1)
        found.append(drawn(list(points[near][:, None]), min(pen(rng), 0.1))[None])
    return found
