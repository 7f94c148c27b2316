"""Digits of the sample and of pens, several on a page: rows, signs, broken strokes, touching pairs, sheets."""

import logging
from collections.abc import Callable
from difflib import SequenceMatcher
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from neuralite import Recognizer, mnist
from scripts.scenes import layout, strokes

Sample = tuple[mnist.Images, mnist.Labels]
Ink = npt.NDArray[np.floating]
Layout = Callable[[list[Ink], np.random.Generator], Ink]
# `pytest -m soak --log-cli-level INFO` shows what was measured.
LOG = logging.getLogger(__name__)
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


def pair(digits: list[Ink], rng: np.random.Generator) -> Ink:
    first, second = layout.of_unlike_heights(digits, rng, unlike=0.2)
    return layout.touching(first, second, rng)


def broken(digits: list[Ink], rng: np.random.Generator) -> Ink:
    return layout.beside(
        [layout.broken(digit, rng) for digit in layout.of_unlike_heights(digits, rng, unlike=0.2)], rng
    )


def fives_with_tops_apart(digits: list[Ink], rng: np.random.Generator) -> Ink:
    large = layout.of_unlike_heights(digits, rng, unlike=0.2)
    return layout.beside([layout.with_top_apart(digit, rng) for digit in large], rng)


# How many digits a layout has, and which share of them is to be read.
LAYOUTS: dict[Layout, tuple[int, float]] = {
    row: (5, 0.95),
    signs: (4, 0.95),
    sheet: (20, 0.95),
    tilted: (20, 0.95),
    broken: (4, 0.95),
    fives_with_tops_apart: (4, 0.95),
    pair: (2, 0.95),
}


def share_read(recognizer: Recognizer, sample: Sample, arrange: Layout, most: int) -> float:
    """Share of digits that are read, and in their order, of up to ``most`` digits of the sample in a layout."""
    rng, count = np.random.default_rng(0), LAYOUTS[arrange][0]
    usable = np.flatnonzero(sample[1] == 5) if arrange is fives_with_tops_apart else np.arange(len(sample[1]))
    order = rng.permutation(usable)[:most]
    pages = order[: len(order) // count * count].reshape(-1, count)
    right = 0
    for rows in pages:
        ink = layout.with_margin(arrange([sample[0][place] / 255 for place in rows], rng), 25)
        y, x = np.mgrid[-1 : 1 : ink.shape[0] * 1j, -1 : 1 : ink.shape[1] * 1j]
        light = 0.8 + x * rng.uniform(-0.15, 0.15) + y * rng.uniform(-0.1, 0.1)
        grey = light * (1 - 0.75 * ink) + rng.normal(0, 0.01, ink.shape)
        text = recognizer.read((grey.clip(0, 1) * 255).astype(np.uint8)).text["mlp"]
        wanted = "".join(str(label) for label in sample[1][rows])
        right += sum(block.size for block in SequenceMatcher(a=wanted, b=text, autojunk=False).get_matching_blocks())
    return right / int(pages.size)


@pytest.mark.parametrize("arrange", LAYOUTS)
def test_of_the_digits_of_a_layout_most_are_read(recognizer: Recognizer, sample: Sample, arrange: Layout) -> None:
    assert share_read(recognizer, sample, arrange, most=40) >= LAYOUTS[arrange][1]


@pytest.mark.soak
@pytest.mark.parametrize("arrange", LAYOUTS)
def test_of_a_thousand_digits_few_are_misread(recognizer: Recognizer, sample: Sample, arrange: Layout) -> None:
    share = share_read(recognizer, sample, arrange, most=1000)
    LOG.info("%s: %.1f %%", arrange.__name__, 100 * share)
    assert share >= LAYOUTS[arrange][1]


@pytest.mark.soak
def test_single_digits_are_not_cut(recognizer: Recognizer, sample: Sample) -> None:
    rng, differ = np.random.default_rng(1), 0
    for image in sample[0]:
        pen = rng.uniform(0.04, 0.25) * layout.HEIGHT
        ink = layout.with_margin(strokes.drawn_again(image, 2 * layout.HEIGHT, pen), 25)
        page = np.asarray(255 * (1 - 0.8 * ink)).astype(np.uint8)
        differ += len(recognizer.read(page).digits) != 1
    assert differ <= 0.005 * len(sample[0])
