"""The figures of a model are those that scikit-learn, tables and a sheet of paper give."""

import json

import numpy as np
import pytest
from sklearn import metrics

from neuralite import evaluation


# 81 of 263 is Newcombe's example (1998, method 3); 0 of n ends at z^2 / (n + z^2), and n of n is its mirror image.
@pytest.mark.parametrize(
    ("right", "n", "low", "high"),
    [
        (0, 10, 0.0, 0.2775),
        (10, 10, 0.7225, 1.0),
        (5, 10, 0.2366, 0.7634),
        (81, 263, 0.2553, 0.3662),
        (0, 0, 0.0, 1.0),
    ],
)
def test_the_interval_is_wilsons(right: int, n: int, low: float, high: float) -> None:
    assert evaluation.wilson_interval(right, n) == pytest.approx((low, high), abs=5e-5)


@pytest.fixture
def answers() -> tuple[np.ndarray, np.ndarray]:
    """Labels of 500 digits, never an 8, and probabilities that are often right and never of a 9."""
    rng = np.random.default_rng(6)
    labels = rng.choice([0, 1, 2, 3, 4, 5, 6, 7, 9], 500)
    scores = rng.normal(size=(500, 10)) + 2 * np.eye(10)[labels]
    scores[:, 9] = -20
    return labels, np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)


def test_the_figures_are_those_of_scikit_learn(answers: tuple[np.ndarray, np.ndarray]) -> None:
    labels, probabilities = answers
    predicted = probabilities.argmax(axis=1)
    figures = evaluation.measure(labels, probabilities)
    assert figures["n"] == 500
    assert figures["accuracy"] == pytest.approx(metrics.accuracy_score(labels, predicted))
    assert figures["confusion"] == metrics.confusion_matrix(labels, predicted, labels=range(10)).tolist()
    expected = metrics.precision_recall_fscore_support(labels, predicted, labels=range(10), zero_division=0)
    for digit, row in enumerate(zip(*expected, strict=True)):
        assert list(figures["per_class"][digit].values()) == pytest.approx(list(row))


def test_the_mistakes_are_the_rows_read_wrong(answers: tuple[np.ndarray, np.ndarray]) -> None:
    labels, probabilities = answers
    figures = evaluation.measure(labels, probabilities)
    assert len(figures["mistakes"]) == round(500 * (1 - figures["accuracy"]))
    assert all(labels[row] != probabilities[row].argmax() for row in figures["mistakes"])
    assert figures["mistake_labels"] == labels[figures["mistakes"]].tolist()
    assert figures["mistake_readings"] == probabilities[figures["mistakes"]].argmax(axis=1).tolist()


def test_the_figures_can_be_held_by_json(answers: tuple[np.ndarray, np.ndarray]) -> None:
    figures = evaluation.measure(*answers)
    assert json.loads(json.dumps(figures, allow_nan=False)) == figures


def test_rows_of_the_confusion_are_labels() -> None:
    confusion = evaluation.confusion_matrix(np.array([4, 4, 9], np.uint8), np.array([9, 4, 9]))
    assert {(int(row), int(column)): int(confusion[row, column]) for row, column in np.argwhere(confusion)} == {
        (4, 9): 1,
        (4, 4): 1,
        (9, 9): 1,
    }


def test_answers_as_sure_as_they_are_right_have_no_calibration_error() -> None:
    confidence = np.full(1000, 0.8)
    right = np.arange(1000) % 5 > 0
    assert evaluation.calibration_error(confidence, right) == pytest.approx(0, abs=0.01)


def test_calibration_error_is_how_much_too_sure_answers_are() -> None:
    # A third each: always right at 0.3 (0.7 too modest) and at 0.6 (0.4 too modest), never right at 0.9 (0.9 too sure).
    confidence, right = np.repeat([0.6, 0.3, 0.9], 10), np.repeat([True, True, False], 10)
    assert evaluation.calibration_error(confidence, right) == pytest.approx((0.7 + 0.4 + 0.9) / 3)


def test_one_answer_is_a_bin_of_its_own() -> None:
    assert evaluation.calibration_error(np.array([0.7]), np.array([True])) == pytest.approx(0.3)


def test_of_no_answers_nothing_is_known() -> None:
    figures = evaluation.measure(np.empty(0, np.int64), np.empty((0, 10)))
    assert (figures["n"], figures["accuracy"], figures["interval"]) == (0, 0.0, [0.0, 1.0])
    assert figures["calibration_error"] == 0.0
    assert figures["mistakes"] == []


def test_bins_of_reliability_hold_all_answers_the_least_sure_first() -> None:
    confidence = np.linspace(0.1, 1.0, 100)
    bins = evaluation.reliability(confidence, confidence > 0.5)
    assert sum(row["n"] for row in bins) == 100
    assert len(bins) == 15
    assert [row["confidence"] for row in bins] == sorted(row["confidence"] for row in bins)
    assert (bins[0]["accuracy"], bins[-1]["accuracy"]) == (0.0, 1.0)
    assert evaluation.reliability(np.empty(0), np.empty(0, bool)) == []


def test_refusing_the_least_sure_answers_raises_the_accuracy_of_the_rest() -> None:
    # Of ten answers the two least sure are wrong.
    confidence = np.array([0.95, 0.3, 0.9, 0.85, 0.8, 0.4, 0.75, 0.7, 0.65, 0.6])
    curve = evaluation.coverage_curve(confidence, confidence > 0.5)
    assert curve[0] == {"coverage": 1.0, "accuracy": 0.8, "threshold": 0.3}
    at = {point["coverage"]: point for point in curve}
    assert at[0.8] == {"coverage": 0.8, "accuracy": 1.0, "threshold": 0.6}
    assert [point["threshold"] for point in curve] == sorted(point["threshold"] for point in curve)


def test_a_threshold_keeps_the_answers_that_are_at_least_as_sure() -> None:
    # Of ten answers three are below 0.5, and two of those are the only wrong ones.
    confidence = np.array([0.45, 0.3, 0.4, 0.55, 0.65, 0.75, 0.85, 0.92, 0.96, 0.96])
    rows = {row["threshold"]: row for row in evaluation.accuracy_by_threshold(confidence, confidence >= 0.45)}
    assert rows[0.0] == {"threshold": 0.0, "coverage": 1.0, "accuracy": 0.8, "wrong": 2}
    assert rows[0.5] == {"threshold": 0.5, "coverage": 0.7, "accuracy": 1.0, "wrong": 0}
    assert rows[0.95] == {"threshold": 0.95, "coverage": 0.2, "accuracy": 1.0, "wrong": 0}
    assert max(rows) == 0.95
    assert evaluation.accuracy_by_threshold(np.empty(0), np.empty(0, bool)) == []
