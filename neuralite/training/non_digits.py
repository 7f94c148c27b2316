"""Made-up pictures that show no digit, for a judge to learn from: nobody's handwriting is needed for them.

    letters, symbols      strokes by another hand, with a pen of any width
    scribbles             curves, zigzags, tangles, blots, specks, patches of grain
    spoilt digits         turned by a quarter, mirrored, halves of two, two at once, most of it lost

Every family is a function of how many and of a random generator; those that spoil digits take digits of MNIST's too.
"""

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from neuralite.images.normalization import FIELD, Digit, normalize
from neuralite.training.alphabet import LETTERS, SYMBOLS
from neuralite.training.feed import Examples
from neuralite.training.strokes import Pictures, Stroke, by_another_hand, drawn, middle_lines, parse, shaken

# The digits that are digits no more when seen in a mirror, stood on their head, or turned by a quarter. A mirrored 2
# is a 5 to many and a mirrored 7 a 1, a 3 on its head is a 3, and a 0, 1 or 8 stays one whatever is done to it.
MIRRORED, ON_ITS_HEAD, TURNED = (3, 4, 6, 9), (4, 7), (2, 3, 4, 5, 7)
# Of the others, a piece may be left that is a 1.
TO_LOSE = (0, 2, 3, 5, 6, 8)


def pen(rng: np.random.Generator) -> float:
    """A pen's width as a share of the drawing's longer side, from a hairline to a brush."""
    return float(np.exp(rng.uniform(np.log(0.035), np.log(0.22))))


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


def curve(rng: np.random.Generator) -> list[Stroke]:
    """A wandering line, so long that it seldom is a digit by chance."""
    steps = int(rng.integers(140, 320))
    turning = np.cumsum(rng.normal(0, rng.uniform(0.1, 0.5), steps)) * 0.3 + rng.normal(0, 0.2, steps)
    angle = rng.uniform(0, 2 * np.pi) + np.cumsum(turning) + rng.normal(0, 0.12) * np.arange(steps)
    return [np.cumsum(np.stack([np.sin(angle), np.cos(angle)], axis=1), axis=0) / 20]


def knot(rng: np.random.Generator) -> list[Stroke]:
    """A tangle: a line that comes back again and again."""
    time = np.linspace(0, 1, 140)[:, None]
    speeds, starts = rng.uniform(6, 45, (3, 2)), rng.uniform(0, 2 * np.pi, (3, 2))
    heights = rng.uniform(0.2, 1, (3, 2))
    return [sum((heights[k] * np.sin(speeds[k] * time + starts[k]) for k in range(3)), np.zeros((140, 2)))]


def zigzag(rng: np.random.Generator) -> list[Stroke]:
    """A line to and fro, as one crosses something out."""
    turns = int(rng.integers(7, 17))
    along = np.linspace(0, rng.uniform(0.5, 2), turns) + rng.normal(0, 0.04, turns)
    across = np.where(np.arange(turns) % 2, 1.0, 0.0) * rng.uniform(0.5, 1) + rng.normal(0, 0.1, turns)
    line = np.stack([across, along], axis=1)
    angle = rng.uniform(0, np.pi)
    turned = line @ np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    return shaken([turned], rng, 0.01) if rng.random() < 0.5 else [turned]


def lines(rng: np.random.Generator) -> list[Stroke]:
    """Four to eight strokes without a plan."""
    return [rng.uniform(0, 1, (int(rng.integers(2, 4)), 2)) for _ in range(rng.integers(4, 9))]


def arcs(rng: np.random.Generator) -> list[Stroke]:
    """Three to five bent strokes without a plan."""
    return shaken([rng.uniform(0, 1, (int(rng.integers(3, 6)), 2)) for _ in range(rng.integers(3, 6))], rng)


def specks(rng: np.random.Generator) -> list[Stroke]:
    """One dot, or several."""
    return [rng.uniform(0, 1, (1, 2)) for _ in range(rng.integers(1, 13))]


def loops(rng: np.random.Generator) -> list[Stroke]:
    """A row of loops, as a pen is tried."""
    time = np.linspace(0, 2 * np.pi * rng.uniform(2.5, 6), 120)
    forward, height = rng.uniform(0.05, 0.3), rng.uniform(0.5, 1.5)
    line = np.stack([height * np.sin(time), np.cos(time) + forward * time], axis=1)
    return by_another_hand([line / np.ptp(line, axis=0).max()], rng, 2.0)


def spiral(rng: np.random.Generator) -> list[Stroke]:
    """A line round and round, from the middle outwards."""
    time = np.linspace(0, 2 * np.pi * rng.uniform(2.2, 5), 120) + rng.uniform(0, 2 * np.pi)
    return by_another_hand([0.5 + (time - time[0] + 1)[:, None] * np.stack([np.sin(time), np.cos(time)], 1) / 40], rng)


def hatching(rng: np.random.Generator) -> list[Stroke]:
    """Lines side by side, often crossed by others."""
    found = []
    for angle in rng.uniform(0, np.pi) + np.arange(rng.integers(1, 3)) * rng.uniform(0.6, 1.6):
        ends = np.array([[-0.6, 0.0], [0.6, 0.0]])
        turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
        places = np.linspace(-0.5, 0.5, int(rng.integers(3, 8)))
        found += [(ends + np.array([0, place]) + rng.normal(0, 0.05, (2, 2))) @ turn for place in places]
    return found


SCRIBBLES: tuple[Callable[[np.random.Generator], list[Stroke]], ...] = (
    *(curve, knot, zigzag, lines, arcs, specks, loops),
)
# Kinds that no judge learns from, to see how it does on what is new to it.
UNSEEN: tuple[Callable[[np.random.Generator], list[Stroke]], ...] = (spiral, hatching)


def scribbles(
    n: int, rng: np.random.Generator, kinds: Sequence[Callable[[np.random.Generator], list[Stroke]]] = SCRIBBLES
) -> Pictures:
    """Scribbles of all kinds."""
    return np.stack([drawn(kinds[int(rng.integers(len(kinds)))](rng), pen(rng)) for _ in range(n)])


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
    for points in middle_lines(images):
        # A pen that is not thin would let the pieces grow together again.
        middles = points[rng.choice(len(points), 3)]
        near = (np.abs(points[:, None] - middles).max(axis=2) < rng.uniform(0.04, 0.09)).any(axis=1)
        found.append(drawn([points[near]], min(pen(rng), 0.1), joined=False)[None])
    return found
