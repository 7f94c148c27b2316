"""Probabilities that mean what they say: of the answers that claim 90 %, nine in ten are right.

    logits -> / temperature -> softmax -> a share of doubt for every digit alike -> probabilities

Training makes a network surer than it ought to be, smoothed labels make it less sure. One temperature mends either
(Guo et al., "On Calibration of Modern Neural Networks", 2017); doubt covers the answers that are wrong for no reason
that the logits show. Neither changes which digit is the most probable.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from neuralite.nn import softmax
from neuralite.nn.arrays import Array, Labels

# So many steps bring temperature and doubt to their last figure that is told.
STEPS = 100
FIRST_DOUBT = 0.001


@dataclass(frozen=True)
class Calibration:
    """p = (1 - doubt) softmax(logits / temperature) + doubt / classes; temperature above 0, doubt 0..1.

    Raises ValueError for figures that can't be.

    >>> Calibration(2.0, 0.1)(np.log([[1.0, 9.0]]))
    array([[0.275, 0.725]])
    """

    temperature: float = 1.0
    doubt: float = 0.0

    def __post_init__(self) -> None:
        """Refuse what would make no probabilities."""
        for figure in (self.temperature, self.doubt):
            if not isinstance(figure, (int, float)) or not math.isfinite(figure):
                raise ValueError(f"temperature and doubt are numbers, not {figure!r}")
        if self.temperature <= 0 or not 0 <= self.doubt < 1:
            raise ValueError(f"a temperature is above 0 and doubt 0 to 1, not {self.temperature} and {self.doubt}")

    def __call__(self, logits: Array) -> npt.NDArray[np.float64]:
        """Probabilities ``(n, classes)`` of logits ``(n, classes)``, each row summing to 1."""
        sure = softmax(logits.astype(np.float64) / self.temperature)
        return np.asarray((1 - self.doubt) * sure + self.doubt / logits.shape[1])

    @classmethod
    def of(cls, card: Mapping[str, Any]) -> Self:
        """What a model's card says; of a card that says nothing, plain softmax. Raises ValueError like the class."""
        return cls(card.get("temperature", 1.0), card.get("doubt", 0.0))

    @classmethod
    def fit(cls, logits: Array, labels: Labels) -> Self:
        """Those figures that make ``labels (n,)`` the most probable: the least cross-entropy.

        The probabilities are a mixture, so this is expectation and maximisation: how likely an answer was
        doubt's is found by the present figures, then doubt by those shares, and the temperature by a step of
        Newton's on the rest, whose cross-entropy is convex in 1 / temperature.
        """
        if not len(labels):
            return cls()
        z, rows = logits.astype(np.float64), np.arange(len(labels))
        z -= z.max(axis=1, keepdims=True)
        sharpness, doubt = 1.0, FIRST_DOUBT
        for _ in range(STEPS):
            p = softmax(z * sharpness)
            by_doubt = doubt / z.shape[1]
            foreseen = 1 - by_doubt / (by_doubt + (1 - doubt) * p[rows, labels])
            mean = (p * z).sum(axis=1)
            slope = foreseen @ (mean - z[rows, labels])
            curvature = foreseen @ ((p * z * z).sum(axis=1) - mean**2)
            step = sharpness - slope / max(curvature, np.finfo(float).tiny)
            # Far from the least the parabola may point past zero or far away: at most twice or half.
            sharpness = float(np.clip(step, sharpness / 2, sharpness * 2).clip(0.01, 100))
            doubt = float(1 - foreseen.mean())
        return cls(round(1 / sharpness, 6), round(doubt, 9))

    def to_json(self) -> dict[str, float]:
        """The figures as a card tells them."""
        return {"temperature": self.temperature, "doubt": self.doubt}
