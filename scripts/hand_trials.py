"""How many digits by other hands and pens are read right, by each model asked for.

validation digits -> each world of scripts/scenes/hands.py -> ink -> 28x28 -> model -> share read right

python -m scripts.hand_trials --models mlp logistic-hog
python -m scripts.hand_trials --judge    # and how many the judge takes for none
"""

import argparse
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from neuralite import mnist, storage
from neuralite.classifiers import Classifier
from neuralite.images.decoding import decode
from neuralite.images.ink import find_ink
from neuralite.images.normalization import FIELD, Digit, normalize
from neuralite.images.segmentation import whole
from neuralite.rejection import Judge, load_judge
from neuralite.training.feed import Examples
from neuralite.training.flourishes import flourished, may_have_one
from scripts.scenes.hands import WORLDS, Picture

SEED = 7


def prepared(world: str, digits: Examples) -> Examples:
    """Digits ``(n, 28, 28)`` drawn in a world and prepared as any picture is, as one digit each; a blank one is 0."""
    number = list(WORLDS).index(world)
    pictures = (
        WORLDS[world](image, np.random.default_rng([SEED, number, place])) for place, image in enumerate(digits[0])
    )
    return np.stack([as_one_digit(picture) for picture in pictures]), digits[1]


def as_one_digit(picture: Picture) -> Digit:
    """A grey picture prepared with all its ink as one digit, ``(28, 28)``; a blank one is 0."""
    ink = find_ink(decode(picture).grey)
    return np.zeros((FIELD, FIELD), np.uint8) if ink.is_blank else normalize(whole(ink.ink).ink)


def with_flourishes(digits: Examples) -> Examples:
    """The digits that may have a flourish, each with one."""
    images, labels = (part[may_have_one(digits[1])] for part in digits)
    return flourished(images, labels, 1.0, np.random.default_rng(SEED)), labels


def worlds(digits: Examples) -> dict[str, Examples]:
    """Digits as they are, with flourishes, and in every world."""
    worlds = {world: prepared(world, digits) for world in WORLDS}
    return {"as they are": digits, "0, 1, 7, 9 with flourishes": with_flourishes(digits)} | worlds


def row(name: str, classifier: Classifier, all_worlds: dict[str, Examples]) -> str:
    """A row of the table of docs/experiments.md."""
    return _row(name, (classifier.score(*digits) for digits in all_worlds.values()))


def refused(judge: Judge, all_worlds: dict[str, Examples]) -> str:
    """A row of what the judge refuses in each world, each digit by itself."""
    return _row("refused by the judge", (1 - judge.accepts(images).mean() for images, _ in all_worlds.values()))


def _row(name: str, shares: Iterable[float]) -> str:
    return f"| {name} | " + " | ".join(f"{share:.1%}" for share in shares) + " |"


def main() -> None:
    """Print a row for each model."""
    parser = argparse.ArgumentParser(description="Read validation digits by other hands and pens.")
    parser.add_argument("--data-dir", type=Path, help="folder with MNIST")
    parser.add_argument("--models", nargs="+", default=["mlp"])
    parser.add_argument("--models-dir", type=Path, help="folder with the models")
    parser.add_argument("--judge", action="store_true", help="tell what the judge refuses, too")
    parser.add_argument("-n", type=int, default=1000, help="digits in each world")
    arguments = parser.parse_args()
    images, labels = mnist.load_parts(mnist.data_folder(arguments.data_dir))["validation"]
    found = worlds((images[: arguments.n], labels[: arguments.n]))
    print("| model | " + " | ".join(found) + " |")
    for name in arguments.models:
        model = storage.load(storage.models_folder(arguments.models_dir), name)
        print(row(name, model.classifier, found), flush=True)
    judge = load_judge(storage.models_folder(arguments.models_dir)) if arguments.judge else None
    if judge:
        print(refused(judge, found))


if __name__ == "__main__":
    main()
