"""How a gradient becomes a step: SGD, then Adam, then AdamW, simplest first.

    parameters, gradients -> parameters, changed in place

An optimizer knows a network only as two dictionaries with the same names. Weight decay pulls weights towards
zero; biases (arrays of one dimension) are spared, since they do not make a function steeper.

A step is a dozen passes over every weight. They are made block by block and in place, so that each block stays
in the processor's cache from the first pass to the last: for a million weights that is four times as fast as
whole arrays with a new one for each intermediate result.
"""

import math
from collections.abc import Iterator

import numpy as np

from neuralite.nn.arrays import Array
from neuralite.nn.schedules import Constant, Schedule

# Numbers a block: larger ones leave the cache, smaller ones cost more calls than they save.
BLOCK = 1 << 16


class Optimizer:
    """What all optimizers share: the count of steps, the schedule of the learning rate, the weight decay.

    ``state`` is all that it remembers besides ``steps``: arrays of the parameters' shapes, by the parameter's
    name and what it is, like ``0.weight momentum``.
    """

    def __init__(self, learning_rate: float | Schedule, weight_decay: float = 0.0) -> None:
        self.schedule = learning_rate if callable(learning_rate) else Constant(learning_rate)
        self.weight_decay = weight_decay
        self.steps = 0
        self.state: dict[str, Array] = {}
        self._scratch: Array = np.empty((2, 0))

    @property
    def learning_rate(self) -> float:
        """The learning rate of the next step."""
        return self.schedule(self.steps)

    def step(self, parameters: dict[str, Array], gradients: dict[str, Array]) -> None:
        """Change every parameter in place by one step against its gradient."""
        learning_rate = self.learning_rate
        self.steps += 1
        for name, p in parameters.items():
            self._update(name, p, gradients[name], learning_rate, self.weight_decay if p.ndim > 1 else 0.0)

    def _update(self, name: str, p: Array, g: Array, learning_rate: float, weight_decay: float) -> None:
        raise NotImplementedError

    def _blocks(self, *arrays: Array) -> Iterator[list[Array]]:
        """The arrays, all of one shape, in pieces of at most `BLOCK` numbers, with two more to calculate in.

        Only numbers that lie one after another can be cut in place: arrays of others are one piece.
        """
        if not arrays[0].flags.c_contiguous:
            yield [*arrays, *np.empty((2, *arrays[0].shape), arrays[0].dtype)]
            return
        if self._scratch.dtype != arrays[0].dtype or not self._scratch.size:
            self._scratch = np.empty((2, BLOCK), arrays[0].dtype)
        flat = [array.reshape(-1) for array in arrays]
        for start in range(0, flat[0].size, BLOCK):
            size = min(BLOCK, flat[0].size - start)
            yield [array[start : start + size] for array in flat] + [scratch[:size] for scratch in self._scratch]

    def _remembered(self, name: str, p: Array) -> Array:
        """An array of the state, all zero at first."""
        if name not in self.state:
            self.state[name] = np.zeros_like(p)
        return self.state[name]


class SGD(Optimizer):
    """Stochastic gradient descent, with momentum where asked.

    g = g + weight_decay p: the gradient of the loss plus weight_decay / 2 times the sum of squares;
    v = momentum v + g,  p = p - learning_rate v; with Nesterov's look ahead,
    p = p - learning_rate (g + momentum v)  (Sutskever et al., 2013, in the form that PyTorch uses).
    """

    def __init__(
        self,
        learning_rate: float | Schedule = 0.1,
        momentum: float = 0.0,
        *,
        nesterov: bool = False,
        weight_decay: float = 0.0,
    ) -> None:
        super().__init__(learning_rate, weight_decay)
        if nesterov and not momentum:
            raise ValueError("Nesterov's step looks along the momentum: give a momentum above 0")
        self.momentum = momentum
        self.nesterov = nesterov

    def _update(self, name: str, p: Array, g: Array, learning_rate: float, weight_decay: float) -> None:
        v = self._remembered(f"{name} momentum", p) if self.momentum else g
        for pb, gb, vb, t, u in self._blocks(p, g, v):
            if weight_decay:
                np.multiply(pb, weight_decay, out=u)
                gb = np.add(u, gb, out=u)
            along = gb
            if self.momentum:
                vb *= self.momentum
                vb += gb
                along = vb
            if self.nesterov:
                np.multiply(vb, self.momentum, out=t)
                along = np.add(t, gb, out=t)
            pb -= np.multiply(along, learning_rate, out=t)


class Adam(Optimizer):
    """Steps of about the learning rate in every weight, whatever the gradient's size (Kingma and Ba, 2015).

    g = g + weight_decay p,  m = beta1 m + (1 - beta1) g,  v = beta2 v + (1 - beta2) g^2, both divided by what
    they lack at the start, c = 1 - beta^t;  p = p - learning_rate (m / c1) / (sqrt(v / c2) + epsilon).

    Kept are the sums m / (1 - beta1) and v / (1 - beta2), which saves two passes over the weights: every factor
    that is the same for all of them goes into one size of step and one epsilon.
    """

    def __init__(
        self,
        learning_rate: float | Schedule = 0.001,
        *,
        beta1: float = 0.9,
        beta2: float = 0.999,
        epsilon: float = 1e-8,
        weight_decay: float = 0.0,
    ) -> None:
        super().__init__(learning_rate, weight_decay)
        self.beta1 = beta1
        self.beta2 = beta2
        self.epsilon = epsilon

    def _update(self, name: str, p: Array, g: Array, learning_rate: float, weight_decay: float) -> None:
        m = self._remembered(f"{name} mean", p)
        v = self._remembered(f"{name} square", p)
        mean = (1 - self.beta1) / (1 - self.beta1**self.steps)
        root = math.sqrt((1 - self.beta2) / (1 - self.beta2**self.steps))
        size, epsilon = learning_rate * mean / root, self.epsilon / root
        for pb, gb, mb, vb, t, u in self._blocks(p, g, m, v):
            if weight_decay:
                np.multiply(pb, weight_decay, out=u)
                gb = np.add(u, gb, out=u)
            mb *= self.beta1
            mb += gb
            vb *= self.beta2
            vb += np.multiply(gb, gb, out=t)
            np.sqrt(vb, out=t)
            t += epsilon
            np.divide(mb, t, out=t)
            t *= size
            pb -= t


class AdamW(Adam):
    """Adam whose weight decay acts on the weight itself, not through the gradient's averages.

    p = p - learning_rate weight_decay p, then Adam's step (Loshchilov and Hutter, 2019).
    """

    def _update(self, name: str, p: Array, g: Array, learning_rate: float, weight_decay: float) -> None:
        if weight_decay:
            p *= 1 - learning_rate * weight_decay
        super()._update(name, p, g, learning_rate, 0.0)
