"""A fresh process to its first prediction: beside scikit-learn's MLPClassifier of the same layers."""

import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import joblib
import numpy as np
from sklearn.neural_network import MLPClassifier

from benchmarks.pairs import alternate, table_row
from neuralite import mnist, storage

RUNS = 11
OURS = """
import numpy as np
from neuralite import storage
model = storage.load(storage.models_folder(), "mlp")
print(model.classifier.predict(np.load({digit!r})[None])[0])
"""
THEIRS = """
import joblib, numpy as np
model = joblib.load({model!r})
print(model.predict(np.load({digit!r}).reshape(1, -1) / np.float32(255))[0])
"""


def measure(folder: Path) -> None:
    """Print the ratio of the times from the start of Python to a printed digit."""
    images, labels = mnist.load_training(folder)
    with tempfile.TemporaryDirectory() as place:
        digit, model = Path(place) / "digit.npy", Path(place) / "model.joblib"
        np.save(digit, images[0])
        hidden = storage.load(storage.models_folder(), "mlp").card["recipe"]["hidden"]
        network = MLPClassifier(tuple(hidden), max_iter=1, random_state=0)
        network.partial_fit(images[:1000].reshape(1000, -1) / np.float32(255), labels[:1000], classes=np.arange(10))
        joblib.dump(network, model)
        pair = alternate(
            fresh(OURS.format(digit=str(digit))), fresh(THEIRS.format(digit=str(digit), model=str(model))), RUNS
        )
    print(table_row("fresh process", "NeuraLite", "scikit-learn", "ratio (range)"))
    print(table_row(*["---"] * 4))
    print(pair.row("to a printed digit"))


def fresh(program: str) -> Callable[[], object]:
    """A run of the program in a Python of its own."""
    return lambda: subprocess.run([sys.executable, "-c", program], check=True, capture_output=True)
