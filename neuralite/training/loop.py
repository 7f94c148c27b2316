"""Training, epoch by epoch, with a look at the validation part after each.

for epoch in train(classifier, ...): the caller prints, plots, stops or saves
"""

import time
from collections.abc import Generator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from neuralite.classifiers import Classifier
from neuralite.nn import Optimizer, descend, softmax_cross_entropy

Examples = tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8]]


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
    Better is a higher accuracy on the validation part; at equal accuracy, a lower loss.
    """
    network = classifier.network
    x, labels = classifier.rows(training[0]), training[1]
    best_score, best_number = (-1.0, 0.0), 0
    best_weights = {name: array.copy() for name, array in network.parameters.items()}
    try:
        for number in range(1, epochs + 1):
            started = time.perf_counter()
            learning_rate = optimizer.learning_rate
            batches = list(descend(network, optimizer, x, labels, batch_size=batch_size, rng=rng))
            loss, accuracy = assess(classifier, validation)
            best = (accuracy, -loss) > best_score
            if best:
                best_score, best_number = (accuracy, -loss), number
                best_weights = {name: array.copy() for name, array in network.parameters.items()}
            yield Epoch(
                number,
                sum(batch.loss * batch.size for batch in batches) / len(x),
                sum(batch.correct for batch in batches) / len(x),
                loss,
                accuracy,
                learning_rate,
                time.perf_counter() - started,
                best,
            )
            if patience is not None and number - best_number >= patience:
                return
    finally:
        for name, array in network.parameters.items():
            array[...] = best_weights[name]


def assess(classifier: Classifier, examples: Examples) -> tuple[float, float]:
    """Mean cross-entropy and accuracy on pictures and their labels, without dropout."""
    images, labels = examples
    logits = classifier.logits(images)
    return softmax_cross_entropy(logits, labels)[0], float((logits.argmax(axis=1) == labels).mean())
