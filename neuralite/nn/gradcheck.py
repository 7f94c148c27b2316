"""Is a backward pass right? Compare it with the slope that is measured by moving each number a little.

    (f(x + h) - f(x - h)) / 2h   against   backward

For layers of one's own too: ``check_layer(MyLayer(), x)`` below 1e-6 in float64 is right, above 1e-4 is wrong.
At a kink, such as ReLU's at exactly 0, the two differ and neither is wrong: check with other numbers.
A gradient check says nothing of the forward pass: pin that by values.
"""

import math
from collections.abc import Callable

import numpy as np

from neuralite.nn.arrays import Array, Labels
from neuralite.nn.layers import Layer
from neuralite.nn.network import Network, named_gradients


def numerical_gradient(f: Callable[[], float], x: Array, step: float = 1e-6) -> Array:
    """Slope of ``f()`` by every number of ``x``, which is moved in place by ``step`` and put back.

    Raises ValueError where ``x`` is not float64: the difference of two float32 numbers has no digits left.

    >>> x = np.array([3.0])
    >>> numerical_gradient(lambda: float((x**2).sum()), x).round(6)
    array([6.])
    """
    if x.dtype != np.float64:
        raise ValueError(f"a numerical gradient needs float64, not {x.dtype}")
    gradient = np.zeros_like(x)
    for place in np.ndindex(x.shape):
        kept = x[place]
        x[place] = kept + step
        above = f()
        x[place] = kept - step
        below = f()
        x[place] = kept
        gradient[place] = (above - below) / (2 * step)
    return gradient


def relative_error(a: Array, b: Array) -> float:
    """Largest difference of two arrays over their largest number; 0 where both are zero.

    Infinite where the shapes differ or a number is not finite: a NaN would slip through every comparison.
    """
    if a.shape != b.shape or not (np.isfinite(a).all() and np.isfinite(b).all()):
        return math.inf
    scale = max(np.abs(a).max(initial=0), np.abs(b).max(initial=0))
    return float(np.abs(a - b).max(initial=0) / scale) if scale else 0.0


def check_layer(layer: Layer, x: Array, *, seed: int = 0) -> float:
    """Worst relative error of a layer's gradients by its input ``x (n, inputs)`` and by its parameters.

    The layer is built anew in float64. What it draws at random (dropout's mask) is drawn from ``seed`` in
    every run, so that the function stays the same while its slope is measured. Raises ValueError where the
    layer's ``gradients`` and its ``parameters`` have different names.
    """
    rng = np.random.default_rng(seed)
    x = x.astype(np.float64)
    layer.build(x.shape[1], rng)
    layer.parameters = {name: np.array(value, np.float64) for name, value in layer.parameters.items()}
    dy = rng.normal(size=layer.forward(x, np.random.default_rng(seed))[0].shape)

    def weighted_sum() -> float:
        return float((layer.forward(x, np.random.default_rng(seed))[0] * dy).sum())

    saved = layer.forward(x, np.random.default_rng(seed))[1]
    errors = [relative_error(layer.backward(dy, saved), numerical_gradient(weighted_sum, x))]
    gradients = named_gradients(layer, dy, saved)
    for name, array in layer.parameters.items():
        errors.append(relative_error(np.asarray(gradients[name]), numerical_gradient(weighted_sum, array)))
    return max(errors)


def check_network(network: Network, x: Array, labels: Labels, *, seed: int = 0) -> float:
    """Worst relative error of the loss's gradients by the parameters of a float64 network."""

    def loss() -> float:
        return network.loss_and_gradients(x, labels, np.random.default_rng(seed))[0]

    gradients = network.loss_and_gradients(x, labels, np.random.default_rng(seed))[1]
    return max(
        relative_error(gradients[name], numerical_gradient(loss, array)) for name, array in network.parameters.items()
    )
