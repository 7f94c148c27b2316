"""Why a model answers as it does: parts that sum to the score (logit) of each digit.

    picture -> features x -> network, and back: slope of every score by every x
    x * slope = what each input says;  bias * slope = what the network says of its own;  their sum = the score

Dense layers and ReLUs are straight lines as long as no unit switches on or off, so for a network of them the sum is the
score itself, of one layer or of many. For one layer it is also the whole truth: the slopes are the same for every
picture. With a hidden layer they are those of this picture alone, and what would follow if ink were missing is more
than its part: "gradient x input" (Shrikumar et al., "Not Just a Black Box", 2016) is a view, not a proof.
"""

from dataclasses import dataclass
from enum import StrEnum
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt

from neuralite.classifiers import CLASSES, Classifier
from neuralite.features import FEATURES, SIDE
from neuralite.nn import Dense, Layer, ReLU

Picture = npt.NDArray[np.uint8]
Numbers = npt.NDArray[np.float64]

# The side of the paper that is laid over the ink, and how far it is moved, in pixels: about a stroke and half of one.
PATCH, STEP = 4, 2


class Method(StrEnum):
    """How a map of the pixels is found."""

    contribution = "contribution"
    gradient_times_input = "gradient x input"
    occlusion = "occlusion"


@dataclass(frozen=True)
class Parts:
    """What a score, or the difference of two, is made of: ``total`` = inputs + bias + rest.

    ``inputs`` are what each feature says, ``bias`` what the network says whatever it sees, and ``rest`` what bends:
    0 but for rounding where all layers are Dense or ReLU. ``units`` are what each unit of the first hidden layer says
    (with the later biases, another sum of the same score); empty where there is none.
    """

    total: float
    inputs: Numbers
    bias: float
    units: Numbers

    @property
    def rest(self) -> float:
        """What inputs and bias leave unexplained."""
        return self.total - self.bias - float(self.inputs.sum())

    @property
    def speaking_for(self) -> float:
        """The sum of all inputs that raise the score."""
        return float(self.inputs[self.inputs > 0].sum())

    @property
    def speaking_against(self) -> float:
        """The sum of all inputs that lower the score, below 0."""
        return float(self.inputs[self.inputs < 0].sum())

    def strongest_units(self, count: int) -> list[int]:
        """The hidden units that say most for the score, the strongest first; only those that speak for it."""
        order = np.argsort(-self.units, kind="stable")[:count]
        return [int(unit) for unit in order if self.units[unit] > 0]


@dataclass(frozen=True)
class Explanation:
    """The parts of all ten scores of one picture: ``inputs (10, features)``, ``units (10, hidden)``, others ``(10,)``.

    ``seen`` is what the features show, ``(28, 28)``, 0 to 1: for ``pixels`` the picture itself, for ``deskew`` the
    picture set upright, for others also the picture.
    """

    scores: Numbers
    inputs: Numbers
    bias: Numbers
    units: Numbers
    seen: Numbers

    def of(self, digit: int) -> Parts:
        """Why this digit."""
        return Parts(float(self.scores[digit]), self.inputs[digit], float(self.bias[digit]), self.units[digit])

    def between(self, digit: int, other: int) -> Parts:
        """Why this digit and not the other: part by part, what speaks more for the one than for the other."""
        this, that = self.of(digit), self.of(other)
        return Parts(this.total - that.total, this.inputs - that.inputs, this.bias - that.bias, this.units - that.units)


def explain(classifier: Classifier, image: Picture) -> Explanation:
    """The parts of the ten scores of a picture ``(28, 28)``, uint8, before any calibration of the probabilities.

    A layer of one's own that is random in training is explained by one draw of it.
    """
    features = classifier.rows(image[None])
    x = np.repeat(features, CLASSES, axis=0)
    scores, slopes, bias, units = _run_back(classifier.network.lasting_layers, x)
    shown = features if classifier.sees_a_picture else FEATURES["pixels"](image[None])
    return Explanation(scores, slopes * x, bias, units, shown.reshape(SIDE, SIDE).astype(np.float64))


def _run_back(layers: list[Layer], x: npt.NDArray[Any]) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    """Scores ``(10,)``, their slopes by x ``(10, inputs)``, the part of the biases and that of the hidden units.

    Row d of every batch follows the score of digit d; all start from the same picture.
    """
    rng = np.random.default_rng(0)
    saved, inputs = [], []
    y = x
    for layer in layers:
        inputs.append(y)
        y, kept = layer.forward(y, rng)
        saved.append(kept)
    scores = np.diagonal(y).astype(np.float64)
    dy = np.eye(CLASSES, dtype=y.dtype)
    bias, units = np.zeros(CLASSES), np.empty((CLASSES, 0))
    dense = [place for place, layer in enumerate(layers) if isinstance(layer, Dense)]
    for place in reversed(range(len(layers))):
        layer = layers[place]
        if isinstance(layer, Dense):
            bias += dy @ layer.parameters["bias"].astype(np.float64)
        dy = layer.backward(dy, saved[place])
        if place in dense[1:2]:
            units = (dy * inputs[place]).astype(np.float64)
    return scores, dy.astype(np.float64), bias, units


def is_one_layer(classifier: Classifier) -> bool:
    """Whether a score is one weighted sum of the features, so that its parts are the whole truth."""
    return [type(layer) for layer in classifier.network.lasting_layers] == [Dense]


def sums_exactly(classifier: Classifier) -> bool:
    """Whether the parts sum to the score: where a network bends only at ReLUs."""
    return all(isinstance(layer, (Dense, ReLU)) for layer in classifier.network.lasting_layers)


def method(classifier: Classifier) -> Method:
    """How the pixels of this model's pictures are weighed."""
    if not classifier.sees_a_picture:
        return Method.occlusion
    return Method.contribution if is_one_layer(classifier) else Method.gradient_times_input


def pixel_map(classifier: Classifier, image: Picture, parts: Parts, digit: int, other: int | None = None) -> Numbers:
    """What each pixel ``(28, 28)`` says for a digit, or more for it than for the other; `method` says how it is found.

    ``parts`` are those of the same question.
    """
    if method(classifier) is not Method.occlusion:
        return parts.inputs.reshape(SIDE, SIDE)
    falls = occlusion(classifier, image)
    return np.asarray(falls[digit] if other is None else falls[digit] - falls[other])


def occlusion(classifier: Classifier, image: Picture) -> Numbers:
    """How far every score falls where paper is laid over the ink, ``(10, 28, 28)``.

    A patch of `PATCH` pixels is moved by `STEP`; a pixel has the mean of the patches over it, and paper 0. Only what
    ink says is asked, so these are not parts of a sum (Zeiler and Fergus, "Visualizing and Understanding Convolutional
    Networks", 2014).
    """
    corners = product(range(-STEP, SIDE, STEP), repeat=2)
    places = [(slice(max(y, 0), y + PATCH), slice(max(x, 0), x + PATCH)) for y, x in corners]
    inked = [place for place in places if image[place].any()]
    covered = np.repeat(image[None], len(inked) + 1, axis=0)
    for number, place in enumerate(inked):
        covered[number][place] = 0
    scores = classifier.logits(covered).astype(np.float64)
    falls = np.zeros((CLASSES, SIDE, SIDE))
    times = np.zeros((SIDE, SIDE))
    for number, place in enumerate(inked):
        falls[:, *place] += (scores[-1] - scores[number])[:, None, None]
        times[place] += 1
    return np.where(image > 0, falls / np.maximum(times, 1), 0)


def ninths(pixels: Numbers) -> Numbers:
    """What each ninth of a map ``(28, 28)`` says, ``(3, 3)``: the sum of its pixels, of the box of 20 in the middle.

    The margin belongs to the ninth that is next to it.
    """
    starts = [0, 11, 17]
    return np.asarray(np.add.reduceat(np.add.reduceat(pixels, starts, axis=0), starts, axis=1))
