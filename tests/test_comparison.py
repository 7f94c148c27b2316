"""The page of comparisons is told what the cards say, and nothing where they don't."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from neuralite import comparison, storage
from neuralite.comparison import Mistake, Shared

Card = dict[str, Any]


def card_of(mistakes: list[int], n: int = 10) -> Card:
    """A card of a model that read all but the given digits right."""
    right = (n - len(mistakes)) / n
    return {"metrics": {"test": {"n": n, "accuracy": right, "interval": [0.5, 1.0], "mistakes": mistakes}}}


@pytest.fixture
def shipped() -> Card:
    """The card of the shipped MLP."""
    return copy.deepcopy(storage.read_card(storage.models_folder(), "mlp"))


READERS = (
    comparison.accuracy,
    comparison.weights,
    comparison.training_seconds,
    comparison.calibration_error,
    comparison.training_curves,
    comparison.confusion,
    comparison.mistakes,
    comparison.per_class,
    comparison.reliability,
    comparison.coverage,
    comparison.robustness,
)


@pytest.mark.parametrize("read", READERS)
def test_a_shipped_card_tells_every_figure(shipped: Card, read: Any) -> None:
    assert read(shipped) is not None


@pytest.mark.parametrize("odd", [None, [], {}, "much", -1, float("nan"), True, {"test": None}, {"test": {"n": "x"}}])
@pytest.mark.parametrize("read", READERS)
def test_a_card_that_lacks_a_figure_or_has_something_else_in_its_place_tells_none(read: Any, odd: Any) -> None:
    assert read({}) is None
    assert read({"metrics": odd, "weights": [odd], "training_seconds": str(odd), "epochs": odd}) is None


def test_half_a_confusion_matrix_is_none(shipped: Card) -> None:
    shipped["metrics"]["test"]["confusion"].pop()
    assert comparison.confusion(shipped) is None


def test_every_cell_of_the_confusion_matrix_counts_the_cards_mistakes(shipped: Card) -> None:
    counts, wrong = comparison.confusion(shipped), comparison.mistakes(shipped)
    assert counts is not None
    assert wrong is not None
    assert counts.sum() - counts.trace() == len(wrong)


def test_a_mistake_tells_its_label_and_its_reading_where_the_card_does() -> None:
    card = card_of([3, 7])
    assert comparison.mistakes(card) == [Mistake(3, None, None), Mistake(7, None, None)]
    card["metrics"]["test"] |= {"mistake_labels": [4, 9], "mistake_readings": [9, 4]}
    assert comparison.mistakes(card) == [Mistake(3, 4, 9), Mistake(7, 9, 4)]
    card["metrics"]["test"]["mistake_labels"] = [4]
    assert comparison.mistakes(card) is None


def test_refusing_is_told_at_the_first_threshold_that_is_as_strict() -> None:
    points = [{"threshold": t, "coverage": c, "accuracy": a} for t, c, a in ((0.3, 1.0, 0.9), (0.8, 0.5, 0.98))]
    card = {"metrics": {"test": {"coverage": points[::-1]}}}
    told = comparison.coverage(card)
    assert told == points
    assert comparison.at_threshold(told, 0.0) == points[0]
    assert comparison.at_threshold(told, 0.5) == points[1]
    assert comparison.at_threshold(told, 0.9) is None
    card["metrics"]["test"]["thresholds"] = [{"threshold": 0.5, "coverage": 0.7, "accuracy": 0.95, "wrong": 2}]
    assert comparison.at_threshold(comparison.coverage(card) or [], 0.5) == {
        "threshold": 0.5,
        "coverage": 0.7,
        "accuracy": 0.95,
    }


def test_mistakes_are_of_the_one_the_other_or_both() -> None:
    cards = {"a": card_of([1, 2, 3]), "b": card_of([3, 4]), "c": card_of([])}
    assert comparison.shared_mistakes(cards) == [
        Shared("a", "b", 2, 1, 1),
        Shared("a", "c", 3, 0, 0),
        Shared("b", "c", 2, 0, 0),
    ]
    assert comparison.missed_by(cards) == {1: [1, 2, 4], 2: [3]}


def test_mistakes_on_another_set_are_not_compared() -> None:
    cards = {"a": card_of([1]), "b": card_of([1], n=5), "c": {}}
    assert comparison.shared_mistakes(cards) == []
    assert comparison.missed_by(cards) == {1: [1]}
    assert comparison.missed_by({}) == {}


def test_cards_are_read_without_their_weights_and_damaged_ones_are_named(tmp_path: Path) -> None:
    for name in ("good", "bad"):
        (tmp_path / f"{name}.npz").write_bytes(b"no weights")
    (tmp_path / "good.json").write_text(json.dumps({"format_version": storage.FORMAT_VERSION, "weights": 3}))
    (tmp_path / "bad.json").write_text("{")
    cards, problems = comparison.read_cards(tmp_path)
    assert {name: comparison.weights(card) for name, card in cards.items()} == {"good": 3}
    assert ["bad.json" in problem for problem in problems] == [True]
