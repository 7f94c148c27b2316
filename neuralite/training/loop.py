"""Training, epoch by epoch, with a look at the validation part after each.

for epoch in train(classifier, ...): the caller prints, plots, stops or saves
"""

import math
import time
from collections.abc import Generator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from neuralite.classifiers import Classifier
from neuralite.nn import Batch, Optimizer, descend, softmax_cross_entropy
from neuralite.nn.arrays import Array, Labels

Examples = tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8]]


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
    they were met, dropout included; ``best`` says that no earlier epoch did as well on the validation part.
    """

    number: int
    training_loss: float
    training_accuracy: float
    validation_loss: float
    validation_accuracy: float
    learning_rate: float
    seconds: float
    best: bool


def train(
    classifier: Classifier,
    training: Examples,
    validation: Examples,
    *,
    optimizer: Optimizer,
    epochs: int,
    batch_size: int,
    rng: np.random.Generator,
    patience: int | None = None,
) -> Generator[Epoch]:
    """Train a classifier, and yield a record an epoch; when it ends, the weights are those of the best epoch.

    It ends after ``epochs``, after ``patience`` of them without a better one, or when the caller closes it.
    Better is a higher accuracy on the validation part; at equal accuracy, a lower loss. Raises DivergenceError as
    soon as a loss is not finite.
    """
    network = classifier.network
    x, labels = classifier.rows(training[0]), training[1]
    best_score, best_number = (-1.0, 0.0), 0
    best_weights = {name: array.copy() for name, array in network.parameters.items()}
    try:
        for number in range(1, epochs + 1):
            started = time.perf_counter()
            learning_rate = optimizer.learning_rate
            batches = _descend(classifier, optimizer, x, labels, batch_size, rng)
            loss, accuracy = assess(classifier, validation)
            if not math.isfinite(loss):
                raise DivergenceError(optimizer.steps, learning_rate)
            best = (accuracy, -loss) > best_score
            if best:
                best_score, best_number = (accuracy, -loss), number
                best_weights = {name: array.copy() for name, array in network.parameters.items()}
            seconds = time.perf_counter() - started
            yield Epoch(number, *_means(batches), loss, accuracy, learning_rate, seconds, best)
            if patience is not None and number - best_number >= patience:
                return
    finally:
        for name, array in network.parameters.items():
            array[...] = best_weights[name]


def _descend(
    classifier: Classifier,
    optimizer: Optimizer,
    x: Array,
    labels: Labels,
    batch_size: int,
    rng: np.random.Generator,
) -> list[Batch]:
    """One pass over the training part, or DivergenceError."""
    done = []
    learning_rate = optimizer.learning_rate
    # What overflows shows in the loss, and is told once.
    with np.errstate(over="ignore", invalid="ignore"):
        for batch in descend(classifier.network, optimizer, x, labels, batch_size=batch_size, rng=rng):
            if not math.isfinite(batch.loss):
                raise DivergenceError(optimizer.steps, learning_rate)
            done.append(batch)
            learning_rate = optimizer.learning_rate
    return done


def _means(batches: Sequence[Batch]) -> tuple[float, float]:
    """Mean loss and accuracy over all examples of the batches."""
    examples = sum(batch.size for batch in batches)
    return (
        sum(batch.loss * batch.size for batch in batches) / examples,
        sum(batch.correct for batch in batches) / examples,
    )


def assess(classifier: Classifier, examples: Examples) -> tuple[float, float]:
    """Mean cross-entropy and accuracy on pictures and their labels, without dropout."""
    images, labels = examples
    with np.errstate(over="ignore", invalid="ignore"):
        logits = classifier.logits(images)
        loss = softmax_cross_entropy(logits, labels)[0]
    return loss, float((logits.argmax(axis=1) == labels).mean())
