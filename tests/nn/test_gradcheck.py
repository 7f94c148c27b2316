"""The gradient check passes what is right and finds what is wrong: a check that can't fail is worth nothing."""

from typing import Any

import numpy as np
import pytest

from neuralite.nn import Dense, Dropout, Layer, Network, ReLU, Sigmoid, Tanh, check_layer, check_network
from neuralite.nn import numerical_gradient as slope
from neuralite.nn.arrays import Array
from neuralite.nn.gradcheck import relative_error

LABELS = np.array([0, 2, 1, 2, 0])


class OpenReLU(ReLU):
    def backward(self, dy: Array, saved: Array) -> Array:
        return dy


class HalfSigmoid(Sigmoid):
    def backward(self, dy: Array, saved: Array) -> Array:
        return dy * saved


class UnsquaredTanh(Tanh):
    def backward(self, dy: Array, saved: Array) -> Array:
        return dy * (1 - saved)


class UnscaledDropout(Dropout):
    def backward(self, dy: Array, saved: Array) -> Array:
        return dy * (saved > 0)


class UntransposedDense(Dense):
    def backward(self, dy: Array, saved: Array) -> Array:
        return dy @ self.parameters["weight"]


class MeanBiasDense(Dense):
    def gradients(self, dy: Array, saved: Array) -> dict[str, Array]:
        return super().gradients(dy, saved) | {"bias": dy.mean(axis=0)}


class SlightlyWrongDense(Dense):
    def gradients(self, dy: Array, saved: Array) -> dict[str, Array]:
        return super().gradients(dy, saved) | {"weight": 1.001 * (saved.T @ dy)}


class NotANumberDense(Dense):
    def gradients(self, dy: Array, saved: Array) -> dict[str, Array]:
        return super().gradients(dy, saved) | {"bias": np.full(self.outputs, np.nan)}


class WideBiasDense(Dense):
    def gradients(self, dy: Array, saved: Array) -> dict[str, Array]:
        return super().gradients(dy, saved) | {"bias": dy.sum(axis=0, keepdims=True)}


class ForgetfulDense(Dense):
    def gradients(self, dy: Array, saved: Array) -> dict[str, Array]:
        return {"weight": saved.T @ dy}


class Scale(Layer):
    """y = s x, right, and made in float32 as a user may"""

    def build(self, inputs: int, rng: np.random.Generator) -> int:
        self.parameters = {"scale": np.ones(inputs, np.float32)}
        return inputs

    def forward(self, x: Array, rng: np.random.Generator) -> tuple[Array, Any]:
        return x * self.parameters["scale"], x

    def backward(self, dy: Array, saved: Array) -> Array:
        return dy * self.parameters["scale"]

    def gradients(self, dy: Array, saved: Array) -> dict[str, Array]:
        return {"scale": (dy * saved).sum(axis=0)}


WRONG_WEIGHTS = [MeanBiasDense(3), SlightlyWrongDense(3), NotANumberDense(3), WideBiasDense(3)]
WRONG_INPUTS = [OpenReLU(), HalfSigmoid(), UnsquaredTanh(), UnscaledDropout(0.5), UntransposedDense(3)]


@pytest.fixture
def x(rng: np.random.Generator) -> Array:
    return rng.normal(size=(5, 3))


def network(*layers: Layer, dtype: type[np.floating[Any]] = np.float64) -> Network:
    return Network(layers, 3, rng=np.random.default_rng(1), dtype=dtype)


@pytest.mark.parametrize("layer", [*WRONG_INPUTS, *WRONG_WEIGHTS], ids=lambda layer: type(layer).__name__)
def test_a_wrong_layer_is_found(layer: Layer, x: Array) -> None:
    assert check_layer(layer, x) > 1e-4


@pytest.mark.parametrize("layer", WRONG_INPUTS, ids=lambda layer: type(layer).__name__)
def test_a_network_with_a_wrong_layer_in_the_middle_is_found(layer: Layer, x: Array) -> None:
    assert check_network(network(Dense(3), layer, Dense(3)), x, LABELS) > 1e-4


@pytest.mark.parametrize("layer", WRONG_WEIGHTS, ids=lambda layer: type(layer).__name__)
def test_a_network_with_wrong_gradients_by_its_weights_is_found(layer: Layer, x: Array) -> None:
    assert check_network(network(Dense(3), Tanh(), layer), x, LABELS) > 1e-4


def test_a_parameter_without_a_gradient_is_found(x: Array) -> None:
    with pytest.raises(ValueError, match=r"ForgetfulDense has parameters \['bias', 'weight'\] but gradients of \['we"):
        check_layer(ForgetfulDense(3), x)


@pytest.mark.parametrize(
    "layers",
    [
        [Dense(3)],
        [Dense(4), ReLU(), Dense(3)],
        [Dense(4), Sigmoid(), Dropout(0.3), Dense(4), Tanh(), Dense(3)],
        [Dense(5), Scale(), ReLU(), Dropout(0.2), Dense(3)],
    ],
    ids=lambda layers: "-".join(type(layer).__name__ for layer in layers),
)
def test_a_whole_network_checks_out(layers: list[Layer], x: Array) -> None:
    assert check_network(network(*layers), x, LABELS) < 1e-6


def test_a_layer_of_ones_own_checks_out_though_it_is_made_in_float32(x: Array) -> None:
    assert check_layer(Scale(), x.astype(np.float32)) < 1e-6


def test_float32_is_refused(x: Array) -> None:
    with pytest.raises(ValueError, match="needs float64, not float32"):
        slope(lambda: 0.0, np.zeros(3, np.float32))
    with pytest.raises(ValueError, match="needs float64, not float32"):
        check_network(network(Dense(3), dtype=np.float32), x, LABELS)


def test_slopes_of_known_functions_are_measured(rng: np.random.Generator) -> None:
    x = rng.normal(size=(2, 3))
    np.testing.assert_allclose(slope(lambda: float((x**3).sum()), x), 3 * x**2, atol=1e-8)
    np.testing.assert_allclose(slope(lambda: float(np.sin(x).sum()), x), np.cos(x), atol=1e-8)
    np.testing.assert_allclose(slope(lambda: float(x.prod()), x), x.prod() / x, atol=1e-8)


def test_measuring_puts_every_number_back(x: Array) -> None:
    kept = x.copy()
    slope(lambda: float((x**2).sum()), x)
    np.testing.assert_array_equal(x, kept)


def test_checking_a_network_leaves_its_weights_as_they_were(x: Array) -> None:
    checked, untouched = network(Dense(4), Tanh(), Dense(3)), network(Dense(4), Tanh(), Dense(3))
    check_network(checked, x, LABELS)
    for name, array in checked.parameters.items():
        np.testing.assert_array_equal(array, untouched.parameters[name])


@pytest.mark.parametrize(
    ("a", "b", "error"),
    [
        ([1.0, 2.0], [1.0, 2.0], 0.0),
        ([0.0, 0.0], [0.0, 0.0], 0.0),
        ([], [], 0.0),
        ([4.0, 1.0], [3.0, 1.0], 0.25),
        ([-3.0], [3.0], 2.0),
        ([np.nan], [1.0], np.inf),
        ([1.0], [np.inf], np.inf),
        ([1.0, 1.0], [1.0], np.inf),
    ],
)
def test_the_relative_error_is_the_one_worked_by_hand(a: list[float], b: list[float], error: float) -> None:
    assert relative_error(np.array(a), np.array(b)) == error


class PReLU(Layer):
    """y = x where x > 0, else s x, with a single s that is learnt"""

    def build(self, inputs: int, rng: np.random.Generator) -> int:
        self.parameters = {"slope": np.float64(0.25)}  # type: ignore[dict-item]
        return inputs

    def forward(self, x: Array, rng: np.random.Generator) -> tuple[Array, Array]:
        return np.where(x > 0, x, self.parameters["slope"] * x), x

    def backward(self, dy: Array, saved: Array) -> Array:
        return np.where(saved > 0, dy, self.parameters["slope"] * dy)

    def gradients(self, dy: Array, saved: Array) -> dict[str, Array]:
        return {"slope": (dy * np.minimum(saved, 0)).sum()}


def test_a_slope_of_a_single_number_checks_out(x: Array) -> None:
    assert check_layer(PReLU(), x) < 1e-6
    assert check_network(network(Dense(4), PReLU(), Dense(3)), x, LABELS) < 1e-6
