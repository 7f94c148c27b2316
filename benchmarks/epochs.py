"""One epoch of training beside PyTorch's and scikit-learn's: the same layers, batches, Adam, threads and float32."""

import itertools
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from sklearn.neural_network import MLPClassifier
from threadpoolctl import threadpool_limits

from benchmarks.pairs import alternate, table_row
from neuralite import mnist
from neuralite.classifiers import CLASSES
from neuralite.features import PIXELS, pixels
from neuralite.nn import Adam, Dense, Network, ReLU, batches, descend
from neuralite.nn.arrays import Array, Labels

HIDDEN = ((), (128,), (512, 512), (1024, 512))
BATCH_SIZES = (128, 512)
LEARNING_RATE = 0.001
THREADS = 2

Epoch = Callable[[], object]


def measure(folder: Path) -> None:
    """Print the ratios for each network and batch size."""
    torch.set_num_threads(THREADS)
    images, labels = mnist.load_training(folder)
    x = pixels(images)
    print(table_row("network", "batch", "over", "NeuraLite", "theirs", "ratio (range)"))
    print(table_row(*["---"] * 6))
    # PyTorch counts its threads for itself; what NumPy and scikit-learn multiply with is told apart from it.
    with threadpool_limits(THREADS):
        for hidden, size in itertools.product(HIDDEN, BATCH_SIZES):
            name = "-".join(str(n) for n in (PIXELS, *hidden, CLASSES))
            ours = numpy_epoch(hidden, x, labels, size)
            for theirs, epoch in (("PyTorch", torch_epoch), ("scikit-learn", sklearn_epoch)):
                pair = alternate(ours, epoch(hidden, x, labels, size))
                print(pair.row(name, str(size), theirs), flush=True)


def numpy_epoch(hidden: tuple[int, ...], x: Array, labels: Labels, size: int) -> Epoch:
    """An epoch of NeuraLite's."""
    rng = np.random.default_rng(0)
    layers = [layer for width in hidden for layer in (Dense(width), ReLU())]
    network = Network([*layers, Dense(CLASSES)], PIXELS, rng=rng)
    optimizer = Adam(LEARNING_RATE)

    def epoch() -> None:
        for _ in descend(network, optimizer, batches(x, labels, size, rng), rng):
            pass

    return epoch


def torch_epoch(hidden: tuple[int, ...], x: Array, labels: Labels, size: int) -> Epoch:
    """An epoch of PyTorch's."""
    torch.manual_seed(0)
    widths = (PIXELS, *hidden, CLASSES)
    layers: list[torch.nn.Module] = []
    for inputs, outputs in itertools.pairwise(widths):
        layers += [torch.nn.Linear(inputs, outputs), torch.nn.ReLU()]
    network = torch.nn.Sequential(*layers[:-1])
    optimizer = torch.optim.Adam(network.parameters(), lr=LEARNING_RATE)
    loss_of = torch.nn.CrossEntropyLoss()
    inputs_, targets = torch.from_numpy(x), torch.from_numpy(labels.astype(np.int64))

    def epoch() -> None:
        order = torch.randperm(len(inputs_))
        for start in range(0, len(inputs_), size):
            rows = order[start : start + size]
            optimizer.zero_grad()
            loss_of(network(inputs_[rows]), targets[rows]).backward()
            optimizer.step()

    return epoch


def sklearn_epoch(hidden: tuple[int, ...], x: Array, labels: Labels, size: int) -> Epoch:
    """An epoch of scikit-learn's."""
    network = MLPClassifier(hidden, batch_size=size, learning_rate_init=LEARNING_RATE, random_state=0)
    classes = np.arange(CLASSES)

    def epoch() -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            network.partial_fit(x, labels, classes=classes)

    return epoch
