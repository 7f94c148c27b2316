"""What ``neuralite train judge`` does: make pictures of digits and of none, and train those who tell them apart."""

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from neuralite import mnist, storage
from neuralite.cli.lesson import learn
from neuralite.rejection import FOLDER
from neuralite.training import judge

OPTIONS = ("seed", "epochs")


def train_judge(data: Path, out: Path | None, given: dict[str, Any], command: str) -> None:
    """Train the judge's networks and write them into the folder ``judge`` of the models'; Ctrl-C ends each of them.

    ``given`` are the options of the command line. Raises ValueError for one that a judge does not have.
    """
    if odd := sorted(given.keys() - set(OPTIONS)):
        raise ValueError(f"a judge takes no --{odd[0].replace('_', '-')}, only --seed and --epochs")
    recipes = [replace(recipe, **given) for recipe in judge.RECIPES]
    folder = storage.models_folder(out) / FOLDER
    parts = mnist.load_parts(data)
    print("neuralite: making pictures", file=sys.stderr)
    made = {
        part: judge.make(parts[part], np.random.default_rng([recipes[0].seed, number]), turns)
        for number, (part, turns) in enumerate({"training": judge.TURNS, "validation": 1}.items())
    }
    runs = []
    digits = (*parts["training"], *parts["validation"])
    with threadpool_limits(recipes[0].threads):
        for recipe in recipes:
            run, feed = judge.begin(recipe, made["training"])
            learn(recipe, run, feed, made["validation"].examples)
            runs.append(run)
        cards = judge.write_cards(recipes, runs, made, digits, np.random.default_rng(recipes[0].seed), command=command)
    for recipe, run, card in zip(recipes, runs, cards, strict=True):
        storage.save(folder, recipe.name, run.classifier, card)
    for kind, figures in cards[0]["metrics"]["validation"].items():
        print(f"{kind}: {figures['refused']:.2%} of {figures['n']:,} refused")
    print(f"Written to {folder}.")
