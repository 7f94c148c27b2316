"""What a model that looks at pictures has learnt, as pictures: the weights from every pixel to each of its first nodes.

classifier -> first_weights -> (nodes, 28, 28) -> templates, or the strongest of many
"""

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from neuralite.classifiers import Classifier
from neuralite.nn import Dense

Weights: TypeAlias = npt.NDArray[np.floating[Any]]

SIDE = 28


def first_weights(classifier: Classifier) -> Weights | None:
    """The weights from each pixel to each node of the first layer, ``(nodes, 28, 28)``.

    None where what the model looks at is no picture, or its first layer is of another kind.
    """
    first = classifier.network.lasting_layers[0]
    if not classifier.sees_a_picture or not isinstance(first, Dense):
        return None
    return np.asarray(first.parameters["weight"].T).reshape(-1, SIDE, SIDE)


def templates(classifier: Classifier) -> Weights | None:
    """The ten weight templates of a logistic regression on a picture, ``(10, 28, 28)``; None for other models."""
    return first_weights(classifier) if len(classifier.network.lasting_layers) == 1 else None


def strengths(classifier: Classifier) -> Weights | None:
    """How much each node of the first layer can do, ``(nodes,)``: length of its weights in times length of those out.

    Length is the square root of the sum of squares. None where the first two layers that learn are not both `Dense`.
    """
    learning = [layer for layer in classifier.network.lasting_layers if layer.parameters][:2]
    if len(learning) < 2 or not all(isinstance(layer, Dense) for layer in learning):
        return None
    into, out = (layer.parameters["weight"] for layer in learning)
    return np.asarray(np.linalg.norm(into, axis=0) * np.linalg.norm(out, axis=1))
