"""Where the weights start: random enough to differ, scaled so that signals neither fade nor explode.

Each function takes ``(inputs, outputs)`` of a layer and returns its weight matrix of that shape.
"""

from collections.abc import Callable

import numpy as np

from neuralite.nn.arrays import Array

Initializer = Callable[[int, int, np.random.Generator], Array]


def zeros(inputs: int, outputs: int, rng: np.random.Generator) -> Array:
    """All zero: right for softmax regression, whose loss is convex; hidden units would stay identical."""
    return np.zeros((inputs, outputs))


def normal(inputs: int, outputs: int, rng: np.random.Generator) -> Array:
    """Normal with a standard deviation of 0.01, whatever the layer's size."""
    return rng.normal(0.0, 0.01, (inputs, outputs))


def xavier(inputs: int, outputs: int, rng: np.random.Generator) -> Array:
    """Normal with variance 2 / (inputs + outputs), for sigmoid and tanh (Glorot and Bengio, 2010)."""
    return rng.normal(0.0, np.sqrt(2.0 / (inputs + outputs)), (inputs, outputs))


def he(inputs: int, outputs: int, rng: np.random.Generator) -> Array:
    """Normal with variance 2 / inputs, for ReLU, which drops half of the signal (He et al., 2015)."""
    return rng.normal(0.0, np.sqrt(2.0 / inputs), (inputs, outputs))


INITIALIZERS: dict[str, Initializer] = {"zeros": zeros, "normal": normal, "xavier": xavier, "he": he}
