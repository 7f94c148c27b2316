"""What ``neuralite evaluate --update-card`` does: measure models again, and write the figures into their cards."""

import sys
from pathlib import Path

from neuralite import mnist, storage
from neuralite.recognizer import Recognizer
from neuralite.training.card import metrics


def update_cards(recognizer: Recognizer, models: Path, data: Path) -> None:
    """Measure every model on all parts of MNIST; each card is written when its model is done."""
    parts = mnist.load_parts(data) | {"test": mnist.load_test(data)}
    for name, model in recognizer.models.items():
        storage.save(models, name, model.classifier, model.card | {"metrics": metrics(model.classifier, parts)})
        print(f"neuralite: the card of {name} is new", file=sys.stderr)
