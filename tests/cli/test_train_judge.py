"""`train judge` writes a judge beside the models, and the command that its card names makes the same weights."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from neuralite.rejection import load_judge
from neuralite.training import judge as training

Run = Callable[..., Any]


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few made pictures, so that it takes a second."""
    for name in ("AGAIN", "FLOURISHED", "FEW_PIXELS", "OTHER_WAYS", "NO_DIGIT"):
        monkeypatch.setattr(training, name, 0.06)
    monkeypatch.setattr(training, "NEW", 20)
    monkeypatch.setattr(training, "RECIPES", [replace(recipe, hidden=(16,)) for recipe in training.RECIPES])


@pytest.mark.usefixtures("few")
def test_it_makes_a_judge_that_the_models_of_its_folder_ask(run: Run, small_mnist: Path, tmp_path: Path) -> None:
    options = ("--epochs", 2, "--seed", 4, "--data-dir", small_mnist)
    ended = run("train", "judge", "--out", tmp_path / "first", *options)
    assert ended.code == 0
    assert f"Written to {tmp_path / 'first' / 'judge'}." in ended.out
    judge = load_judge(tmp_path / "first")
    assert judge is not None
    assert [model.classifier.features for model in judge.models] == ["pixels", "hog"]
    for name in ("pixels", "strokes"):
        card = json.loads((tmp_path / "first" / "judge" / f"{name}.json").read_text())
        assert card["command"] == "python -m neuralite train judge --epochs 2 --seed 4"
        assert card["threshold"] == judge.threshold
        assert card["examples"]["training"] > 500
        assert len(card["epochs"]) == 2

    assert run("train", "judge", "--out", tmp_path / "second", *options).code == 0
    again = load_judge(tmp_path / "second")
    assert again is not None
    pictures = np.random.default_rng(0).integers(0, 256, (5, 28, 28), dtype=np.uint8)
    np.testing.assert_array_equal(again.likelihood(pictures), judge.likelihood(pictures))


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--layers", "784-10"), "a judge takes no --layers, only --seed and --epochs"),
        (("--learning-rate", "0.1"), "a judge takes no --learning-rate, only --seed and --epochs"),
        (("--checkpoint", "x"), "a judge is trained in one go: leave out --checkpoint and --resume"),
    ],
)
def test_what_a_judge_does_not_have_is_told(run: Run, tmp_path: Path, options: tuple[str, str], words: str) -> None:
    assert run("train", "judge", "--data-dir", tmp_path, *options).complaint == words
