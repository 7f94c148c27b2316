"""Calibration makes probabilities mean what they say, and never changes which digit is the most probable."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neuralite import Classifier, LogisticRegression, storage
from neuralite.calibration import Calibration
from neuralite.evaluation import calibration_error
from neuralite.nn.arrays import Array, Labels
from neuralite.storage import ModelFileError


def answers(temperature: float, doubt: float, n: int = 12_000) -> tuple[Array, Labels]:
    """Logits of a network that is sure by another temperature than it says, and labels as they then fall."""
    rng = np.random.default_rng(3)
    logits = rng.normal(0, 3, (n, 10))
    probabilities = Calibration(temperature, doubt)(logits)
    labels = (probabilities.cumsum(axis=1) < rng.random((n, 1))).sum(axis=1)
    return logits, labels.clip(0, 9)


@pytest.mark.parametrize(("temperature", "doubt"), [(0.4, 0.0), (1.0, 0.02), (2.5, 0.1)])
def test_it_finds_the_temperature_and_the_doubt_by_which_labels_fell(temperature: float, doubt: float) -> None:
    found = Calibration.fit(*answers(temperature, doubt))
    assert found.temperature == pytest.approx(temperature, rel=0.08)
    assert found.doubt == pytest.approx(doubt, abs=0.015)


@pytest.mark.parametrize("temperature", [0.3, 3.0])
def test_what_claims_nine_in_ten_is_right_nine_times_in_ten(temperature: float) -> None:
    logits, labels = answers(temperature, 0.01)
    half = len(labels) // 2

    def error(probabilities: npt.NDArray[np.float64]) -> float:
        return calibration_error(probabilities.max(axis=1), probabilities.argmax(axis=1) == labels[half:])

    assert error(Calibration()(logits[half:])) > 0.1
    assert error(Calibration.fit(logits[:half], labels[:half])(logits[half:])) < 0.025


@given(st.floats(0.05, 20), st.floats(0, 0.99), st.integers(0, 2**32 - 1))
def test_it_changes_no_answer_and_rows_sum_to_one(temperature: float, doubt: float, seed: int) -> None:
    logits = np.random.default_rng(seed).normal(0, 2, (5, 10))
    probabilities = Calibration(temperature, doubt)(logits)
    np.testing.assert_array_equal(probabilities.argmax(axis=1), logits.argmax(axis=1))
    np.testing.assert_allclose(probabilities.sum(axis=1), 1)
    assert probabilities.min() >= doubt / 10


def test_labels_that_logits_always_foresee_leave_finite_figures() -> None:
    found = Calibration.fit(np.eye(10) * 5, np.arange(10))
    assert 0 < found.temperature < 1
    assert 0 <= found.doubt < 1e-3


def test_without_answers_nothing_is_changed() -> None:
    assert Calibration.fit(np.empty((0, 10)), np.empty(0, int)) == Calibration(1.0, 0.0)


def test_a_card_that_says_nothing_means_plain_softmax() -> None:
    logits = np.log([[0.2, 0.8]])
    np.testing.assert_allclose(Calibration.of({})(logits), [[0.2, 0.8]])


@pytest.mark.parametrize(
    "card",
    [{"temperature": 0}, {"temperature": -1.0}, {"temperature": "1"}, {"doubt": 1.0}, {"doubt": float("nan")}],
)
def test_a_model_whose_card_says_nonsense_is_refused(card: dict[str, Any], tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="temperature"):
        Calibration.of(card)
    storage.save(tmp_path, "mine", LogisticRegression(), {})
    path = tmp_path / "mine.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | card))
    with pytest.raises(ModelFileError, match=r"mine\.json: .*temperature"):
        storage.load(tmp_path, "mine")


def test_a_model_answers_as_its_card_calibrates(tmp_path: Path) -> None:
    classifier: Classifier = LogisticRegression()
    classifier.network.parameters["0.bias"][:] = np.log(np.arange(1, 11))
    storage.save(tmp_path, "mine", classifier, {"temperature": 0.5, "doubt": 0.2})
    squares = np.arange(1, 11) ** 2
    found = storage.load(tmp_path, "mine").predict_proba(np.zeros((1, 784)))
    np.testing.assert_allclose(found[0], 0.8 * squares / squares.sum() + 0.02, rtol=1e-6)
