"""`evaluate --update-card` measures a model again and leaves its weights alone."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

Run = Callable[..., Any]


def test_a_card_gets_all_figures_again_and_the_weights_stay(run: Run, small_mnist: Path, tmp_path: Path) -> None:
    common = ("--data-dir", small_mnist)
    assert run("train", "mine", "--layers", "784-10", "--epochs", 1, "--out", tmp_path, *common).code == 0
    weights, path = (tmp_path / "mine.npz").read_bytes(), tmp_path / "mine.json"
    before = json.loads(path.read_text())
    path.write_text(json.dumps(before | {"metrics": {}}))

    ended = run("evaluate", "--update-card", "--models-dir", tmp_path, *common)
    assert ended.code == 0
    assert "the card of mine is new" in ended.err
    assert json.loads(path.read_text()) == before
    assert (tmp_path / "mine.npz").read_bytes() == weights
    figures = before["metrics"]["test"]
    for field in (
        "accuracy",
        "interval",
        "per_class",
        "confusion",
        "reliability",
        "coverage",
        "thresholds",
        "robustness",
        "mistakes",
        "mistake_labels",
        "mistake_readings",
    ):
        assert field in figures


def test_it_is_about_mnist_alone(run: Run, tmp_path: Path) -> None:
    assert "leave out the folder" in run("evaluate", tmp_path, "--update-card").complaint
