"""The judge is taught by digits of every kind and by what is none, and its threshold spares the digits."""

import json
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest

from neuralite import mnist
from neuralite.classifiers import NONE, digit_likelihood
from neuralite.rejection import NETWORKS
from neuralite.training import judge
from neuralite.training.judge import PIXELS, RECIPES, Made

Sample = tuple[mnist.Images, mnist.Labels]


@pytest.fixture(scope="module")
def made(sample: Sample) -> Made:
    return judge.make((sample[0][::4], sample[1][::4]), np.random.default_rng(0))


def test_digits_are_labelled_as_what_they_are_and_the_rest_as_none(made: Made) -> None:
    images, labels = made.examples
    assert images.shape == (len(labels), 28, 28)
    assert images.dtype == labels.dtype == np.uint8
    assert (labels == NONE).sum() == sum(map(len, made.none.values()))
    assert np.bincount(labels).min() > 10


def test_every_kind_is_there_as_often_as_it_ought_to_be(made: Made) -> None:
    digits = {kind: len(labels) for kind, (_, labels) in made.digits.items()}
    assert digits == {
        "as they are": 250,
        "with flourishes": 25,
        "drawn again": 125,
        "in few pixels": 25,
        "in other ways": 38,
    }
    assert sum(map(len, made.none.values())) == pytest.approx(500, abs=3)


def test_only_digits_that_get_flourishes_are_among_those_with_them(made: Made) -> None:
    assert set(made.digits["with flourishes"][1].tolist()) <= {0, 1, 7, 9}


def test_the_same_seed_makes_the_same(sample: Sample) -> None:
    few = (sample[0][::40], sample[1][::40])
    first, second = (judge.make(few, np.random.default_rng(7)).examples for _ in range(2))
    np.testing.assert_array_equal(first[0], second[0])
    np.testing.assert_array_equal(first[1], second[1])


def test_the_threshold_spares_nearly_all_digits_of_the_validation_part(made: Made, sample: Sample) -> None:
    recipes = [replace(recipe, hidden=(8,)) for recipe in RECIPES]
    runs = [judge.begin(recipe, made)[0] for recipe in recipes]
    cards = judge.write_cards(
        recipes, runs, {"training": made, "validation": made}, sample, np.random.default_rng(0), command="made so"
    )

    def likelihood(images: mnist.Images) -> npt.NDArray[np.float64]:
        return digit_likelihood([run.classifier.logits(images) for run in runs])

    card = cards[0]
    scores = np.concatenate([likelihood(images) for images, _ in made.digits.values()])
    assert (scores < card["threshold"]).mean() == pytest.approx(judge.REFUSED, abs=2 / len(scores))
    assert cards[1]["threshold"] == card["threshold"]
    assert cards[1]["recipe"] == recipes[1].to_json()
    told = card["metrics"]["validation"]
    assert told.keys() == {*made.digits, *made.none, "spirals and hatching, never learnt"}
    letters = made.none["letters"]
    assert told["letters"]["n"] == len(letters)
    refused = (likelihood(letters) < card["threshold"]).mean()
    assert told["letters"]["refused"] == pytest.approx(refused)
    assert json.loads(json.dumps(cards, allow_nan=False)) == cards


def test_its_networks_are_those_that_a_reading_asks() -> None:
    assert tuple(recipe.name for recipe in RECIPES) == NETWORKS


def test_it_begins_with_eleven_answers_that_its_seed_drew(made: Made) -> None:
    (first, _), (second, _) = (judge.begin(PIXELS, made) for _ in range(2))
    assert first.classifier.network.outputs == 11
    for name, array in first.weights.items():
        np.testing.assert_array_equal(array, second.weights[name])


def test_an_epoch_has_all_of_mnists_digits_and_a_turn_of_what_was_made(sample: Sample) -> None:
    digits = sample[0][::20], sample[1][::20]
    made = judge.make(digits, np.random.default_rng(0), judge.TURNS)
    assert len(made.made[1]) == pytest.approx(2.85 * 50 * judge.TURNS, abs=3)
    _, feed = judge.begin(PIXELS, made)
    labels = [int(label) for _, some in feed.epoch(1) for label in some]
    assert len(labels) == len(feed) == 50 + len(made.made[1]) // judge.TURNS
    assert 0.4 < np.mean(np.array(labels) == NONE) < 0.65
