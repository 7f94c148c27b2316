"""Pictures in, digits out: features, a network, and scikit-learn's four verbs.

images -> features -> network -> logits -> softmax -> probabilities -> digit
"""

from collections.abc import Sequence
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from neuralite.features import FEATURE_COUNTS, FEATURES, PICTURES
from neuralite.nn import (
    Adam,
    Dense,
    Dropout,
    Layer,
    Network,
    Optimizer,
    ReLU,
    Sigmoid,
    Tanh,
    batches,
    descend,
    softmax,
)
from neuralite.nn.arrays import Array, Labels

Images = npt.NDArray[Any]

CLASSES = 10
# The eleventh answer, of those who know one: no digit.
NONE = CLASSES
# A layer of as many pictures at a time keeps its numbers in the cache of the processor.
CHUNK = 1024


class Classifier:
    """A network that reads digits from the features of pictures.

    ``images`` are everywhere ``(n, 28, 28)`` or ``(n, 784)``, of uint8 (0 paper to 255 ink) or floats (0 to 1).
    ``rng`` draws the first weights. ``classes`` is for those who know more answers than the ten digits.
    """

    def __init__(
        self,
        layers: Sequence[Layer],
        *,
        features: str = "pixels",
        rng: np.random.Generator | None = None,
        classes: int = CLASSES,
    ) -> None:
        if features not in FEATURES:
            raise ValueError(f"no features {features!r}; there are {', '.join(FEATURES)}")
        self.features = features
        self.network = Network(layers, FEATURE_COUNTS[features], rng=rng or np.random.default_rng(0))
        if self.network.outputs != classes:
            raise ValueError(f"a classifier of digits ends in {classes} outputs, not {self.network.outputs}")

    @property
    def sees_a_picture(self) -> bool:
        """Whether its features are a picture of 28x28 themselves, as it is or set upright."""
        return self.features in PICTURES

    def rows(self, images: Images) -> Array:
        """What the network looks at: the features of the pictures, ``(n, features)``."""
        return FEATURES[self.features](images)

    def fit(
        self,
        images: Images,
        labels: Labels | Sequence[int],
        *,
        rng: np.random.Generator,
        epochs: int = 10,
        batch_size: int = 128,
        optimizer: Optimizer | None = None,
    ) -> Self:
        """Learn from pictures and their labels ``(n,)``, and return itself.

        For records, validation and early stopping, see `neuralite.training.loop.train`. Raises ValueError where
        there are not as many labels as pictures, or a label is no digit, TypeError where labels are no whole numbers.
        """
        x = self.rows(images)
        labels = _digits(labels, len(x))
        optimizer = optimizer or Adam(0.001)
        for _ in range(epochs):
            for _ in descend(self.network, optimizer, batches(x, labels, batch_size, rng), rng):
                pass
        return self

    def logits(self, images: Images) -> Array:
        """Scores before softmax, ``(n, 10)``."""
        x = self.rows(images)
        chunks = [self.network(x[start : start + CHUNK]) for start in range(0, len(x), CHUNK)]
        return np.concatenate(chunks) if chunks else np.empty((0, self.network.outputs), np.float32)

    def predict_proba(self, images: Images) -> Array:
        """Probability of each digit, ``(n, 10)``, rows summing to 1."""
        return softmax(self.logits(images).astype(np.float64))

    def predict(self, images: Images) -> npt.NDArray[np.intp]:
        """Most probable digit of each picture, ``(n,)``."""
        return np.asarray(self.logits(images).argmax(axis=1))

    def score(self, images: Images, labels: Labels | Sequence[int]) -> float:
        """Share of pictures read right, 0..1. Raises what `fit` does, and ValueError where there is no picture."""
        labels = _digits(labels, len(images))
        if not len(labels):
            raise ValueError("there is no picture to score")
        return float((self.predict(images) == labels).mean())


def digit_likelihood(logits: Sequence[Array]) -> npt.NDArray[np.float64]:
    """How likely each picture shows a digit, ``(n,)``, 0..1, by networks that know the answer `NONE`.

    ``logits`` are ``(n, 11)`` of each network. Their log-odds of a digit are averaged: two that look at different
    things seldom err together.
    """
    scores = np.stack(logits).astype(np.float64)
    odds = (np.logaddexp.reduce(scores[:, :, :NONE], axis=2) - scores[:, :, NONE]).mean(axis=0)
    return np.asarray(np.exp(-np.logaddexp(0, -odds)))


def _digits(labels: Labels | Sequence[int], pictures: int) -> Labels:
    """The labels ``(pictures,)`` as an array, or an error in words."""
    digits = np.asarray(labels)
    if digits.shape != (pictures,):
        labelled = f"{len(digits)} labels" if digits.ndim == 1 else f"labels of the shape {digits.shape}"
        raise ValueError(f"{pictures} pictures have {labelled}")
    if not pictures:
        return digits.astype(np.intp)
    if not np.issubdtype(digits.dtype, np.integer):
        raise TypeError(f"labels are whole numbers, not {digits.dtype}")
    if digits.min() < 0 or digits.max() >= CLASSES:
        raise ValueError(f"labels are the digits 0 to {CLASSES - 1}")
    return digits


class Asked:
    """What networks said of prepared pictures, so that none is asked twice about the same one."""

    def __init__(self) -> None:
        self._said: dict[Classifier, dict[bytes, Array]] = {}

    def logits(self, classifier: Classifier, images: Images) -> Array:
        """Its scores before softmax of pictures ``(n, 28, 28)``: ``(n, answers)``."""
        if not len(images):
            return classifier.logits(images)
        said = self._said.setdefault(classifier, {})
        keys = [image.tobytes() for image in images]
        if new := {key: place for place, key in enumerate(keys) if key not in said}:
            said.update(zip(new, classifier.logits(images[list(new.values())]), strict=True))
        return np.stack([said[key] for key in keys])


class LogisticRegression(Classifier):
    """Softmax regression: one weighted sum of all features a digit."""

    def __init__(self, *, features: str = "pixels") -> None:
        super().__init__([Dense(CLASSES, initializer="zeros")], features=features)


# Each activation with the initialisation that suits it.
ACTIVATIONS: dict[str, tuple[type[Layer], str]] = {
    "relu": (ReLU, "he"),
    "sigmoid": (Sigmoid, "xavier"),
    "tanh": (Tanh, "xavier"),
}


class MLP(Classifier):
    """A multilayer perceptron: hidden layers of the given sizes, each a Dense, an activation and a dropout.

    ``activation`` is ``relu``, ``sigmoid``, ``tanh`` or a `Layer` class of your own. ``dropout`` is the rate
    after each hidden layer, ``input_dropout`` the one before the first; ``classes`` as for `Classifier`. Raises
    ValueError for a figure that can't be, TypeError for an activation that is no class of `Layer`.

    >>> MLP((32,), rng=np.random.default_rng(0)).network.architecture()
    [{'type': 'Dense', 'outputs': 32, 'initializer': 'he'}, {'type': 'ReLU'},
     {'type': 'Dense', 'outputs': 10, 'initializer': 'he'}]
    """

    def __init__(
        self,
        hidden: Sequence[int] = (128,),
        *,
        rng: np.random.Generator,
        activation: str | type[Layer] = "relu",
        dropout: float = 0.0,
        input_dropout: float = 0.0,
        features: str = "pixels",
        classes: int = CLASSES,
    ) -> None:
        if isinstance(activation, str) and activation not in ACTIVATIONS:
            raise ValueError(f"no activation {activation!r}; there are {', '.join(ACTIVATIONS)}")
        if not isinstance(activation, str) and not (isinstance(activation, type) and issubclass(activation, Layer)):
            raise TypeError(f"an activation is {', '.join(ACTIVATIONS)} or a class of Layer, not {activation!r}")
        layer, initializer = ACTIVATIONS[activation] if isinstance(activation, str) else (activation, "he")
        layers: list[Layer] = [Dropout(input_dropout)] if input_dropout else []
        for size in hidden:
            layers += [Dense(size, initializer), layer()]
            if dropout:
                layers.append(Dropout(dropout))
        super().__init__([*layers, Dense(classes, initializer)], features=features, rng=rng, classes=classes)
