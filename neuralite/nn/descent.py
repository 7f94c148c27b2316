"""One pass over the training data: batch, forward, loss, backward, step."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from neuralite.nn.arrays import Array, Labels
from neuralite.nn.network import Network
from neuralite.nn.optimizers import Optimizer


@dataclass(frozen=True)
class Batch:
    """What one step saw, before it changed the network."""

    size: int
    loss: float
    correct: int


def batches(n: int, size: int, rng: np.random.Generator) -> Iterator[npt.NDArray[np.intp]]:
    """Every row number from 0 to n - 1 once, in random order, ``size`` at a time; the last may be smaller."""
    order = rng.permutation(n)
    for start in range(0, n, size):
        yield order[start : start + size]


def descend(
    network: Network,
    optimizer: Optimizer,
    x: Array,
    labels: Labels,
    *,
    batch_size: int,
    rng: np.random.Generator,
) -> Iterator[Batch]:
    """Train ``network`` on every row of ``x (n, inputs)`` once, and tell of each batch."""
    parameters = network.parameters
    for rows in batches(len(x), batch_size, rng):
        loss, gradients, logits = network.loss_and_gradients(x[rows], labels[rows], rng)
        optimizer.step(parameters, gradients)
        yield Batch(len(rows), loss, int((logits.argmax(axis=1) == labels[rows]).sum()))
