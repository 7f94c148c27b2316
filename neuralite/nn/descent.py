"""One pass over the training data: batch, forward, loss, backward, step."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from neuralite.nn.arrays import Array, Labels, Targets
from neuralite.nn.network import Network
from neuralite.nn.optimizers import Optimizer

Rows: TypeAlias = tuple[Array, Targets]
"""Some rows ``(n, inputs)`` and what the network is to say of each."""


@dataclass(frozen=True)
class Batch:
    """What one step saw, before it changed the network."""

    size: int
    loss: float
    correct: int


def batches(x: Array, labels: Labels, size: int, rng: np.random.Generator) -> Iterator[Rows]:
    """Every row of ``x (n, inputs)`` once, in random order, ``size`` at a time; the last may be smaller."""
    order = rng.permutation(len(x))
    for start in range(0, len(x), size):
        rows = order[start : start + size]
        # Half the time of x[rows].
        yield x.take(rows, axis=0), labels[rows]


def descend(network: Network, optimizer: Optimizer, data: Iterable[Rows], rng: np.random.Generator) -> Iterator[Batch]:
    """Take a step for each batch, and tell of it. ``rng`` draws what dropout drops."""
    parameters = network.parameters
    for x, targets in data:
        loss, gradients, logits = network.loss_and_gradients(x, targets, rng)
        optimizer.step(parameters, gradients)
        labels = targets if targets.ndim == 1 else targets.argmax(axis=1)
        yield Batch(len(x), loss, int((logits.argmax(axis=1) == labels).sum()))
