"""The two array types that the mathematics speaks of: floats of any shape, float32 or float64, and whole labels."""

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Array: TypeAlias = npt.NDArray[np.floating[Any]]
Labels: TypeAlias = npt.NDArray[np.integer[Any]]
Targets: TypeAlias = npt.NDArray[Any]
"""Labels ``(n,)``, or a probability for each class ``(n, classes)``."""
