"""What several tests need: the folder with MNIST, and the committed sample of its digits."""

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import settings
from threadpoolctl import threadpool_limits

from neuralite import mnist

PROJECT = Path(__file__).resolve().parent.parent

# The machine may be busy, and a test that fails must fail again: no deadlines, the same examples every time.
settings.register_profile("steady", deadline=None, derandomize=True, database=None)
settings.load_profile("steady")


@pytest.fixture(autouse=True, scope="session")
def one_core() -> Iterator[None]:
    """Matrices as small as those of tests gain nothing by a second core, and on a busy machine wait long for it."""
    with threadpool_limits(1):
        yield


@pytest.fixture(scope="session")
def mnist_dir() -> Path:
    """The folder with MNIST's four files; a test that needs it is skipped where there is none."""
    if named := os.environ.get("NEURALITE_DATA"):
        return Path(named)
    folder = PROJECT.parent / "shared" / "mnist"
    if not all((folder / file.name).is_file() for file in mnist.FILES):
        pytest.skip("MNIST is not here: run `python -m neuralite fetch` and set NEURALITE_DATA to its folder")
    return folder


@pytest.fixture(scope="session")
def sample() -> tuple[mnist.Images, mnist.Labels]:
    """1,000 digits ``(1000, 28, 28)`` that no model has learnt from, and their labels; read-only."""
    with np.load(PROJECT / "tests" / "sample" / "digits.npz") as file:
        images, labels = file["images"], file["labels"]
    images.flags.writeable = labels.flags.writeable = False
    return images, labels
