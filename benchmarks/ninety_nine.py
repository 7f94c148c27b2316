"""A whole run to over 99 % of MNIST's test set: wall time, augmentation included, five seeds.

Layers, epochs and learning rate were fixed on the validation part; the test set is read once, at the end of each run.
"""

import time
from dataclasses import replace
from pathlib import Path

from threadpoolctl import threadpool_limits

from benchmarks.pairs import table_row
from neuralite import mnist
from neuralite.training.loop import train
from neuralite.training.recipes import HANDS, Recipe

SEEDS = range(1, 6)
RECIPE = Recipe(
    "ninety-nine",
    "Over 99 % in half a minute",
    hidden=(512, 256),
    augmentation=HANDS,
    averaging=0.99,
    learning_rate=0.002,
    warm_up=0.5,
    epochs=14,
    batch_size=256,
    patience=None,
    threads=2,
)


def measure(folder: Path) -> None:
    """Print the seconds and the accuracies of each seed."""
    parts = mnist.load_parts(folder)
    test = mnist.load_test(folder)
    print(table_row("seed", "seconds", "validation", "test"))
    print(table_row(*["---"] * 4))
    for seed in SEEDS:
        started = time.perf_counter()
        recipe = replace(RECIPE, seed=seed)
        run = recipe.begin(len(parts["training"][1]))
        feed = recipe.feed(parts["training"], run.classifier)
        with threadpool_limits(recipe.threads):
            epochs = list(train(run, feed, parts["validation"], epochs=recipe.epochs))
        seconds = time.perf_counter() - started
        validation = max(epoch.validation_accuracy for epoch in epochs)
        told = f"{seconds:.1f}", f"{validation:.2%}", f"{run.classifier.score(*test):.2%}"
        print(table_row(str(seed), *told), flush=True)
