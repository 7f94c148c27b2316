"""What ``neuralite evaluate --update-card`` does: calibrate and measure models again, for their cards."""

import sys
from pathlib import Path

from neuralite import mnist, storage
from neuralite.recognizer import Recognizer
from neuralite.training.card import quality


def update_cards(recognizer: Recognizer, models: Path, data: Path) -> None:
    """Calibrate every model on the validation part, measure it on all parts of MNIST, and draw its figures again.

    Each card is written when its model is done.
    """
    # Late, since no other command draws.
    from neuralite import plots

    parts = mnist.load_parts(data) | {"test": mnist.load_test(data)}
    for name, model in recognizer.models.items():
        card = model.card | quality(model.classifier, parts)
        storage.save(models, name, model.classifier, card)
        plots.save_all(plots.of_card(card), models, name)
        print(f"neuralite: the card of {name} is new", file=sys.stderr)
