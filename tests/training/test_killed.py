"""A training that is killed at a random moment and started again ends in the same bits as an unbroken one."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

SCRIPT = Path(__file__).with_name("long_work.py")
# A training of the script has so many batches, and tells a dot for each.
BATCHES = 240


def start(folder: Path) -> subprocess.Popen[bytes]:
    """The script as a process of its own, on one core: others may add up in another order."""
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    return subprocess.Popen([sys.executable, str(SCRIPT), str(folder)], stdout=subprocess.PIPE, env=environment)


def finish(folder: Path) -> tuple[int, str]:
    """Run the script to its end: how many batches it took, and the digest of what it has learnt."""
    with start(folder) as process:
        told, _ = process.communicate(timeout=120)
    assert process.returncode == 0
    dots, digest = told.decode().split()[-2:] if told.strip().count(b"\n") else ("", told.decode().strip())
    return len(dots), digest


@pytest.fixture(scope="module")
def unbroken(tmp_path_factory: pytest.TempPathFactory) -> str:
    batches, digest = finish(tmp_path_factory.mktemp("unbroken"))
    assert batches == BATCHES
    return digest


@pytest.mark.parametrize("seed", [*range(3), *(pytest.param(seed, marks=pytest.mark.soak) for seed in range(3, 53))])
def test_it_ends_in_the_same_bits_when_it_was_killed_at_a_random_moment(
    tmp_path: Path, unbroken: str, seed: int
) -> None:
    batches = int(np.random.default_rng(seed).integers(0, BATCHES))
    with start(tmp_path) as process:
        assert process.stdout
        # The process goes on while its dots are read, so that it is killed anywhere between two of them.
        process.stdout.read(batches)
        process.kill()
    left, digest = finish(tmp_path)
    # At most what the last epoch had begun is done again; the kill may come a while after its dot was read.
    assert left <= BATCHES - batches + 20
    assert digest == unbroken
