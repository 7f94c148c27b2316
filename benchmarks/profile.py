"""Where the time of a training step goes: the largest network of the tables, batch 128."""

import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.pairs import table_row
from neuralite import mnist
from neuralite.features import PIXELS, pixels
from neuralite.nn import Adam, Dense, Network, ReLU
from neuralite.nn.losses import softmax_cross_entropy

BATCH_SIZE = 128
STEPS = 200


def measure(folder: Path) -> None:
    """Print the median milliseconds of each part of a step."""
    images, labels = mnist.load_training(folder)
    x, rng = pixels(images), np.random.default_rng(0)
    network = Network([Dense(1024), ReLU(), Dense(512), ReLU(), Dense(10)], PIXELS, rng=rng)
    optimizer, parameters = Adam(0.001), network.parameters
    times: dict[str, list[float]] = {}

    def timed(part: str, work: Callable[[], Any]) -> Any:
        started = time.perf_counter()
        result = work()
        times.setdefault(part, []).append(time.perf_counter() - started)
        return result

    for _ in range(STEPS):
        rows = rng.integers(0, len(x), BATCH_SIZE)
        batch = timed("gather the batch", lambda rows=rows: x.take(rows, axis=0))
        logits, saved = timed("forward", lambda batch=batch: network.forward(batch, rng))
        _, dy = timed("loss", lambda logits=logits, rows=rows: softmax_cross_entropy(logits, labels[rows]))
        gradients = timed("backward", lambda dy=dy, saved=saved: network.backward(dy, saved))
        timed("optimizer", lambda gradients=gradients: optimizer.step(parameters, gradients))
    print(table_row("part of a step", "median, ms"))
    print(table_row("---", "---"))
    for part, seconds in times.items():
        print(table_row(part, f"{1000 * statistics.median(seconds):.2f}"))
