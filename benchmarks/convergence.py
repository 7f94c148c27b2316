"""Softmax regression to the loss at which scikit-learn's LogisticRegression (lbfgs) ends, and the time it takes."""

import time
import warnings
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from benchmarks.pairs import Pair, table_row
from neuralite import mnist
from neuralite.classifiers import CLASSES
from neuralite.features import PIXELS, pixels
from neuralite.nn import Adam, Cosine, Dense, Network, batches, descend, softmax_cross_entropy
from neuralite.nn.arrays import Array, Labels

RUNS = 5
BATCH_SIZE = 512
EPOCHS = 40
LEARNING_RATE = 0.004


def measure(folder: Path) -> None:
    """Print the ratio of the times to the same mean cross-entropy on the 60,000 training digits."""
    images, labels = mnist.load_training(folder)
    x = pixels(images)
    ours, theirs, losses = [], [], []
    for run in range(RUNS):
        seconds, loss = sklearn_run(x, labels)
        theirs.append(seconds)
        losses.append(loss)
        ours.append(numpy_run(x, labels, loss, seed=run))
    print(table_row("to a training loss of", "NeuraLite", "scikit-learn", "ratio (range)"))
    print(table_row(*["---"] * 4))
    print(Pair(tuple(ours), tuple(theirs)).row(f"{max(losses):.4f}"))


def sklearn_run(x: Array, labels: Labels) -> tuple[float, float]:
    """Seconds of a fit with its usual settings, and the mean cross-entropy that it reached."""
    model = LogisticRegression()
    started = time.perf_counter()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that a hundred iterations are not all that there could be
        model.fit(x, labels)
    seconds = time.perf_counter() - started
    return seconds, softmax_cross_entropy(model.decision_function(x), labels)[0]


def numpy_run(x: Array, labels: Labels, goal: float, seed: int) -> float:
    """Seconds until the mean cross-entropy, measured after every epoch, is no larger than the goal."""
    started = time.perf_counter()
    rng = np.random.default_rng(seed)
    network = Network([Dense(CLASSES, "zeros")], PIXELS, rng=rng)
    optimizer = Adam(Cosine(LEARNING_RATE, EPOCHS * -(-len(x) // BATCH_SIZE)))
    for _ in range(EPOCHS):
        for _ in descend(network, optimizer, batches(x, labels, BATCH_SIZE, rng), rng):
            pass
        if softmax_cross_entropy(network(x), labels)[0] <= goal:
            return time.perf_counter() - started
    raise SystemExit(f"After {EPOCHS} epochs the loss is still above {goal:.4f}.")
