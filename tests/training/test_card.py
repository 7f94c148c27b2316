"""A card tells all that a reader of the model wants to know, as JSON can hold it, and nothing that is not so."""

import hashlib
import json
import platform
from typing import Any

import numpy as np
import pytest

from neuralite import Classifier, evaluation, mnist
from neuralite.calibration import Calibration
from neuralite.images.normalization import PREPARATION_VERSION
from neuralite.training.card import write_card
from neuralite.training.feed import Examples
from neuralite.training.loop import Epoch
from neuralite.training.recipes import RECIPES

EPOCHS = [
    Epoch(1, 0.51234567, 0.8, 0.4, 0.81, 0.002, 1.26, best=True),
    Epoch(2, 0.3, 0.9, 0.35, 0.8, 0.001, 1.5, best=False),
]


@pytest.fixture
def parts(sample: tuple[mnist.Images, mnist.Labels]) -> dict[str, Examples]:
    images, labels = sample
    return {
        "training": (images[:600], labels[:600]),
        "validation": (images[600:900], labels[600:900]),
        "test": (images[900:], labels[900:]),
    }


@pytest.fixture
def classifier() -> Classifier:
    """It reads nearly every digit as a 3."""
    classifier = RECIPES["logistic"].classifier(np.random.default_rng(0))
    classifier.network.parameters["0.bias"][3] = 2
    return classifier


@pytest.fixture
def card(classifier: Classifier, parts: dict[str, Examples]) -> dict[str, Any]:
    return write_card(RECIPES["logistic"], classifier, EPOCHS, parts, command="python -m neuralite train logistic")


def test_it_tells_how_the_model_was_made(card: dict[str, Any]) -> None:
    assert card["title"] == "Logistic regression"
    assert card["command"] == "python -m neuralite train logistic"
    assert card["recipe"]["optimizer"] == "adam"
    assert card["recipe"]["seed"] == RECIPES["logistic"].seed
    assert card["preparation_version"] == PREPARATION_VERSION
    assert card["software"] == {"python": platform.python_version(), "numpy": np.__version__}
    assert card["training_seconds"] == 2.8


def test_it_tells_what_the_model_has_learnt_from(card: dict[str, Any], parts: dict[str, Examples]) -> None:
    assert card["examples"] == {"training": 600, "validation": 300, "test": 100}
    assert card["split_seed"] == mnist.SPLIT_SEED
    data = b"".join(array.tobytes() for part in ("training", "validation") for array in parts[part])
    assert card["data_sha256"] == hashlib.sha256(data).hexdigest()


def test_it_tells_of_every_epoch_in_six_decimals(card: dict[str, Any]) -> None:
    assert [epoch["number"] for epoch in card["epochs"]] == [1, 2]
    assert card["epochs"][0] == {
        "number": 1,
        "training_loss": 0.512346,
        "training_accuracy": 0.8,
        "validation_loss": 0.4,
        "validation_accuracy": 0.81,
        "learning_rate": 0.002,
        "seconds": 1.26,
        "best": True,
    }


@pytest.mark.parametrize("part", ["training", "validation", "test"])
def test_it_tells_how_good_the_model_is_on_every_part(
    card: dict[str, Any], parts: dict[str, Examples], part: str
) -> None:
    labels = parts[part][1]
    threes = int((labels == 3).sum())
    figures = card["metrics"][part]
    assert figures["n"] == len(labels)
    assert figures["accuracy"] == pytest.approx(threes / len(labels))
    assert figures["interval"] == list(evaluation.wilson_interval(threes, len(labels)))
    assert np.array(figures["confusion"])[:, 3].tolist() == np.bincount(labels, minlength=10).tolist()
    assert [row["recall"] for row in figures["per_class"]] == [0, 0, 0, 1 if threes else 0, 0, 0, 0, 0, 0, 0]
    assert figures["mistakes"] == np.flatnonzero(labels != 3).tolist()


def test_it_calibrates_on_the_validation_part_alone(classifier: Classifier, parts: dict[str, Examples]) -> None:
    card = write_card(RECIPES["logistic"], classifier, EPOCHS, parts, command="")
    images, labels = parts["validation"]
    calibration = Calibration.fit(classifier.logits(images), labels)
    assert calibration == Calibration(card["temperature"], card["doubt"])
    # It claims 42 % for every 3, and a tenth of the digits are 3: it was far too sure.
    assert calibration.temperature > 5


def test_what_is_likelier_than_not_is_not_too_unsure(card: dict[str, Any]) -> None:
    # All claim the same: a share of them would be all of them.
    assert card["least_confidence"] == pytest.approx(0.1, abs=0.03)


def test_one_in_five_hundred_is_too_unsure(parts: dict[str, Examples]) -> None:
    classifier = RECIPES["logistic"].classifier(np.random.default_rng(0))
    classifier.network.parameters["0.weight"][:] = np.random.default_rng(0).normal(0, 0.05, (784, 10))
    card = write_card(RECIPES["logistic"], classifier, EPOCHS, parts, command="")
    images, _ = parts["validation"]
    confidence = Calibration.of(card)(classifier.logits(images)).max(axis=1)
    assert 1 <= (confidence < card["least_confidence"]).sum() <= 2


def test_the_figures_are_of_calibrated_probabilities(card: dict[str, Any], parts: dict[str, Examples]) -> None:
    (claim,) = {round(row["confidence"], 6) for row in card["metrics"]["validation"]["reliability"]}
    share = (parts["validation"][1] == 3).mean()
    assert claim == pytest.approx(share, abs=0.03)


def test_json_can_hold_it(card: dict[str, Any]) -> None:
    assert json.loads(json.dumps(card, allow_nan=False)) == card


def test_without_a_test_set_it_tells_of_none(classifier: Classifier, parts: dict[str, Examples]) -> None:
    del parts["test"]
    card = write_card(RECIPES["logistic"], classifier, EPOCHS, parts, command="")
    assert card["examples"].keys() == card["metrics"].keys() == {"training", "validation"}
