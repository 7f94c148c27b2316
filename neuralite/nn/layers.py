"""The layers of a network, each with its forward and its backward side by side.

    x -> Dense -> ReLU -> Dense -> logits

``x`` is a batch, ``(n, inputs)``; ``dy`` is dL/dy and has the shape of ``y``. A layer keeps nothing of a run:
`Layer.forward` hands out what `Layer.backward` will need as ``saved``, so one layer can serve many threads.
"""

from typing import Any, ClassVar

import numpy as np

from neuralite.nn.arrays import Array
from neuralite.nn.initializers import INITIALIZERS


class Layer:
    """One step of a network. A layer of your own needs `forward` and `backward`.

    A layer that learns also fills ``parameters`` in `build` and returns their `gradients` by the same names;
    a network makes each an array of its own number type, and an optimizer updates the arrays in place. A layer
    whose constructor takes arguments names them in `config`, so that a saved model can be built again.
    """

    NO_PARAMETERS: ClassVar[dict[str, Array]] = {}

    def __init__(self) -> None:
        self.parameters: dict[str, Array] = {}

    def build(self, inputs: int, rng: np.random.Generator) -> int:
        """Make the parameters for rows of ``inputs`` numbers; return how many numbers a row of y has."""
        return inputs

    def config(self) -> dict[str, Any]:
        """The constructor's arguments, as JSON can hold them."""
        return {}

    def __call__(self, x: Array) -> Array:
        """Compute y alone, as a trained network does.

        A layer that is random in training must override this: here y is that of `forward`.
        """
        return self.forward(x, np.random.default_rng(0))[0]

    def forward(self, x: Array, rng: np.random.Generator) -> tuple[Array, Any]:
        """Compute y in training, and with it what `backward` will need."""
        raise NotImplementedError(f"{type(self).__name__} has no forward(x, rng)")

    def backward(self, dy: Array, saved: Any) -> Array:
        """Compute dL/dx from dL/dy."""
        raise NotImplementedError(f"{type(self).__name__} has no backward(dy, saved)")

    def gradients(self, dy: Array, saved: Any) -> dict[str, Array]:
        """Compute dL/dp for every parameter p, by its name."""
        return self.NO_PARAMETERS


class Dense(Layer):
    """y = x W + b: every output is a weighted sum of all inputs.

    ``parameters``: weight ``(inputs, outputs)`` and bias ``(outputs,)``. ``initializer`` is a name of
    `neuralite.nn.initializers.INITIALIZERS`; the bias starts at zero.
    """

    def __init__(self, outputs: int, initializer: str = "he") -> None:
        super().__init__()
        if outputs < 1:
            raise ValueError(f"a Dense layer needs at least one output, not {outputs}")
        if initializer not in INITIALIZERS:
            raise ValueError(f"no initializer {initializer!r}; there are {', '.join(INITIALIZERS)}")
        self.outputs = outputs
        self.initializer = initializer

    def config(self) -> dict[str, Any]:
        return {"outputs": self.outputs, "initializer": self.initializer}

    def build(self, inputs: int, rng: np.random.Generator) -> int:
        self.parameters = {
            "weight": INITIALIZERS[self.initializer](inputs, self.outputs, rng),
            "bias": np.zeros(self.outputs),
        }
        return self.outputs

    def __call__(self, x: Array) -> Array:
        weight = self.parameters["weight"]
        y = _one_row_times(x, weight) if len(x) == 1 else x @ weight
        y += self.parameters["bias"]
        return y

    def forward(self, x: Array, rng: np.random.Generator) -> tuple[Array, Array]:
        return self(x), x

    def backward(self, dy: Array, saved: Array) -> Array:
        return dy @ self.parameters["weight"].T

    def gradients(self, dy: Array, saved: Array) -> dict[str, Array]:
        """dL/dW = x^T dy, dL/db = the sum of dy over the batch."""
        return {"weight": saved.T @ dy, "bias": dy.sum(axis=0)}


def _one_row_times(x: Array, weight: Array) -> Array:
    """``x (1, inputs) @ weight``, without the weights of zeros where most of x is zero.

    One row has nothing to do with a weight but to read it once, and reading takes the time. Four of five pixels are
    paper, and a ReLU leaves as many units dark.
    """
    lit = x[0].nonzero()[0]
    if 2 * len(lit) > x.shape[1]:
        return x @ weight
    return np.asarray(x[:, lit] @ weight.take(lit, axis=0))


class ReLU(Layer):
    """y = max(x, 0)

    >>> ReLU()(np.array([[-0.5, 0.0, 2.0]]))
    array([[0., 0., 2.]])
    """

    def forward(self, x: Array, rng: np.random.Generator) -> tuple[Array, Array]:
        y = np.maximum(x, 0)
        return y, y

    def backward(self, dy: Array, saved: Array) -> Array:
        return dy * (saved > 0)


class Sigmoid(Layer):
    """y = 1 / (1 + exp(-x)), between 0 and 1

    >>> Sigmoid()(np.array([[-1000.0, 0.0, 1000.0]]))
    array([[0. , 0.5, 1. ]])
    """

    def forward(self, x: Array, rng: np.random.Generator) -> tuple[Array, Array]:
        # The same function as 1 / (1 + exp(-x)), but tanh does not overflow far from zero.
        y = 0.5 * np.tanh(0.5 * x) + 0.5
        return y, y

    def backward(self, dy: Array, saved: Array) -> Array:
        return dy * saved * (1 - saved)


class Tanh(Layer):
    """y = tanh(x), between -1 and 1

    >>> Tanh()(np.array([[-1000.0, 0.0, 1000.0]]))
    array([[-1., 0., 1.]])
    """

    def forward(self, x: Array, rng: np.random.Generator) -> tuple[Array, Array]:
        y = np.tanh(x)
        return y, y

    def backward(self, dy: Array, saved: Array) -> Array:
        return dy * (1 - saved**2)


class Dropout(Layer):
    """In training y = x m / (1 - rate), m zero with probability ``rate`` and else one; afterwards y = x.

    Each unit learns to do without the others (Srivastava et al., 2014). The division keeps the mean of y the
    same in training and afterwards. ``rate`` is at least 0 and below 1.
    """

    def __init__(self, rate: float) -> None:
        super().__init__()
        if not 0 <= rate < 1:
            raise ValueError(f"a dropout rate is at least 0 and below 1, not {rate}")
        self.rate = rate

    def config(self) -> dict[str, Any]:
        return {"rate": self.rate}

    def __call__(self, x: Array) -> Array:
        return x

    def forward(self, x: Array, rng: np.random.Generator) -> tuple[Array, Array]:
        kept = rng.random(x.shape, dtype=np.float32) >= self.rate
        mask = kept.astype(x.dtype) / x.dtype.type(1 - self.rate)
        return x * mask, mask

    def backward(self, dy: Array, saved: Array) -> Array:
        return dy * saved


LAYERS: dict[str, type[Layer]] = {layer.__name__: layer for layer in (Dense, ReLU, Sigmoid, Tanh, Dropout)}
