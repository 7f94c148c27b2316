"""How a gradient becomes a step: SGD, then Adam, then AdamW, simplest first.

    parameters, gradients -> parameters, changed in place

An optimizer knows a network only as two dictionaries with the same names. Weight decay pulls weights towards
zero; biases (arrays of one dimension) are spared, since they do not make a function steeper.
"""

import numpy as np

from neuralite.nn.arrays import Array
from neuralite.nn.schedules import Constant, Schedule


class Optimizer:
    """What all optimizers share: the count of steps, the schedule of the learning rate, the weight decay."""

    def __init__(self, learning_rate: float | Schedule, weight_decay: float = 0.0) -> None:
        self.schedule = learning_rate if callable(learning_rate) else Constant(learning_rate)
        self.weight_decay = weight_decay
        self.steps = 0

    @property
    def learning_rate(self) -> float:
        """The learning rate of the next step."""
        return self.schedule(self.steps)

    def step(self, parameters: dict[str, Array], gradients: dict[str, Array]) -> None:
        """Change every parameter in place by one step against its gradient."""
        learning_rate = self.learning_rate
        self.steps += 1
        for name, p in parameters.items():
            self._update(name, p, gradients[name], learning_rate)

    def _update(self, name: str, p: Array, g: Array, learning_rate: float) -> None:
        raise NotImplementedError

    def _decayed(self, p: Array, g: Array) -> Array:
        """g + weight_decay p: the gradient of the loss plus weight_decay / 2 times the sum of squares."""
        return g + self.weight_decay * p if self.weight_decay and p.ndim > 1 else g


class SGD(Optimizer):
    """Stochastic gradient descent, with momentum where asked.

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
        self._velocities: dict[str, Array] = {}

    def _update(self, name: str, p: Array, g: Array, learning_rate: float) -> None:
        g = self._decayed(p, g)
        if self.momentum:
            v = self._velocities.setdefault(name, np.zeros_like(p))
            v *= self.momentum
            v += g
            g = g + self.momentum * v if self.nesterov else v
        p -= learning_rate * g


class Adam(Optimizer):
    """Steps of about the learning rate in every weight, whatever the gradient's size (Kingma and Ba, 2015).

    m = beta1 m + (1 - beta1) g,  v = beta2 v + (1 - beta2) g^2, both divided by what they lack at the start,
    1 - beta^t;  p = p - learning_rate m / (sqrt(v) + epsilon).
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
        self._means: dict[str, Array] = {}
        self._squares: dict[str, Array] = {}

    def _update(self, name: str, p: Array, g: Array, learning_rate: float) -> None:
        g = self._decayed(p, g)
        m = self._means.setdefault(name, np.zeros_like(p))
        v = self._squares.setdefault(name, np.zeros_like(p))
        m += (1 - self.beta1) * (g - m)
        v += (1 - self.beta2) * (g * g - v)
        mean_correction = 1 - self.beta1**self.steps
        square_correction = 1 - self.beta2**self.steps
        p -= (learning_rate / mean_correction) * m / (np.sqrt(v / square_correction) + self.epsilon)


class AdamW(Adam):
    """Adam whose weight decay acts on the weight itself, not through the gradient's averages.

    p = p - learning_rate weight_decay p, then Adam's step (Loshchilov and Hutter, 2019).
    """

    def _update(self, name: str, p: Array, g: Array, learning_rate: float) -> None:
        if self.weight_decay and p.ndim > 1:
            p *= 1 - learning_rate * self.weight_decay
        super()._update(name, p, g, learning_rate)

    def _decayed(self, p: Array, g: Array) -> Array:
        return g
