"""How the learning rate changes from step to step. A schedule is a function of the step, counted from 0."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

Schedule: TypeAlias = Callable[[int], float]


@dataclass(frozen=True)
class Constant:
    """The same learning rate at every step."""

    learning_rate: float

    def __call__(self, step: int) -> float:
        return self.learning_rate


@dataclass(frozen=True)
class Step:
    """The learning rate times ``factor`` after every ``every`` steps.

    >>> [Step(0.1, every=2, factor=0.5)(step) for step in range(5)]
    [0.1, 0.1, 0.05, 0.05, 0.025]
    """

    learning_rate: float
    every: int
    factor: float = 0.1

    def __call__(self, step: int) -> float:
        return float(self.learning_rate * self.factor ** (step // self.every))


@dataclass(frozen=True)
class Cosine:
    """Half a cosine from the learning rate down to ``last`` over ``steps`` (Loshchilov and Hutter, 2017).

    >>> [round(Cosine(1.0, steps=4)(step), 3) for step in range(6)]
    [1.0, 0.854, 0.5, 0.146, 0.0, 0.0]
    """

    learning_rate: float
    steps: int
    last: float = 0.0

    def __call__(self, step: int) -> float:
        # A warm-up as long as the whole training leaves no steps to divide by.
        done = min(step / max(self.steps, 1), 1.0)
        return self.last + (self.learning_rate - self.last) * (1 + math.cos(math.pi * done)) / 2


@dataclass(frozen=True)
class WarmUp:
    """A straight rise to the start of ``then`` over ``steps``, for an optimizer whose averages are young.

    >>> [WarmUp(4, Constant(1.0))(step) for step in range(6)]
    [0.25, 0.5, 0.75, 1.0, 1.0, 1.0]
    """

    steps: int
    then: Schedule

    def __call__(self, step: int) -> float:
        if step < self.steps:
            return self.then(0) * (step + 1) / self.steps
        return self.then(step - self.steps)
