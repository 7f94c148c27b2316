"""MNIST's digits, made into pictures, are read as well as from MNIST's own arrays: the whole path at once."""

import io
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from statistics import fmean

import numpy as np
import pytest
from PIL import Image

from neuralite import Recognizer, mnist
from neuralite.recognizer import Reading
from scripts.round_trip import WAYS, row, share_returned

PROJECT = Path(__file__).resolve().parent.parent
SHIPPED = PROJECT / "models"
README = PROJECT / "README.md"


@pytest.fixture(scope="module")
def recognizer() -> Recognizer:
    return Recognizer(["logistic", "mlp"], models_dir=SHIPPED)


@pytest.fixture(scope="module")
def workers() -> Iterator[ProcessPoolExecutor]:
    """Two processes: one picture takes a few milliseconds, and there are thousands."""
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        yield pool


def png(image: mnist.Images) -> bytes:
    file = io.BytesIO()
    Image.fromarray(image).save(file, "PNG")
    return file.getvalue()


def read_all(workers: ProcessPoolExecutor, recognizer: Recognizer, images: mnist.Images) -> list[Reading]:
    return list(workers.map(partial(recognizer.read, single=True), [png(image) for image in images], chunksize=250))


def best(reading: Reading, name: str) -> int | None:
    """What a model takes a digit for, whether it is refused or not."""
    return reading.digits[0].readings[name].digit if reading.digits else None


def points_apart(
    recognizer: Recognizer, readings: list[Reading], images: mnist.Images, labels: mnist.Labels
) -> dict[str, float]:
    """How far each model's accuracy on the readings, refused or not, is from its accuracy on the arrays."""
    return {
        name: abs(
            fmean([best(reading, name) == label for reading, label in zip(readings, labels, strict=True)])
            - model.classifier.score(images, labels)
        )
        for name, model in recognizer.models.items()
    }


@pytest.mark.parametrize("dark_on_light", [True, False])
def test_the_sample_saved_as_png_is_read_as_well_as_directly(
    workers: ProcessPoolExecutor,
    recognizer: Recognizer,
    sample: tuple[mnist.Images, mnist.Labels],
    dark_on_light: bool,
) -> None:
    images, labels = sample
    readings = read_all(workers, recognizer, 255 - images if dark_on_light else images)
    for apart in points_apart(recognizer, readings, images, labels).values():
        assert apart <= 0.001 + 1e-9


@pytest.mark.parametrize("dark_on_light", [True, False])
@pytest.mark.parametrize("n", [1_000, pytest.param(10_000, marks=pytest.mark.soak)])
def test_mnists_test_digits_saved_as_png_are_read_as_well_as_directly(
    workers: ProcessPoolExecutor, recognizer: Recognizer, mnist_dir: Path, n: int, dark_on_light: bool
) -> None:
    images, labels = mnist.load_test(mnist_dir)
    drawn = np.random.default_rng(int(dark_on_light)).permutation(len(labels))[:n]
    images, labels = images[drawn], labels[drawn]
    readings = read_all(workers, recognizer, 255 - images if dark_on_light else images)
    for apart in points_apart(recognizer, readings, images, labels).values():
        assert apart <= 0.001 + 1e-9


@pytest.mark.soak
@pytest.mark.parametrize("way", WAYS)
def test_mnists_test_digits_come_back_as_often_as_the_readme_says(
    workers: ProcessPoolExecutor, mnist_dir: Path, way: str
) -> None:
    images, _ = mnist.load_test(mnist_dir)
    share = share_returned(images, list(workers.map(WAYS[way], images, chunksize=250)))
    assert share >= 0.999
    assert row(way, share) in README.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "factor", [3, pytest.param(2, marks=pytest.mark.soak), pytest.param(8, marks=pytest.mark.soak)]
)
def test_digits_enlarged_and_put_off_centre_come_back_the_same(
    workers: ProcessPoolExecutor, recognizer: Recognizer, sample: tuple[mnist.Images, mnist.Labels], factor: int
) -> None:
    images, _ = sample
    rng = np.random.default_rng(factor)
    large = images.repeat(factor, axis=1).repeat(factor, axis=2)
    (top, left), (bottom, right) = rng.integers(0, 40, (2, 2))
    pages = 255 - np.pad(large, ((0, 0), (top, bottom), (left, right)))
    readings = read_all(workers, recognizer, pages)
    assert share_returned(images, [reading.digits[0].image for reading in readings]) >= 0.999
