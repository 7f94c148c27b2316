"""Digits of the sample and of pens, several on a page: rows, signs, broken strokes, touching pairs, sheets."""

from collections.abc import Callable
from difflib import SequenceMatcher
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from neuralite import Recognizer, mnist
from scripts.scenes import layout

Sample = tuple[mnist.Images, mnist.Labels]
Ink = npt.NDArray[np.floating]
Layout = Callable[[list[Ink], np.random.Generator], Ink]
MODELS = Path(__file__).resolve().parents[2] / "models"


@pytest.fixture(scope="module")
def recognizer() -> Recognizer:
    return Recognizer(["mlp", "logistic-hog"], models_dir=MODELS)


def row(digits: list[Ink], rng: np.random.Generator) -> Ink:
    return layout.beside(layout.of_unlike_heights(digits, rng), rng)


def signs(digits: list[Ink], rng: np.random.Generator) -> Ink:
    first, *others = layout.of_unlike_heights(digits, rng, unlike=0.2)
    height = layout.HEIGHT
    return layout.beside([layout.minus(height, rng), first, layout.dot(height, rng), *others], rng)


def sheet(digits: list[Ink], rng: np.random.Generator) -> Ink:
    return layout.sheet(layout.of_unlike_heights(digits, rng, unlike=0.2), 5, rng)


def tilted(digits: list[Ink], rng: np.random.Generator) -> Ink:
    return layout.sheet(layout.of_unlike_heights(digits, rng, unlike=0.2), 5, rng, tilt=rng.uniform(-4, 4))


def right_digits(recognizer: Recognizer, sample: Sample, arrange: Layout, count: int, pages: int) -> float:
    """Share of digits that are read, and in their order, among those of ``pages`` pages with ``count`` digits each."""
    rng = np.random.default_rng(0)
    order = rng.permutation(len(sample[0]))
    right = 0
    for number in range(pages):
        rows = order[number * count : (number + 1) * count]
        ink = layout.with_margin(arrange([sample[0][place] / 255 for place in rows], rng), 25)
        y, x = np.mgrid[-1 : 1 : ink.shape[0] * 1j, -1 : 1 : ink.shape[1] * 1j]
        light = 0.8 + x * rng.uniform(-0.15, 0.15) + y * rng.uniform(-0.1, 0.1)
        grey = light * (1 - 0.75 * ink) + rng.normal(0, 0.01, ink.shape)
        text = recognizer.read((grey.clip(0, 1) * 255).astype(np.uint8)).text["mlp"]
        wanted = "".join(str(label) for label in sample[1][rows])
        right += sum(block.size for block in SequenceMatcher(a=wanted, b=text, autojunk=False).get_matching_blocks())
    return right / (count * pages)


@pytest.mark.parametrize(
    ("arrange", "count"),
    [(row, 5), (signs, 4), (sheet, 20), (tilted, 20)],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_of_the_digits_of_a_layout_most_are_right(
    recognizer: Recognizer, sample: Sample, arrange: Layout, count: int
) -> None:
    assert right_digits(recognizer, sample, arrange, count, pages=40 // count) >= 0.95


@pytest.mark.soak
@pytest.mark.parametrize(
    ("arrange", "count"),
    [(row, 5), (signs, 4), (sheet, 20), (tilted, 20)],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_of_a_thousand_digits_few_are_wrong(
    recognizer: Recognizer, sample: Sample, arrange: Layout, count: int
) -> None:
    assert right_digits(recognizer, sample, arrange, count, pages=1000 // count) >= 0.95
