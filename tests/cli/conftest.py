"""What the tests of the commands share: the program run as from a shell, pictures, and MNIST in small."""

import gzip
import struct
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeAlias

import numpy as np
import pytest
from PIL import Image

from neuralite import cli, mnist
from neuralite.mnist import DataFile

Sample: TypeAlias = tuple[mnist.Images, mnist.Labels]


@dataclass(frozen=True)
class Ended:
    """How a command ended: its exit code, and what it printed."""

    code: int
    out: str
    err: str

    @property
    def complaint(self) -> str:
        """The one line that says why the command failed."""
        assert self.code == 1
        assert self.out == ""
        assert self.err.startswith("neuralite: ")
        assert self.err.count("\n") == 1
        return self.err.removeprefix("neuralite: ").rstrip()


Run: TypeAlias = Callable[..., Ended]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs the program with the arguments of a shell, in an environment where nothing is set."""
    for variable in ("NEURALITE_MODELS", "NEURALITE_DATA", "NEURALITE_LAYERS"):
        monkeypatch.delenv(variable, raising=False)

    def run(*arguments: str | Path) -> Ended:
        monkeypatch.setattr(sys, "argv", ["neuralite", *map(str, arguments)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return Ended(int(ended.value.code or 0), *capsys.readouterr())

    return run


@pytest.fixture
def png(sample: Sample) -> Callable[[Path, int], Path]:
    """Writes a digit of the sample, as a page with dark ink."""

    def png(path: Path, digit: int) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        page = np.full((40, 60), 255, np.uint8)
        page[5:33, 20:48] -= sample[0][np.flatnonzero(sample[1] == digit)[0]]
        Image.fromarray(page).save(path, "PNG")
        return path

    return png


@pytest.fixture(scope="module")
def small_mnist(tmp_path_factory: pytest.TempPathFactory, sample: Sample) -> Iterator[Path]:
    """A folder that is MNIST for the module, in small: 600 digits to learn from, 200 to validate, 200 to test."""
    folder = tmp_path_factory.mktemp("mnist")
    images, labels = sample
    with pytest.MonkeyPatch.context() as monkeypatch:
        for part, name, rows in (("TRAINING", "train", slice(0, 800)), ("TEST", "t10k", slice(800, 1000))):
            order = np.random.default_rng(0).permutation(1000)[rows]
            for kind, magic, data in (("IMAGES", 0x803, images[order]), ("LABELS", 0x801, labels[order])):
                file = DataFile(f"{name}-{kind.lower()}.gz", data.shape, "")
                header = struct.pack(f">{1 + data.ndim}I", magic, *data.shape)
                (folder / file.name).write_bytes(gzip.compress(header + data.tobytes()))
                monkeypatch.setattr(mnist, f"{part}_{kind}", file)
        monkeypatch.setattr(mnist, "split", partial(mnist.split, validation=200))
        yield folder
