"""What each step of the features brings: softmax regression on several of them, measured on the validation part.

python -m scripts.feature_trials --data-dir data
"""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from threadpoolctl import threadpool_limits

from neuralite import features, hog, mnist
from neuralite.nn import Adam, Cosine, Dense, Network, batches, descend

SEED = 1
EPOCHS = 15
BATCH_SIZE = 256
LEARNING_RATE = 0.002
CHUNK = 1000
FINE, COARSE = hog.CELLS[1], hog.CELLS[0]

Feature = Callable[[npt.NDArray[np.uint8]], npt.NDArray[Any]]


def cells_only(cells: tuple[tuple[int, float], ...], *, upright: bool) -> Feature:
    """Histograms of single directions, without pairs."""

    def feature(images: npt.NDArray[np.uint8]) -> npt.NDArray[Any]:
        rows = features.deskewed(images) if upright else features.pixels(images)
        slopes = hog.gradients(rows.reshape(-1, hog.SIDE, hog.SIDE))
        single = hog.directions(slopes, hog.DIRECTIONS)
        amounts = [hog.amounts_in_cells(single, *cell)[:, None] for cell in cells]
        return np.concatenate([hog.relative(amount) for amount in amounts], axis=1)

    return feature


def with_pairs(images: npt.NDArray[np.uint8]) -> npt.NDArray[Any]:
    """All of `hog.hog`, but of the digit as it stands."""
    return hog.hog(features.pixels(images).reshape(-1, hog.SIDE, hog.SIDE))


TRIALS: dict[str, Feature] = {
    "pixels": features.pixels,
    "pixels, deskewed": features.deskewed,
    "gradients in 9x9 cells": cells_only((COARSE,), upright=False),
    "gradients in 9x9 and 14x14 cells": cells_only((COARSE, FINE), upright=False),
    "the same, deskewed": cells_only((COARSE, FINE), upright=True),
    "gradients and pairs": with_pairs,
    "gradients and pairs, deskewed (hog)": features.upright_hog,
}


def accuracy(training: npt.NDArray[Any], validation: npt.NDArray[Any], labels: tuple[Any, Any]) -> float:
    """Of softmax regression on rows that it has not learnt from."""
    rng = np.random.default_rng(SEED)
    middle = training.mean(axis=0)
    training, validation = training - middle, validation - middle
    network = Network([Dense(mnist.CLASSES, "zeros")], training.shape[1], rng=rng)
    optimizer = Adam(Cosine(LEARNING_RATE, EPOCHS * -(-len(training) // BATCH_SIZE)))
    for _ in range(EPOCHS):
        for _ in descend(network, optimizer, batches(training, labels[0], BATCH_SIZE, rng), rng):
            pass
    return float((network(validation).argmax(axis=1) == labels[1]).mean())


def main() -> None:
    """Print a row for each feature."""
    parser = argparse.ArgumentParser(description="Measure softmax regression on several features.")
    parser.add_argument("--data-dir", type=Path, help="folder with MNIST's training files")
    images, labels = mnist.load_training(mnist.data_folder(parser.parse_args().data_dir))
    parts = mnist.split(labels)
    print("| features | numbers | validation accuracy |\n|---|---|---|")
    with threadpool_limits(1):
        for name, feature in TRIALS.items():
            training, validation = (
                np.concatenate([feature(images[part[at : at + CHUNK]]) for at in range(0, len(part), CHUNK)])
                for part in parts
            )
            share = accuracy(training, validation, (labels[parts[0]], labels[parts[1]]))
            print(f"| {name} | {training.shape[1]:,} | {100 * share:.2f} % |", flush=True)


if __name__ == "__main__":
    main()
