"""What a network is to say of a picture: its label, a little less than its label, or what a teacher says.

pictures, labels -> labels (n,) or probabilities (n, 10)
"""

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from neuralite.classifiers import CLASSES, Classifier
from neuralite.nn import softmax
from neuralite.nn.arrays import Array, Labels, Targets

Answer: TypeAlias = Callable[[npt.NDArray[Any], Labels], Targets]


def labels_alone(images: npt.NDArray[Any], labels: Labels) -> Targets:
    """The labels."""
    return labels


def smoothed(share: float) -> Answer:
    """The label, but for a ``share`` of the probability that all ten digits divide (Szegedy et al., 2016)."""

    def answer(images: npt.NDArray[Any], labels: Labels) -> Targets:
        return one_hot(labels) * np.float32(1 - share) + np.float32(share / CLASSES)

    return answer


def taught(teacher: Classifier, temperature: float, share: float) -> Answer:
    """A ``share`` of what a larger network says of the picture, the rest is the label (Hinton et al., 2015).

    A ``temperature`` above 1 makes the teacher less sure, so that more is seen of what it takes for likely.
    """

    def answer(images: npt.NDArray[Any], labels: Labels) -> Targets:
        said = softmax(teacher.logits(images) * np.float32(1 / temperature))
        return said * np.float32(share) + one_hot(labels) * np.float32(1 - share)

    return answer


def one_hot(labels: Labels) -> Array:
    """Probability 1 for each label ``(n,)``: ``(n, 10)``.

    >>> one_hot(np.array([2]))[0, :4]
    array([0., 0., 1., 0.], dtype=float32)
    """
    rows = np.zeros((len(labels), CLASSES), np.float32)
    rows[np.arange(len(labels)), labels] = 1
    return rows
