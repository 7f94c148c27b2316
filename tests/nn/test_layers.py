"""Each layer computes what its formula says, its gradient is right, and running it changes nothing."""

import math
import pickle
from collections.abc import Callable

import numpy as np
import pytest

from neuralite.nn import Dense, Dropout, Layer, ReLU, Sigmoid, Tanh, check_layer
from neuralite.nn.arrays import Array
from neuralite.nn.layers import LAYERS

MAKERS: dict[str, Callable[[], Layer]] = {
    "Dense": lambda: Dense(4),
    "ReLU": ReLU,
    "Sigmoid": Sigmoid,
    "Tanh": Tanh,
    "Dropout": lambda: Dropout(0.4),
}
LN2, LN3 = math.log(2), math.log(3)


@pytest.fixture(params=MAKERS)
def layer(request: pytest.FixtureRequest) -> Layer:
    """Each layer in turn, not yet built."""
    return MAKERS[request.param]()


@pytest.fixture
def built(layer: Layer, rng: np.random.Generator) -> Layer:
    """Each layer in turn, for rows of three numbers."""
    layer.build(3, rng)
    return layer


@pytest.fixture
def x(rng: np.random.Generator) -> Array:
    return rng.normal(size=(6, 3))


def test_every_layer_of_the_package_is_tested_here() -> None:
    assert MAKERS.keys() == LAYERS.keys()


@pytest.mark.parametrize("seed", range(3))
def test_the_gradient_is_the_measured_slope(layer: Layer, seed: int) -> None:
    x = np.random.default_rng(seed).normal(size=(5, 3))
    assert check_layer(layer, x, seed=seed) < 1e-6


@pytest.mark.parametrize(
    ("layer", "x", "y"),
    [
        (ReLU(), [-2.0, -0.0, 0.5, 3.0], [0.0, 0.0, 0.5, 3.0]),
        # exp(-ln 3) = 1/3, so 1 / (1 + 1/3) = 3/4
        (Sigmoid(), [-LN3, 0.0, LN3, -1e4, 1e4], [0.25, 0.5, 0.75, 0.0, 1.0]),
        # (2 - 1/2) / (2 + 1/2) = 3/5 and (3 - 1/3) / (3 + 1/3) = 4/5
        (Tanh(), [-LN2, 0.0, LN3, -1e4, 1e4], [-0.6, 0.0, 0.8, -1.0, 1.0]),
        (Dropout(0.4), [-1.0, 0.0, 2.0], [-1.0, 0.0, 2.0]),
    ],
    ids=lambda value: type(value).__name__,
)
def test_the_forward_pass_has_the_values_worked_by_hand(layer: Layer, x: list[float], y: list[float]) -> None:
    np.testing.assert_allclose(layer(np.array([x])), [y], rtol=1e-14, atol=1e-15)


def test_a_dense_layer_has_the_values_worked_by_hand() -> None:
    dense = Dense(3)
    dense.parameters = {
        "weight": np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]),
        "bias": np.array([10.0, 20.0, 30.0]),
    }
    # 1*1 + 2*4 + 10 = 19, 1*2 + 2*5 + 20 = 32, 1*3 + 2*6 + 30 = 45; then the second row
    np.testing.assert_array_equal(dense(np.array([[1.0, 2.0], [0.0, -1.0]])), [[19, 32, 45], [6, 15, 24]])


@pytest.mark.parametrize("layer", [name for name in MAKERS if name != "Dropout"], indirect=True)
def test_training_and_use_compute_the_same(built: Layer, x: Array, rng: np.random.Generator) -> None:
    np.testing.assert_array_equal(built.forward(x, rng)[0], built(x))


def test_float32_stays_float32(built: Layer, x: Array, rng: np.random.Generator) -> None:
    built.parameters = {name: array.astype(np.float32) for name, array in built.parameters.items()}
    y, saved = built.forward(x.astype(np.float32), rng)
    dy = np.ones_like(y)
    arrays = [built(x.astype(np.float32)), y, built.backward(dy, saved), *built.gradients(dy, saved).values()]
    assert {array.dtype for array in arrays} == {np.dtype(np.float32)}


def test_running_leaves_no_trace_on_the_layer_nor_on_what_it_was_given(
    built: Layer, x: Array, rng: np.random.Generator
) -> None:
    for array in (x, *built.parameters.values()):
        array.flags.writeable = False
    before = pickle.dumps(vars(built))
    built(x)
    y, saved = built.forward(x, rng)
    dy = np.ones_like(y)
    saved.flags.writeable = dy.flags.writeable = False
    built.backward(dy, saved)
    built.gradients(dy, saved)
    assert pickle.dumps(vars(built)) == before
    assert Layer.NO_PARAMETERS == {}


def test_a_layer_can_be_built_again_from_its_configuration(built: Layer) -> None:
    again = type(built)(**built.config())
    again.build(3, np.random.default_rng(0))
    assert pickle.dumps(vars(again)) == pickle.dumps(vars(built))


def test_a_relu_that_is_shut_passes_no_gradient(rng: np.random.Generator) -> None:
    _, saved = ReLU().forward(np.array([[-1.0, 0.0, 1.0]]), rng)
    np.testing.assert_array_equal(ReLU().backward(np.array([[5.0, 5.0, 5.0]]), saved), [[0, 0, 5]])


def test_one_row_is_worth_the_same_alone_as_among_others(rng: np.random.Generator) -> None:
    layer = Dense(5)
    layer.build(40, rng)
    rows = rng.normal(size=(20, 40)) * (np.arange(20)[:, None] > np.arange(40) / 2)
    alone = np.concatenate([layer(row[None]) for row in rows])
    np.testing.assert_allclose(alone, layer(rows), rtol=1e-12, atol=1e-12)


def test_one_row_that_is_mostly_zero_does_not_read_the_weights_of_its_zeros(rng: np.random.Generator) -> None:
    layer = Dense(2)
    layer.build(5, rng)
    layer.parameters["weight"][1:] = np.nan
    np.testing.assert_array_equal(layer(np.eye(1, 5)), layer.parameters["weight"][:1])


def test_a_dense_layer_starts_with_its_bias_at_zero_and_a_weight_from_the_generator() -> None:
    dense = Dense(4)
    assert dense.build(3, np.random.default_rng(7)) == 4
    assert not dense.parameters["bias"].any()
    drawn = np.random.default_rng(7).normal(size=(3, 4))
    np.testing.assert_allclose(dense.parameters["weight"], drawn * math.sqrt(2 / 3))


def test_dropout_drops_its_share_and_scales_up_what_it_keeps(rng: np.random.Generator) -> None:
    y, saved = Dropout(0.2).forward(np.full((100, 1000), 4.0), rng)
    assert set(np.unique(y)) == {0.0, 5.0}
    # 100,000 coins have a standard deviation of 0.0013
    assert np.mean(y == 0) == pytest.approx(0.2, abs=0.006)
    assert y.mean() == pytest.approx(4.0, abs=0.03)
    np.testing.assert_array_equal(Dropout(0.2).backward(np.full_like(y, 4.0), saved), y)


def test_dropout_follows_its_generator() -> None:
    ones = np.ones((20, 20))
    first, again, other = (Dropout(0.5).forward(ones, np.random.default_rng(seed))[0] for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()


def test_dropout_of_nothing_is_the_identity(x: Array, rng: np.random.Generator) -> None:
    np.testing.assert_array_equal(Dropout(0.0).forward(x, rng)[0], x)


@pytest.mark.parametrize("rate", [-0.1, 1.0, math.nan])
def test_an_impossible_dropout_rate_is_refused(rate: float) -> None:
    with pytest.raises(ValueError, match="at least 0 and below 1"):
        Dropout(rate)


def test_a_dense_layer_without_outputs_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one output, not 0"):
        Dense(0)


def test_an_unknown_initializer_is_answered_with_those_there_are() -> None:
    with pytest.raises(ValueError, match="no initializer 'magic'; there are zeros, normal, xavier, he"):
        Dense(3, "magic")


@pytest.mark.parametrize("method", ["forward", "backward"])
def test_an_unfinished_layer_says_what_it_lacks(method: str) -> None:
    class Unfinished(Layer):
        pass

    with pytest.raises(NotImplementedError, match=f"Unfinished has no {method}"):
        getattr(Unfinished(), method)(np.zeros((1, 1)), None)
