"""A network is a chain of layers, and its parameters are one dictionary of named arrays.

    x -> layer 0 -> layer 1 -> ... -> logits

The names are those of the model file: ``0.weight``, ``0.bias``, ``2.weight`` ...: the layer's place, then the
parameter.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from neuralite.nn.arrays import Array, Targets
from neuralite.nn.layers import Dropout, Layer
from neuralite.nn.losses import softmax_cross_entropy

# What stands beside a layer's configuration where a model is written down.
RESERVED = frozenset({"type", "nodes", "parameters"})


class Network:
    """Layers in the order in which they compute, built for rows of ``inputs`` numbers.

    Calling it computes; only an optimizer that is handed its `parameters` changes it. Raises ValueError
    where there is no layer or no input.
    """

    def __init__(
        self,
        layers: Sequence[Layer],
        inputs: int,
        *,
        rng: np.random.Generator,
        dtype: type[np.floating[Any]] = np.float32,
    ) -> None:
        if not layers or inputs < 1:
            raise ValueError("a network needs at least one layer and one input")
        self.layers = tuple(layers)
        self.inputs = inputs
        width = inputs
        for layer in self.layers:
            width = layer.build(width, rng)
            layer.parameters = {name: np.array(value, dtype) for name, value in layer.parameters.items()}
        self.outputs = width

    def __call__(self, x: Array) -> Array:
        """Logits ``(n, outputs)`` of the rows of ``x (n, inputs)``."""
        for layer in self.layers:
            x = layer(x)
        return x

    def forward(self, x: Array, rng: np.random.Generator) -> tuple[Array, list[Any]]:
        """Compute the logits in training, and what each layer saved for `backward`."""
        saved = []
        for layer in self.layers:
            x, kept = layer.forward(x, rng)
            saved.append(kept)
        return x, saved

    def backward(self, dy: Array, saved: Sequence[Any]) -> dict[str, Array]:
        """Gradients of the loss by every parameter, under the parameter's name.

        The gradient by the input of the first layer is a third of that layer's work and nobody's need, so
        the chain ends before it. Raises ValueError where a layer has other gradients than parameters.
        """
        gradients: dict[str, Array] = {}
        for place in reversed(range(len(self.layers))):
            layer = self.layers[place]
            found = named_gradients(layer, dy, saved[place])
            gradients |= {f"{place}.{name}": gradient for name, gradient in found.items()}
            if place:
                dy = layer.backward(dy, saved[place])
        return gradients

    def loss_and_gradients(
        self, x: Array, targets: Targets, rng: np.random.Generator
    ) -> tuple[float, dict[str, Array], Array]:
        """Mean cross-entropy of a batch, its gradient by every parameter, and the logits.

        ``targets`` are labels or probabilities: see `softmax_cross_entropy`.
        """
        logits, saved = self.forward(x, rng)
        loss, dlogits = softmax_cross_entropy(logits, targets)
        return loss, self.backward(dlogits, saved), logits

    @property
    def parameters(self) -> dict[str, Array]:
        """All arrays that are learnt, by name, in the order of the layers; not copies."""
        return {
            f"{place}.{name}": array
            for place, layer in enumerate(self.layers)
            for name, array in layer.parameters.items()
        }

    @property
    def lasting_layers(self) -> list[Layer]:
        """The layers but for dropout, which does nothing in a trained network."""
        return [layer for layer in self.layers if not isinstance(layer, Dropout)]

    @property
    def weight_count(self) -> int:
        """How many numbers the network has learnt, biases included."""
        return sum(array.size for array in self.parameters.values())

    def architecture(self) -> list[dict[str, Any]]:
        """What the network is made of, as JSON can hold it: a type name and its configuration a layer.

        Raises ValueError where a layer's configuration has one of `RESERVED`, the words of a model's file.
        """
        told = []
        for layer in self.layers:
            config = layer.config()
            if taken := sorted(RESERVED & config.keys()):
                raise ValueError(
                    f"{type(layer).__name__} can't have an argument {taken[0]!r}: model files use that word"
                )
            told.append({"type": type(layer).__name__, **config})
        return told


def named_gradients(layer: Layer, dy: Array, saved: Any) -> dict[str, Array]:
    """A layer's gradients, one for each of its parameters. Raises ValueError where their names differ."""
    gradients = layer.gradients(dy, saved)
    if gradients.keys() != layer.parameters.keys():
        raise ValueError(
            f"{type(layer).__name__} has parameters {sorted(layer.parameters)} but gradients of {sorted(gradients)}"
        )
    return gradients
