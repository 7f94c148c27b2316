"""What each figure of the MLP's recipe brings, by validation; the trials of docs/experiments.md.

python -m scripts.mlp_trials base    # one of TRIALS; 25 epochs take about four minutes
"""

import argparse
import sys
from dataclasses import replace
from pathlib import Path

from threadpoolctl import threadpool_limits

from neuralite import mnist, storage
from neuralite.training.feed import Examples
from neuralite.training.loop import Run, train
from neuralite.training.recipes import HANDS, Recipe
from scripts.hand_trials import row, worlds

BASE = Recipe(
    "trial",
    "A trial",
    hidden=(1200, 800),
    augmentation=HANDS,
    averaging=0.999,
    learning_rate=0.001,
    warm_up=1.0,
    epochs=25,
    batch_size=256,
    patience=None,
)
SHIFTED = replace(HANDS, shift=1.5)
# What the recipe learns from, in so few epochs that each trial is as long as the others.
THICK = replace(SHIFTED, scale=0.15, thicker=0.4, thinner=0.4)
SHORT = replace(BASE, augmentation=THICK, learning_rate=0.002, flourishes=0.1, epochs=6)
TRIALS = {
    "base": BASE,
    "small": replace(BASE, hidden=(1024, 512), epochs=40),
    "small-smooth": replace(BASE, hidden=(1024, 512), epochs=40, smoothing=0.05),
    "smooth": replace(BASE, epochs=40, smoothing=0.05),
    "smooth-long": replace(BASE, epochs=110, smoothing=0.05),
    "deep": replace(BASE, hidden=(900, 800, 600)),
    "strong": replace(BASE, augmentation=replace(HANDS, rotation=15, scale=0.15, elastic=45)),
    "taught": replace(BASE, teacher="logistic-hog", teaching=0.5),
    "shift-fast": replace(BASE, augmentation=SHIFTED, learning_rate=0.002),
    "shift-thick": replace(BASE, augmentation=replace(SHIFTED, thicker=0.4, thinner=0.4)),
    "pixels-long": replace(SHORT, epochs=160),
    "short": SHORT,
    "coarse": replace(SHORT, augmentation=replace(THICK, coarse=0.3)),
    "redrawn": replace(SHORT, redrawn=0.5, epochs=4),
    "both": replace(SHORT, augmentation=replace(THICK, coarse=0.3), redrawn=0.5, epochs=4),
    "upright": replace(SHORT, augmentation=replace(THICK, coarse=0.3), redrawn=0.5, epochs=4, features="deskew"),
}


def main() -> None:
    """Train each, print loss and accuracy on the validation part, and how it reads other hands where asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("trials", nargs="+", metavar="trial", choices=TRIALS, help=", ".join(TRIALS))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--data-dir", type=Path, help="the folder with MNIST's four files")
    parser.add_argument("--hands", type=int, metavar="N", help="read so many digits of scripts.hand_trials' worlds too")
    given = parser.parse_args()
    parts = mnist.load_parts(mnist.data_folder(given.data_dir))
    images, labels = (part[: given.hands] for part in parts["validation"])
    hands = worlds((images, labels)) if given.hands else {}
    for name in given.trials:
        run = trained(name, replace(TRIALS[name], seed=given.seed), parts)
        if run.best_epoch:
            print(f"{name}: {run.best_epoch.validation_accuracy:.2%}, loss {run.best_epoch.validation_loss:.4f}")
        if hands:
            print("| trial | " + " | ".join(hands) + " |\n" + row(name, run.classifier, hands), flush=True)


def trained(name: str, recipe: Recipe, parts: dict[str, Examples]) -> Run:
    """The run of a trial, each epoch told."""
    teacher = storage.load(storage.models_folder(), recipe.teacher).classifier if recipe.teacher else None
    run = recipe.begin(len(parts["training"][1]))
    with threadpool_limits(recipe.threads):
        feed = recipe.feed(parts["training"], run.classifier, teacher)
        for epoch in train(run, feed, parts["validation"], epochs=recipe.epochs):
            print(
                f"{name} {epoch.number:3d}  {epoch.validation_loss:.4f}  {epoch.validation_accuracy:.2%}",
                file=sys.stderr,
                flush=True,
            )
    return run


if __name__ == "__main__":
    main()
