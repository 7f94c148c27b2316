"""What is told of a trained model: how it was made and how good it is."""

import platform
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from neuralite import evaluation, mnist
from neuralite.calibration import Calibration
from neuralite.classifiers import Classifier
from neuralite.images.normalization import PREPARATION_VERSION
from neuralite.training.feed import Examples
from neuralite.training.loop import Epoch
from neuralite.training.recipes import Recipe
from neuralite.training.robustness import robustness_curves

DIGITS_OF_LOSS = 6
# So large a share of the validation part is left unanswered as too unsure, but nothing that is likelier than not.
UNSURE = 0.002
MOST_UNSURE = 0.5


def write_card(
    recipe: Recipe,
    classifier: Classifier,
    epochs: Sequence[Epoch],
    parts: dict[str, Examples],
    *,
    command: str,
) -> dict[str, Any]:
    """The card of a model that has just been trained by ``command``.

    ``parts`` are ``training``, ``validation`` and, where it is at hand, ``test``; on each it is measured, the test
    set last and once.
    """
    training, validation = parts["training"], parts["validation"]
    examples = {part: len(labels) for part, (_, labels) in parts.items()}
    made = how_made(recipe, epochs, examples, mnist.digest(*training, *validation), command=command)
    return made | {"epochs": [_rounded(epoch) for epoch in epochs], **quality(classifier, parts)}


def how_made(
    recipe: Recipe, epochs: Sequence[Epoch], examples: dict[str, int], data_sha256: str, *, command: str
) -> dict[str, Any]:
    """What every card says of how its network came about; ``examples`` are so many of each part."""
    return {
        "title": recipe.title,
        "command": command,
        "recipe": recipe.to_json(),
        "preparation_version": PREPARATION_VERSION,
        "data_sha256": data_sha256,
        "examples": examples,
        "split_seed": mnist.SPLIT_SEED,
        "software": {"python": platform.python_version(), "numpy": np.__version__},
        "training_seconds": round(sum(epoch.seconds for epoch in epochs), 1),
    }


def quality(classifier: Classifier, parts: dict[str, Examples]) -> dict[str, Any]:
    """What a card says of how good a model is: its calibration, when it is too unsure to answer, and all figures.

    The first two are fitted on the validation part.
    """
    images, labels = parts["validation"]
    logits = classifier.logits(images)
    calibration = Calibration.fit(logits, labels)
    confidence = calibration(logits).max(axis=1)
    least = min(MOST_UNSURE, float(np.quantile(confidence, UNSURE))) if len(confidence) else 0.0
    return {
        **calibration.to_json(),
        "least_confidence": round(least, 6),
        "metrics": metrics(classifier, calibration, parts),
    }


def metrics(classifier: Classifier, calibration: Calibration, parts: dict[str, Examples]) -> dict[str, Any]:
    """All figures of a classifier on each part; the robustness curves are of the test part."""
    figures: dict[str, Any] = {
        part: evaluation.measure(labels, calibration(classifier.logits(images)))
        for part, (images, labels) in parts.items()
    }
    if "test" in parts:
        figures["test"]["robustness"] = robustness_curves(classifier, parts["test"])
    return figures


def _rounded(epoch: Epoch) -> dict[str, Any]:
    record = asdict(epoch)
    return record | {key: round(value, DIGITS_OF_LOSS) for key, value in record.items() if isinstance(value, float)}
