"""MNIST's digits, made into pictures, are read as well as from MNIST's own arrays: the whole path at once."""

import io
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from statistics import fmean

import numpy as np
import pytest
from PIL import Image

from neuralite import Recognizer, mnist
from neuralite.recognizer import Reading

SHIPPED = Path(__file__).resolve().parent.parent / "models"


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
    return list(workers.map(recognizer.read, [png(image) for image in images], chunksize=250))


def points_apart(
    recognizer: Recognizer, readings: list[Reading], images: mnist.Images, labels: mnist.Labels
) -> dict[str, float]:
    """How far each model's accuracy on the readings is from its accuracy on the arrays."""
    return {
        name: abs(
            fmean([reading.text[name] == str(label) for reading, label in zip(readings, labels, strict=True)])
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


def test_mnists_test_digits_saved_as_png_are_read_as_well_as_directly(
    workers: ProcessPoolExecutor, recognizer: Recognizer, mnist_dir: Path
) -> None:
    # Both polarities of every digit would take a minute and a half: every other digit is dark on light.
    images, labels = mnist.load_test(mnist_dir)
    pictures = images.copy()
    pictures[::2] = 255 - images[::2]
    readings = read_all(workers, recognizer, pictures)
    for part in (slice(None), slice(0, None, 2), slice(1, None, 2)):
        for apart in points_apart(recognizer, readings[part], images[part], labels[part]).values():
            assert apart <= 0.001 + 1e-9


@pytest.mark.parametrize("factor", [2, 3, 8])
def test_digits_enlarged_and_put_off_centre_come_back_the_same(
    workers: ProcessPoolExecutor, recognizer: Recognizer, sample: tuple[mnist.Images, mnist.Labels], factor: int
) -> None:
    images, _ = sample
    rng = np.random.default_rng(factor)
    large = images.repeat(factor, axis=1).repeat(factor, axis=2)
    (top, left), (bottom, right) = rng.integers(0, 40, (2, 2))
    pages = 255 - np.pad(large, ((0, 0), (top, bottom), (left, right)))
    readings = read_all(workers, recognizer, pages)
    seen = np.array([reading.digits[0].image for reading in readings], int)
    same = np.abs(seen - images).max(axis=(1, 2)) <= 1
    assert same.mean() >= 0.999
