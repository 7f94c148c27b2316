"""How much a model's accuracy suffers when digits are turned, moved, thickened, blurred or grainy.

pictures -> changed by so much -> accuracy, for each change and each degree of it
"""

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from neuralite.classifiers import Classifier
from neuralite.training.augmentation import Pictures, basis, blur, thicken, warp
from neuralite.training.feed import Examples

SEED = 1
# Enough for steps of a third of a point, few enough for a minute with the slowest model.
MOST = 2000
# Any: the waves have no weight here.
SIGMA = 5.0

Change = Callable[[Pictures, float], Pictures]


def rotate(pictures: Pictures, degrees: float) -> Pictures:
    """Turned around the middle, against the clock."""
    angle = math.radians(degrees)
    cos, sin = math.cos(angle), math.sin(angle)
    return _placed(pictures, [[cos, sin, 0], [-sin, cos, 0]])


def shift(pictures: Pictures, right: float) -> Pictures:
    """Moved to the right by pixels, without being centred again."""
    return _placed(pictures, [[1, 0, 0], [0, 1, -right]])


def _placed(pictures: Pictures, rows: list[list[float]]) -> Pictures:
    weights = np.zeros((len(pictures), 2, len(basis(SIGMA))), np.float32)
    weights[:, :, :3] = rows
    return warp(pictures, weights, SIGMA)


def grain(pictures: Pictures, deviation: float) -> Pictures:
    """With normal noise of that standard deviation on every pixel, cut to 0..1."""
    noise = np.random.default_rng(SEED).normal(0, deviation, pictures.shape).astype(np.float32)
    return np.asarray(np.clip(pictures + noise, 0, 1))


def thickness(pictures: Pictures, pixels: float) -> Pictures:
    """Strokes thicker on each side, or thinner; up to a pixel a step."""
    for _ in range(int(np.ceil(abs(pixels)))):
        pictures = thicken(pictures, np.full(len(pictures), np.clip(pixels, -1, 1)))
        pixels -= np.clip(pixels, -1, 1)
    return pictures


def smear(pictures: Pictures, times: float) -> Pictures:
    """Blurred with a 3x3 binomial as often as that."""
    for _ in range(int(times)):
        pictures = blur(pictures, np.ones(len(pictures)))
    return pictures


CHANGES: dict[str, tuple[Change, str, tuple[float, ...]]] = {
    "rotation": (rotate, "degrees", (-45, -30, -20, -10, 0, 10, 20, 30, 45)),
    "shift": (shift, "pixels", (-4, -3, -2, -1, 0, 1, 2, 3, 4)),
    "thickness": (thickness, "pixels on each side", (-1, -0.5, 0, 0.5, 1, 1.5, 2)),
    "noise": (grain, "standard deviation", (0, 0.05, 0.1, 0.2, 0.3, 0.4)),
    "blur": (smear, "times 3x3", (0, 1, 2, 4, 8)),
}


def robustness_curves(classifier: Classifier, examples: Examples) -> dict[str, Any]:
    """Accuracy, 0..1, on the first 2,000 examples for each degree of each change, with its unit."""
    images, labels = examples[0][:MOST], examples[1][:MOST]
    pictures = images.astype(np.float32) * np.float32(1 / 255)
    return {
        name: {
            "unit": unit,
            "n": len(labels),
            "points": [
                {"value": value, "accuracy": classifier.score(change(pictures, value).clip(0, 1), labels)}
                for value in values
            ],
        }
        for name, (change, unit, values) in CHANGES.items()
    }
