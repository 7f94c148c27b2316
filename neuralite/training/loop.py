"""Training, epoch by epoch, with a look at the validation part after each.

for epoch in train(run, feed, validation, epochs=20): the caller prints, plots, stops or saves
"""

import math
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from neuralite.classifiers import Classifier
from neuralite.nn import Batch, MovingAverage, Network, Optimizer, descend, softmax_cross_entropy
from neuralite.nn.arrays import Array
from neuralite.training.feed import Examples, Feed

Weights = dict[str, Array]


class DivergenceError(ValueError):
    """Training whose loss is no number any more: nothing better can come of it."""

    def __init__(self, step: int, learning_rate: float) -> None:
        super().__init__(
            f"training diverged at step {step}: at a learning rate of {learning_rate:g} the loss is no number any "
            "more; give a smaller --learning-rate"
        )


@dataclass(frozen=True)
class Epoch:
    """What one pass over the training part brought.

    Losses are mean cross-entropies, accuracies are shares, 0..1. Those of training are means over the batches as
    they were met, dropout, augmentation and soft targets included; ``best`` says that no earlier epoch did as well
    on the validation part.
    """

    number: int
    training_loss: float
    training_accuracy: float
    validation_loss: float
    validation_accuracy: float
    learning_rate: float
    seconds: float
    best: bool


class Run:
    """All that a training knows between two epochs: with the same feed, it can go on from there.

    ``averaging`` is the decay of a moving average of the weights; where it is above 0, the average is what is
    validated and kept. ``best`` are the weights of the best epoch.
    """

    def __init__(self, classifier: Classifier, optimizer: Optimizer, *, seed: int, averaging: float = 0.0) -> None:
        self.classifier = classifier
        self.optimizer = optimizer
        self.seed = seed
        self.average = MovingAverage(self.weights, averaging) if averaging else None
        self.best = {name: array.copy() for name, array in self.weights.items()}
        self.epochs: list[Epoch] = []

    @property
    def weights(self) -> Weights:
        """The network's weights as they are being learnt."""
        return self.classifier.network.parameters

    @property
    def candidate(self) -> Weights:
        """The weights that may be kept: the average where there is one."""
        return self.average.arrays if self.average else self.weights

    @property
    def best_epoch(self) -> Epoch | None:
        """The epoch whose weights are kept."""
        return next((epoch for epoch in reversed(self.epochs) if epoch.best), None)

    def add(self, epoch: Epoch) -> None:
        """Remember an epoch, and its weights if they are the best."""
        self.epochs.append(epoch)
        if epoch.best:
            fill(self.best, self.candidate)


def train(
    run: Run,
    feed: Feed,
    validation: Examples,
    *,
    epochs: int,
    patience: int | None = None,
    watch: Callable[[Batch], object] = lambda batch: None,
    stopped: Callable[[], bool] = lambda: False,
) -> Generator[Epoch]:
    """Train, and yield a record an epoch; when it ends, the weights are those of the best epoch.

    It ends after ``epochs``, those of the run's past included; after ``patience`` of them without a better one;
    when the caller closes it; and at the next batch once ``stopped()``. ``watch`` is told of every batch. Better
    is a higher accuracy on the validation part; at equal accuracy, a lower loss. Raises
    DivergenceError as soon as a loss is not finite.
    """
    network = run.classifier.network
    rows, labels = run.classifier.rows(validation[0]), validation[1]
    try:
        while len(run.epochs) < epochs and not _has_lost_patience(run, patience):
            started, learning_rate = time.perf_counter(), run.optimizer.learning_rate
            seen = []
            # Steps that are too large are told of by DivergenceError, not by the warnings of every array on the way.
            with np.errstate(over="ignore", invalid="ignore"):
                for batch in _batches(run, feed):
                    if stopped():
                        return
                    watch(batch)
                    seen.append(batch)
                with lent(network, run.candidate):
                    loss, accuracy = assess(network, rows, labels)
            _refuse_no_number(loss, run.optimizer)
            best = run.best_epoch
            epoch = Epoch(
                len(run.epochs) + 1,
                *_means(seen),
                loss,
                accuracy,
                learning_rate,
                time.perf_counter() - started,
                best is None or (accuracy, -loss) > (best.validation_accuracy, -best.validation_loss),
            )
            run.add(epoch)
            yield epoch
    finally:
        fill(run.weights, run.best)


def _batches(run: Run, feed: Feed) -> Iterator[Batch]:
    """One epoch's batches, each learnt from; what is drawn in it depends on nothing but the seed and its number."""
    number = len(run.epochs) + 1
    rng = np.random.default_rng([run.seed, number, 1])
    for batch in descend(run.classifier.network, run.optimizer, feed.epoch(number), rng):
        _refuse_no_number(batch.loss, run.optimizer)
        if run.average:
            run.average.update(run.weights, run.optimizer.steps)
        yield batch


def _means(batches: Sequence[Batch]) -> tuple[float, float]:
    """Mean loss and accuracy over all examples of the batches."""
    examples = sum(batch.size for batch in batches)
    return (
        sum(batch.loss * batch.size for batch in batches) / examples,
        sum(batch.correct for batch in batches) / examples,
    )


def _refuse_no_number(loss: float, optimizer: Optimizer) -> None:
    if not math.isfinite(loss):
        raise DivergenceError(optimizer.steps, optimizer.schedule(optimizer.steps - 1))


def _has_lost_patience(run: Run, patience: int | None) -> bool:
    best = run.best_epoch
    return patience is not None and best is not None and len(run.epochs) - best.number >= patience


@contextmanager
def lent(network: Network, weights: Weights) -> Iterator[None]:
    """The network with other weights for a while."""
    own = {name: array.copy() for name, array in network.parameters.items()}
    fill(network.parameters, weights)
    try:
        yield
    finally:
        fill(network.parameters, own)


def fill(weights: Weights, values: Weights) -> None:
    """Copy the values into the arrays that are there."""
    for name, array in weights.items():
        array[...] = values[name]


def assess(network: Network, rows: Array, labels: np.ndarray) -> tuple[float, float]:
    """Mean cross-entropy and accuracy on rows ``(n, inputs)`` and their labels, without dropout."""
    logits = network(rows)
    return softmax_cross_entropy(logits, labels)[0], float((logits.argmax(axis=1) == labels).mean())
