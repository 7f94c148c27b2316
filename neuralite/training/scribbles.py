"""Scribbles of every kind that a hand makes when it writes nothing: what a judge of digits is to refuse.

    a random generator -> strokes of one kind, about 1 high

Some are a digit by chance, the fewer the longer the line is: which ones, a judge learns by seeing digits too.
"""

from collections.abc import Callable, Sequence

import numpy as np

from neuralite.training.strokes import Pictures, Stroke, by_another_hand, drawn, pen, shaken


def curve(rng: np.random.Generator) -> list[Stroke]:
    """A wandering line, so long that it seldom is a digit by chance."""
    steps = int(rng.integers(140, 320))
    turning = np.cumsum(rng.normal(0, rng.uniform(0.1, 0.5), steps)) * 0.3 + rng.normal(0, 0.2, steps)
    angle = rng.uniform(0, 2 * np.pi) + np.cumsum(turning) + rng.normal(0, 0.12) * np.arange(steps)
    return [np.cumsum(np.stack([np.sin(angle), np.cos(angle)], axis=1), axis=0) / 20]


def walk(rng: np.random.Generator) -> list[Stroke]:
    """A short line that turns at every step, as a hand that trembles or a mouse that slips."""
    steps = int(rng.integers(10, 40))
    angle = rng.uniform(0, 2 * np.pi) + np.cumsum(rng.normal(0, rng.uniform(0.8, 1.6), steps))
    length = rng.uniform(0.4, 1.6, steps)
    return [np.cumsum(np.stack([length * np.sin(angle), length * np.cos(angle)], axis=1), axis=0) / steps]


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


def doodle(rng: np.random.Generator) -> list[Stroke]:
    """One or two smooth lines through a few places without a plan."""
    return shaken([rng.uniform(0, 1, (int(rng.integers(6, 13)), 2)) for _ in range(rng.integers(1, 3))], rng, cuts=3)


def polyline(rng: np.random.Generator) -> list[Stroke]:
    """A straight line from each of a few places to the next."""
    return [rng.uniform(0, 1, (int(rng.integers(5, 13)), 2))]


def wave(rng: np.random.Generator) -> list[Stroke]:
    """A line up and down, as a child writes a letter to somebody."""
    along = np.linspace(0, 1, 100)
    height = rng.uniform(0.1, 0.5) * (1 + rng.uniform(-0.6, 0.6) * along)
    line = np.stack([height * np.sin(2 * np.pi * rng.uniform(2, 7) * along + rng.uniform(0, 6)), along], axis=1)
    angle = rng.uniform(-0.6, 0.6)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    return by_another_hand([line @ turn], rng, 2.0)


def rings(rng: np.random.Generator) -> list[Stroke]:
    """Three to five rings over and beside each other."""
    time = np.linspace(0, 2 * np.pi, 40)
    found = []
    for _ in range(rng.integers(3, 6)):
        centre, radius = rng.uniform(0, 1, 2), rng.uniform(0.12, 0.5, 2)
        found.append(centre + radius * np.stack([np.sin(time), np.cos(time)], axis=1))
    return found


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
    *(curve, walk, knot, zigzag, lines, arcs, specks, loops, doodle, polyline, wave, rings),
)
# Kinds that no judge learns from, to see how it does on what is new to it.
UNSEEN: tuple[Callable[[np.random.Generator], list[Stroke]], ...] = (spiral, hatching)


def scribbles(
    n: int, rng: np.random.Generator, kinds: Sequence[Callable[[np.random.Generator], list[Stroke]]] = SCRIBBLES
) -> Pictures:
    """Scribbles of all kinds."""
    return np.stack([drawn(kinds[int(rng.integers(len(kinds)))](rng), pen(rng)) for _ in range(n)])
