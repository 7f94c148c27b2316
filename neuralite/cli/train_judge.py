"""What ``neuralite train judge`` does: make pictures of digits and of none, and train who tells them apart."""

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from neuralite import mnist, storage
from neuralite.cli.lesson import learn
from neuralite.rejection import FOLDER, NAME
from neuralite.training import judge

OPTIONS = ("seed", "epochs")


def train_judge(data: Path, out: Path | None, given: dict[str, Any], command: str) -> None:
    """Train the judge and write it into the folder ``judge`` of the models'.

    ``given`` are the options of the command line. Raises ValueError for one that a judge does not have.
    """
    if odd := sorted(given.keys() - set(OPTIONS)):
        raise ValueError(f"a judge takes no --{odd[0].replace('_', '-')}, only --seed and --epochs")
    recipe = replace(judge.RECIPE, **given)
    folder = storage.models_folder(out) / FOLDER
    parts = mnist.load_parts(data)
    print("neuralite: making pictures", file=sys.stderr)
    made = {
        part: judge.make(parts[part], np.random.default_rng([recipe.seed, number]))
        for number, part in enumerate(("training", "validation"))
    }
    examples = made["training"].examples
    with threadpool_limits(recipe.threads):
        run = judge.begin(recipe, len(examples[1]))
        feed = recipe.feed(examples, run.classifier)
        learn(recipe, run, feed, made["validation"].examples)
        digits = (*parts["training"], *parts["validation"])
        card = judge.write_card(recipe, run, made, digits, np.random.default_rng(recipe.seed), command=command)
    storage.save(folder, NAME, run.classifier, card)
    for kind, figures in card["metrics"]["validation"].items():
        print(f"{kind}: {figures['refused']:.2%} of {figures['n']:,} refused")
    print(f"Written to {folder}.")
