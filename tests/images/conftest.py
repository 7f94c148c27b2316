"""A page with one digit on it, which the tests of every step start from."""

import numpy as np
import numpy.typing as npt
import pytest

from neuralite import mnist


@pytest.fixture(scope="session")
def page(sample: tuple[mnist.Images, mnist.Labels]) -> npt.NDArray[np.uint8]:
    """Grey ``(60, 50)``: a digit in dark ink on white paper, off the middle; read-only."""
    images, _ = sample
    page = np.full((60, 50), 255, np.uint8)
    page[18:46, 8:36] -= images[0]
    page.flags.writeable = False
    return page
