"""A small training that may be killed at any moment and started again: FOLDER as the only argument, a dot a batch.

It goes on from the checkpoint in the folder where there is one. Its last word is a digest of all that it has learnt.
"""

import hashlib
import sys
from pathlib import Path

import numpy as np

from neuralite.nn import Batch
from neuralite.training import checkpoints, loop
from neuralite.training.augmentation import Augmentation
from neuralite.training.recipes import Recipe

SAMPLE = Path(__file__).resolve().parents[1] / "sample" / "digits.npz"
RECIPE = Recipe(
    "long",
    "Long",
    hidden=(12,),
    dropout=0.2,
    augmentation=Augmentation(),
    averaging=0.9,
    optimizer="adamw",
    weight_decay=0.01,
    learning_rate=0.01,
    epochs=12,
    batch_size=10,
    patience=None,
)


def dot(_: Batch) -> None:
    sys.stdout.write(".")
    sys.stdout.flush()


def main(folder: Path) -> None:
    with np.load(SAMPLE) as file:
        images, labels = file["images"], file["labels"]
    run = RECIPE.begin(200)
    path = checkpoints.path_of(folder, RECIPE.name)
    if path.exists():
        checkpoints.restore(path, run, RECIPE.to_json())
    feed = RECIPE.feed((images[:200], labels[:200]), run.classifier)
    for _ in loop.train(run, feed, (images[200:300], labels[200:300]), epochs=RECIPE.epochs, watch=dot):
        checkpoints.save(path, run, RECIPE.to_json())
    learnt = hashlib.sha256()
    for arrays in (run.weights, run.optimizer.state, run.average.arrays if run.average else {}):
        for name, array in sorted(arrays.items()):
            learnt.update(name.encode() + array.tobytes())
    sys.stdout.write(f"\n{learnt.hexdigest()}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
