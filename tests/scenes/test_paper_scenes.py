"""Digits of the sample are read on every made paper, and paper without ink is blank."""

from pathlib import Path

import numpy as np
import pytest

from neuralite import Recognizer, mnist
from scripts.scene_trials import share_right
from scripts.scenes.paper import PAPERS

PROJECT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="module")
def recognizer() -> Recognizer:
    return Recognizer(["mlp"], models_dir=PROJECT / "models")


def test_a_part_of_the_sample_is_read_on_every_paper(
    recognizer: Recognizer, sample: tuple[mnist.Images, mnist.Labels]
) -> None:
    images, labels = sample[0][::200], sample[1][::200]
    shares = [share_right(paper, images, labels, recognizer)["mlp"] for paper in PAPERS]
    assert np.mean(shares) >= 0.95


@pytest.mark.soak
@pytest.mark.parametrize("paper", PAPERS)
def test_nineteen_of_twenty_digits_are_read_on_each_paper(
    recognizer: Recognizer, sample: tuple[mnist.Images, mnist.Labels], paper: str
) -> None:
    assert share_right(paper, *sample, recognizer)["mlp"] >= 0.95


@pytest.mark.parametrize(
    "paper", ["plain", "coloured", "pencil", "squared", "pencil on squares", "grain", "transparent"]
)
def test_paper_without_ink_is_blank(recognizer: Recognizer, paper: str) -> None:
    empty = np.zeros((200, 160), np.float32)
    for seed in (1, 2, 3):
        assert not recognizer.read(PAPERS[paper](empty, np.random.default_rng(seed))).digits


@pytest.mark.parametrize("deviation", [0.01, 0.05, 0.1])
@pytest.mark.parametrize("shape", [(64, 64), (280, 280), (600, 800)])
def test_grain_on_blank_paper_is_no_ink(recognizer: Recognizer, shape: tuple[int, int], deviation: float) -> None:
    page = np.random.default_rng(0).normal(0.75, deviation, shape).clip(0, 1)
    assert recognizer.read(page).reason == "There is no ink in this picture."


@pytest.mark.parametrize("deviation", [0.0, 0.01, 0.05])
@pytest.mark.parametrize("fall", [0.1, 0.25, 0.4])
@pytest.mark.parametrize("shape", [(160, 160), (320, 320)])
def test_light_from_one_side_on_blank_paper_is_no_ink(
    recognizer: Recognizer, shape: tuple[int, int], fall: float, deviation: float
) -> None:
    page = 0.9 - np.linspace(0, fall, shape[1]) + np.random.default_rng(0).normal(0, deviation, shape)
    assert recognizer.read(page.clip(0, 1)).reason == "There is no ink in this picture."


@pytest.mark.parametrize("tone", [0.2, 0.7])
@pytest.mark.parametrize("rows", [(0,), (3,), (140,), (90, 180)])
@pytest.mark.parametrize("shape", [(280, 280), (200, 160), (600, 800)])
def test_a_page_with_nothing_but_a_line_or_two_is_blank(
    recognizer: Recognizer, shape: tuple[int, int], rows: tuple[int, ...], tone: float
) -> None:
    page = np.full(shape, 0.95)
    for row in rows:
        top = row * shape[0] // 280
        page[top : top + 2] = tone
    assert recognizer.read(page).reason == "There is no ink in this picture."
