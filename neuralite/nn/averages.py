"""The average of the weights on their way: smoother than the last step, and often better."""

import numpy as np

from neuralite.nn.arrays import Array

# The average is nearly the same whether every step or every eighth enters it, and costs an eighth.
EVERY = 8


class MovingAverage:
    """a = a + (1 - decay) (p - a) a step (Polyak and Juditsky, 1992, with exponential weights).

    Every eighth step enters, with the decay of eight. At step t the decay is at most (1 + t) / (10 + t), so that the
    first weights are soon forgotten.
    """

    def __init__(self, parameters: dict[str, Array], decay: float) -> None:
        if not 0 <= decay < 1:
            raise ValueError(f"the decay of an average is at least 0 and below 1, not {decay}")
        self.decay = decay
        self.arrays = {name: array.copy() for name, array in parameters.items()}

    def update(self, parameters: dict[str, Array], step: int) -> None:
        """Let the parameters after ``step`` steps, counted from 1, enter the average."""
        if step % EVERY:
            return
        decay = min(self.decay, (1 + step) / (10 + step)) ** EVERY
        for name, average in self.arrays.items():
            average += np.multiply(parameters[name] - average, 1 - decay)
