"""First weights have the spread that their formulas promise, and come from the generator alone."""

import math

import numpy as np
import pytest
from scipy import stats

from neuralite.nn import Dense, Layer, Network, ReLU
from neuralite.nn.arrays import Array
from neuralite.nn.initializers import INITIALIZERS, he, normal, xavier, zeros

RANDOM = ["he", "xavier", "normal"]


@pytest.mark.parametrize(
    ("name", "spread"), [("he", math.sqrt(2 / 400)), ("xavier", math.sqrt(2 / (400 + 100))), ("normal", 0.01)]
)
def test_weights_are_normal_around_zero_with_the_spread_of_the_formula(name: str, spread: float) -> None:
    weight = INITIALIZERS[name](400, 100, np.random.default_rng(5))
    assert weight.shape == (400, 100)
    # 40,000 draws: the mean is known to 1/200 of the spread, the spread itself to 1/280.
    assert abs(weight.mean()) < spread / 50
    assert weight.std() == pytest.approx(spread, rel=0.015)
    assert stats.kstest(weight.ravel() / spread, "norm").pvalue > 0.01


@pytest.mark.parametrize("name", INITIALIZERS)
def test_the_shape_is_inputs_by_outputs(name: str, rng: np.random.Generator) -> None:
    assert INITIALIZERS[name](3, 7, rng).shape == (3, 7)


@pytest.mark.parametrize("name", RANDOM)
def test_the_same_seed_gives_the_same_weights_and_another_seed_others(name: str) -> None:
    first, again, other = (INITIALIZERS[name](20, 30, np.random.default_rng(seed)) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert (first != other).all()


@pytest.mark.parametrize("name", RANDOM)
def test_a_generator_that_goes_on_gives_other_weights(name: str, rng: np.random.Generator) -> None:
    assert (INITIALIZERS[name](20, 30, rng) != INITIALIZERS[name](20, 30, rng)).all()


def test_zeros_are_zero(rng: np.random.Generator) -> None:
    assert not zeros(4, 5, rng).any()


def test_the_names_stand_for_the_functions() -> None:
    assert {"zeros": zeros, "normal": normal, "xavier": xavier, "he": he} == INITIALIZERS


def strength_after_ten_layers(initializer: str, activations: list[Layer]) -> float:
    """Mean square of what ten layers make of a signal whose mean square is 1."""
    rng = np.random.default_rng(2)
    layers = [layer for _ in range(10) for layer in (Dense(256, initializer), *activations)]
    x: Array = rng.normal(size=(200, 256))
    return float((Network(layers, 256, rng=rng, dtype=np.float64)(x) ** 2).mean())


def test_he_keeps_a_signal_alive_through_ten_relu_layers_where_the_others_let_it_fade() -> None:
    # ReLU drops half of the square, and He's weights have doubled it before.
    assert 0.5 < strength_after_ten_layers("he", [ReLU()]) < 2
    assert strength_after_ten_layers("xavier", [ReLU()]) < 0.01
    assert strength_after_ten_layers("normal", [ReLU()]) < 1e-10


def test_xavier_keeps_a_signal_as_it_is_where_nothing_is_dropped() -> None:
    assert 0.5 < strength_after_ten_layers("xavier", []) < 2
    assert strength_after_ten_layers("he", []) > 500
