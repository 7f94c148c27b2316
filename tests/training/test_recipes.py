"""A recipe makes the network and the optimizer that it names, and refuses what can't be followed."""

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from neuralite import Classifier, LogisticRegression, mnist
from neuralite.features import FEATURE_COUNTS
from neuralite.nn import SGD, Adam, AdamW, Tanh
from neuralite.nn.descent import Rows
from neuralite.training.augmentation import Augmentation
from neuralite.training.feed import Examples
from neuralite.training.recipes import DRAWN_EPOCHS, RECIPES, Recipe

PLAIN = Recipe("mine", "Mine")
MILD = Augmentation(rotation=2, scale=0.02, shear=0.02, shift=0.2, elastic=4)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"optimizer": "lion"}, "no optimizer 'lion'; there are sgd, momentum, nesterov, adam, adamw"),
        ({"schedule": "linear"}, "no schedule 'linear'; there are constant, step, cosine"),
        ({"epochs": 0}, "at least 1"),
        ({"batch_size": 0}, "at least 1"),
        ({"patience": 0}, "at least 1"),
        ({"learning_rate": 0.0}, "a learning rate is above 0"),
        ({"learning_rate": -1.0}, "a learning rate is above 0, not -1"),
        ({"learning_rate": float("nan")}, "a learning rate is above 0, not nan"),
        ({"learning_rate": float("inf")}, "a learning rate is above 0"),
        ({"weight_decay": -0.1}, "a weight decay is at least 0"),
        ({"weight_decay": float("nan")}, "a weight decay is at least 0"),
        ({"warm_up": -1.0}, "a warm-up is at least 0"),
        ({"features": "sound"}, "no features 'sound'; there are "),
        ({"flourishes": 1.5, "augmentation": MILD}, "the share of flourishes is 0 to 1"),
        ({"flourishes": 0.1}, "they take an augmentation"),
        ({"redrawn": -0.1}, "drawn again are a share of at least 0, not -0.1"),
        ({"redrawn": float("nan")}, "drawn again are a share of at least 0"),
        ({"dropout": 0.5}, "dropout drops hidden units, and there are none"),
        ({"teacher": "mlp", "smoothing": 0.1}, "a teacher's answers are not smoothed"),
        ({"threads": 0}, "there is at least one thread, not 0"),
        ({"smoothing": 1.0}, "smoothing and averaging are at least 0 and below 1"),
        ({"averaging": -0.1}, "smoothing and averaging are at least 0 and below 1"),
        ({"averaging": 1.0}, "smoothing and averaging are at least 0 and below 1"),
        ({"teaching": 1.1}, "the teacher's share is 0 to 1"),
        ({"temperature": 0.0}, "its temperature above 0"),
        ({"hidden": (4, 0)}, "a hidden layer has at least one unit, not 0"),
        ({"dropout": 1.0}, "a dropout rate is at least 0 and below 1, not 1"),
        ({"input_dropout": -0.5}, "a dropout rate is at least 0 and below 1, not -0.5"),
        ({"dropout": float("nan")}, "a dropout rate is at least 0 and below 1"),
        ({"seed": -1}, "a seed is at least 0, not -1"),
    ],
)
def test_nonsense_is_refused_before_training(change: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        replace(PLAIN, **change)


def test_an_activation_that_is_not_known_is_refused() -> None:
    with pytest.raises(ValueError, match="no activation 'swish'"):
        replace(PLAIN, hidden=(4,), activation="swish").classifier(np.random.default_rng(0))


def test_without_hidden_layers_it_is_softmax_regression() -> None:
    assert PLAIN.classifier(np.random.default_rng(0)).network.weight_count == 784 * 10 + 10


def test_the_network_is_the_one_that_is_named() -> None:
    network = replace(PLAIN, hidden=(30, 20), activation=Tanh).classifier(np.random.default_rng(0)).network
    assert network.weight_count == 784 * 30 + 30 + 30 * 20 + 20 + 20 * 10 + 10
    assert [type(layer).__name__ for layer in network.layers] == ["Dense", "Tanh", "Dense", "Tanh", "Dense"]


def test_the_seed_of_the_generator_draws_the_first_weights() -> None:
    first, again, other = (
        replace(PLAIN, hidden=(5,)).classifier(np.random.default_rng(seed)).network.parameters["0.weight"].tobytes()
        for seed in (1, 1, 2)
    )
    assert first == again
    assert first != other


def test_every_optimizer_is_the_one_that_is_named() -> None:
    made = {
        name: replace(PLAIN, optimizer=name, weight_decay=0.1).make_optimizer(1000)
        for name in ("sgd", "momentum", "nesterov", "adam", "adamw")
    }
    plain, momentum, nesterov = (made[name] for name in ("sgd", "momentum", "nesterov"))
    assert isinstance(plain, SGD)
    assert isinstance(momentum, SGD)
    assert isinstance(nesterov, SGD)
    assert (plain.momentum, plain.nesterov) == (0, False)
    assert (momentum.momentum, momentum.nesterov) == (0.9, False)
    assert (nesterov.momentum, nesterov.nesterov) == (0.9, True)
    assert type(made["adam"]) is Adam
    assert type(made["adamw"]) is AdamW
    assert all(optimizer.weight_decay == 0.1 for optimizer in made.values())


# Of 1,000 examples in batches of 128, an epoch has 8 steps; 6 epochs have 48.
SIX = replace(PLAIN, epochs=6, learning_rate=0.1)


@pytest.mark.parametrize(
    ("change", "rates"),
    [
        pytest.param({"schedule": "constant"}, {0: 0.1, 47: 0.1}, id="constant"),
        pytest.param({"schedule": "step"}, {0: 0.1, 15: 0.1, 16: 0.01, 31: 0.01, 32: 0.001, 47: 0.001}, id="step"),
        pytest.param({"schedule": "cosine"}, {0: 0.1, 16: 0.075, 24: 0.05, 32: 0.025, 48: 0.0}, id="cosine"),
        pytest.param(
            {"schedule": "cosine", "warm_up": 1.0},
            {0: 0.0125, 3: 0.05, 7: 0.1, 8: 0.1, 28: 0.05, 48: 0.0},
            id="warm-up",
        ),
        pytest.param({"schedule": "constant", "warm_up": 0.5}, {0: 0.025, 3: 0.1, 4: 0.1}, id="half an epoch"),
        pytest.param({"epochs": 1, "warm_up": 1.0}, {0: 0.0125, 7: 0.1}, id="nothing but warm-up"),
        pytest.param({"epochs": 1, "warm_up": 2.0, "schedule": "step"}, {0: 0.00625, 7: 0.05}, id="longer warm-up"),
    ],
)
def test_the_learning_rate_is_scheduled_over_all_steps(change: dict[str, Any], rates: dict[int, float]) -> None:
    optimizer = replace(SIX, **change).make_optimizer(1000)
    found = {}
    for step in rates:
        optimizer.steps = step
        found[step] = optimizer.learning_rate
    assert found == pytest.approx(rates, abs=1e-12)


def made_again(told: dict[str, Any], recipe: Recipe) -> Recipe:
    augmentation = told["augmentation"] and Augmentation(**told["augmentation"])
    told |= {"hidden": tuple(told["hidden"]), "augmentation": augmentation}
    return Recipe(recipe.name, recipe.title, **told)


@pytest.mark.parametrize("name", RECIPES)
def test_a_card_can_hold_a_recipe_and_make_it_again(name: str) -> None:
    recipe = RECIPES[name]
    told = json.loads(json.dumps(recipe.to_json()))
    assert made_again(told, recipe) == recipe


def test_a_card_can_hold_a_recipe_with_augmentation() -> None:
    recipe = replace(PLAIN, augmentation=MILD)
    assert made_again(json.loads(json.dumps(recipe.to_json())), recipe) == recipe


def test_a_layer_of_ones_own_is_told_by_its_name() -> None:
    assert replace(PLAIN, activation=Tanh).to_json()["activation"] == "Tanh"


def test_recipes_go_by_the_names_of_their_models() -> None:
    assert {"logistic", "mlp"} <= RECIPES.keys()
    assert {name: recipe.name for name, recipe in RECIPES.items()} == {name: name for name in RECIPES}


def test_a_recipe_may_be_without_patience() -> None:
    assert replace(PLAIN, patience=None).patience is None


@pytest.fixture
def examples(sample: tuple[mnist.Images, mnist.Labels]) -> Examples:
    return sample[0][:50], sample[1][:50]


def first_batch(recipe: Recipe, examples: Examples, teacher: Classifier | None = None) -> Rows:
    run = recipe.begin(len(examples[1]))
    return next(recipe.feed(examples, run.classifier, teacher).epoch(1))


def test_a_run_begins_with_the_weights_of_the_recipes_seed_and_the_average_it_names() -> None:
    recipe = replace(PLAIN, hidden=(5,), seed=3, averaging=0.9)
    run = recipe.begin(100)
    drawn = recipe.classifier(np.random.default_rng(3)).network.parameters
    assert all((run.weights[name] == array).all() for name, array in drawn.items())
    assert run.seed == 3
    assert run.average
    assert run.average.decay == 0.9
    assert replace(recipe, averaging=0.0).begin(100).average is None
    assert run.epochs == []


def test_without_more_the_feed_has_pixels_and_labels(examples: Examples) -> None:
    rows, labels = first_batch(replace(PLAIN, batch_size=20), examples)
    assert rows.shape == (20, 784)
    assert labels.shape == (20,)
    known = {image.tobytes(): label for image, label in zip(*examples, strict=True)}
    found = [known[np.round(row * 255).astype(np.uint8).tobytes()] for row in rows]
    assert found == labels.tolist()


def test_the_feed_smooths_labels_as_the_recipe_says(examples: Examples) -> None:
    targets = first_batch(replace(PLAIN, smoothing=0.2), examples)[1]
    np.testing.assert_allclose(np.sort(targets)[:, [0, 8, 9]], [[0.02, 0.02, 0.82]] * 50, rtol=1e-5)


def test_the_feed_asks_the_teacher_at_the_recipes_temperature(examples: Examples) -> None:
    teacher = LogisticRegression()
    teacher.network.parameters["0.bias"][3] = np.log(4)
    targets = first_batch(replace(PLAIN, teacher="one", temperature=2.0, teaching=1.0), examples, teacher)[1]
    np.testing.assert_allclose(targets[:, [2, 3]], [[1 / 11, 2 / 11]] * 50, rtol=1e-5)


def test_the_feed_augments_as_the_recipe_says(examples: Examples) -> None:
    plain, (rows, labels) = first_batch(PLAIN, examples), first_batch(replace(PLAIN, augmentation=MILD), examples)
    np.testing.assert_array_equal(labels, plain[1])
    assert (rows != plain[0]).any(axis=1).all()
    # Two degrees make of a digit nothing that it was not.
    likeness = [np.corrcoef(row, before)[0, 1] for row, before in zip(rows, plain[0], strict=True)]
    assert np.median(likeness) > 0.9


def test_the_feed_draws_flourishes_where_the_recipe_says_so(examples: Examples) -> None:
    plain = replace(PLAIN, augmentation=Augmentation(rotation=0, scale=0, shear=0, shift=0, elastic=0), batch_size=200)
    few, all_of_them = (first_batch(replace(plain, flourishes=share), examples) for share in (0.0, 1.0))
    changed = (few[0] != all_of_them[0]).any(axis=1)
    assert set(few[1][changed]) == {0, 1, 7, 9}


def test_the_features_are_those_that_are_named(examples: Examples) -> None:
    for name, count in FEATURE_COUNTS.items():
        recipe = replace(PLAIN, features=name)
        assert recipe.begin(50).classifier.features == name
        assert first_batch(recipe, examples)[0].shape == (50, count)


def test_digits_drawn_again_are_the_seeds_own_and_an_epoch_has_as_many_as_are_wanted(examples: Examples) -> None:
    recipe, n = replace(PLAIN, redrawn=0.5), len(examples[1])
    drawn, other = recipe.drawn_again(examples), replace(recipe, seed=2).drawn_again(examples)
    assert drawn is not None
    assert other is not None
    assert len(drawn[1]) == DRAWN_EPOCHS * round(n / 2)
    assert (drawn[0] != other[0]).any()
    feed = recipe.feed(examples, recipe.begin(n).classifier)
    assert feed.again is not None
    np.testing.assert_array_equal(feed.again[0], drawn[0])
    assert len(feed) == recipe.epoch_size(n) == n + round(n / 2)


def test_a_recipe_that_wants_none_draws_no_digits_again(examples: Examples) -> None:
    assert PLAIN.drawn_again(examples) is None
    assert PLAIN.epoch_size(50) == 50
