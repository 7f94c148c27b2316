"""A network is its layers in a row: named parameters, right values, and nothing remembered of a run."""

import json
import pickle
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest

from neuralite.nn import SGD, Adam, AdamW, Dense, Dropout, Layer, Network, Optimizer, ReLU, Sigmoid, Tanh
from neuralite.nn.arrays import Array

THREADS = 8


@pytest.fixture
def network(rng: np.random.Generator) -> Network:
    """Every kind of layer, in float32."""
    return Network([Dense(16), ReLU(), Dropout(0.3), Dense(8), Sigmoid(), Dense(6), Tanh(), Dense(4)], 12, rng=rng)


@pytest.fixture
def x(rng: np.random.Generator) -> Array:
    return rng.normal(size=(20, 12)).astype(np.float32)


@pytest.fixture
def by_hand() -> Network:
    """2-2-2 with ReLU, and weights with which one can work in the head."""
    network = Network([Dense(2), ReLU(), Dense(2)], 2, rng=np.random.default_rng(0), dtype=np.float64)
    network.parameters["0.weight"][:] = [[1, -1], [2, 1]]
    network.parameters["0.bias"][:] = [0, 1]
    network.parameters["2.weight"][:] = [[1, 0], [3, -1]]
    network.parameters["2.bias"][:] = [0, 5]
    return network


def test_parameters_are_named_by_the_layers_place_in_the_order_of_the_layers(network: Network) -> None:
    shapes = {name: array.shape for name, array in network.parameters.items()}
    assert list(shapes.items()) == [
        ("0.weight", (12, 16)),
        ("0.bias", (16,)),
        ("3.weight", (16, 8)),
        ("3.bias", (8,)),
        ("5.weight", (8, 6)),
        ("5.bias", (6,)),
        ("7.weight", (6, 4)),
        ("7.bias", (4,)),
    ]


def test_784_128_10_has_101770_weights(rng: np.random.Generator) -> None:
    # 784 * 128 + 128 + 128 * 10 + 10
    network = Network([Dense(128), ReLU(), Dense(10)], 784, rng=rng)
    assert (network.weight_count, network.inputs, network.outputs) == (101_770, 784, 10)


def test_logits_are_those_worked_by_hand(by_hand: Network) -> None:
    # (1, 1): 1 + 2 = 3 and -1 + 1 + 1 = 1, both open; 3 + 3 = 6 and -1 + 5 = 4.
    # (3, 0): 3 and -3 + 1 = -2, which is shut;         3 and 5.
    np.testing.assert_array_equal(by_hand(np.array([[1.0, 1.0], [3.0, 0.0]])), [[6, 4], [3, 5]])


def test_gradients_are_those_worked_by_hand(by_hand: Network) -> None:
    _, saved = by_hand.forward(np.array([[3.0, 0.0]]), np.random.default_rng(0))
    gradients = by_hand.backward(np.array([[1.0, 10.0]]), saved)
    # Hidden units 3 and 0 (shut). Back: 1 * 1 + 10 * 0 = 1 to the open one, nothing to the other.
    assert {name: gradient.tolist() for name, gradient in gradients.items()} == {
        "2.weight": [[3, 30], [0, 0]],
        "2.bias": [1, 10],
        "0.weight": [[3, 0], [0, 0]],
        "0.bias": [1, 0],
    }


def test_changing_the_parameters_changes_the_network(by_hand: Network) -> None:
    by_hand.parameters["2.bias"] += 1
    np.testing.assert_array_equal(by_hand(np.array([[3.0, 0.0]])), [[4, 6]])


def test_dropout_works_in_training_only(network: Network, x: Array, rng: np.random.Generator) -> None:
    np.testing.assert_array_equal(network(x), network(x))
    trained, _ = network.forward(x, rng)
    assert (trained != network(x)).any()


def test_without_dropout_training_and_use_give_the_same_logits(x: Array, rng: np.random.Generator) -> None:
    network = Network([Dense(5), Tanh(), Dense(3)], 12, rng=rng)
    np.testing.assert_array_equal(network.forward(x, rng)[0], network(x))


def test_float32_stays_float32_from_first_weight_to_last_step(
    network: Network, x: Array, rng: np.random.Generator
) -> None:
    _, gradients, logits = network.loss_and_gradients(x, rng.integers(0, 4, 20), rng)
    SGD(0.1, 0.9, weight_decay=0.01).step(network.parameters, gradients)
    arrays = [network(x), logits, *gradients.values(), *network.parameters.values()]
    assert {array.dtype for array in arrays} == {np.dtype(np.float32)}


def test_the_same_seed_builds_the_same_network() -> None:
    first, again, other = (
        Network([Dense(5), ReLU(), Dense(3)], 4, rng=np.random.default_rng(seed)) for seed in (1, 1, 2)
    )
    assert pickle.dumps(first.parameters) == pickle.dumps(again.parameters)
    assert (first.parameters["0.weight"] != other.parameters["0.weight"]).any()


def test_the_architecture_survives_json_and_says_all_that_is_needed(network: Network) -> None:
    told = json.loads(json.dumps(network.architecture()))
    assert told[:3] == [
        {"type": "Dense", "outputs": 16, "initializer": "he"},
        {"type": "ReLU"},
        {"type": "Dropout", "rate": 0.3},
    ]
    assert len(told) == len(network.layers)


@pytest.mark.parametrize(("layers", "inputs"), [([], 3), ([Dense(2)], 0)])
def test_a_network_of_nothing_is_refused(layers: list[Layer], inputs: int, rng: np.random.Generator) -> None:
    with pytest.raises(ValueError, match="at least one layer and one input"):
        Network(layers, inputs, rng=rng)


def traces(network: Network) -> bytes:
    """Everything that the network and its layers hold."""
    return pickle.dumps([vars(network), *(vars(layer) for layer in network.layers)])


def runs(network: Network) -> list[Callable[[Array, int], Any]]:
    """What many may do at once with one network: use it, and learn what would make it better."""
    return [
        lambda x, seed: network(x).tobytes(),
        lambda x, seed: pickle.dumps(
            network.loss_and_gradients(x, np.arange(len(x)) % 4, np.random.default_rng(seed)),
        ),
    ]


def test_running_leaves_no_trace(network: Network, x: Array) -> None:
    x.flags.writeable = False
    for array in network.parameters.values():
        array.flags.writeable = False
    before = traces(network)
    for run in runs(network):
        run(x, 0)
    assert traces(network) == before


def test_many_threads_get_what_each_would_get_alone(network: Network, rng: np.random.Generator) -> None:
    rounds = 30
    inputs = [rng.normal(size=(10 + thread, 12)).astype(np.float32) for thread in range(THREADS)]
    start = threading.Barrier(THREADS)

    def everything(thread: int, wait: Callable[[], object]) -> list[bytes]:
        wait()
        return [run(inputs[thread], thread) for _ in range(rounds) for run in runs(network)]

    alone = [everything(thread, lambda: None) for thread in range(THREADS)]
    before = traces(network)
    with ThreadPoolExecutor(THREADS) as pool:
        together = list(pool.map(everything, range(THREADS), [start.wait] * THREADS))
    assert together == alone
    assert traces(network) == before


class OneSlope(Layer):
    """y = s x with a single number s, given as NumPy hands out a single number."""

    def build(self, inputs: int, rng: np.random.Generator) -> int:
        self.parameters = {"slope": np.float64(0.25)}  # type: ignore[dict-item]
        return inputs

    def forward(self, x: Array, rng: np.random.Generator) -> tuple[Array, Array]:
        return self.parameters["slope"] * x, x

    def backward(self, dy: Array, saved: Array) -> Array:
        return self.parameters["slope"] * dy

    def gradients(self, dy: Array, saved: Array) -> dict[str, Array]:
        return {"slope": (dy * saved).sum()}


@pytest.mark.parametrize("optimizer", [SGD(0.1), SGD(0.1, 0.9, weight_decay=0.1), Adam(0.1), AdamW(0.1)])
def test_a_parameter_of_a_single_number_is_learnt(optimizer: Optimizer, rng: np.random.Generator) -> None:
    network = Network([OneSlope(), Dense(2)], 3, rng=rng)
    gradients = network.loss_and_gradients(np.ones((4, 3), np.float32), np.array([0, 1, 1, 1]), rng)[1]
    optimizer.step(network.parameters, gradients)
    slope = network.parameters["0.slope"]
    assert slope.shape == ()
    assert slope.dtype == np.float32
    # Downhill: the slope falls where the loss rises with it.
    assert (slope < 0.25) == (gradients["0.slope"] > 0)
    assert slope != 0.25


class Forgetful(OneSlope):
    def gradients(self, dy: Array, saved: Array) -> dict[str, Array]:
        return {"slop": (dy * saved).sum()}


def test_a_gradient_under_another_name_than_its_parameter_is_refused(rng: np.random.Generator) -> None:
    network = Network([Forgetful(), Dense(2)], 3, rng=rng)
    with pytest.raises(ValueError, match=r"Forgetful has parameters \['slope'\] but gradients of \['slop'\]"):
        network.loss_and_gradients(np.ones((1, 3), np.float32), np.array([0]), rng)


@pytest.mark.parametrize("word", ["type", "nodes", "parameters"])
def test_a_layer_cant_have_an_argument_that_model_files_use_otherwise(word: str, rng: np.random.Generator) -> None:
    class Wordy(ReLU):
        def config(self) -> dict[str, Any]:
            return {word: 3}

    with pytest.raises(ValueError, match=f"Wordy can't have an argument '{word}': model files use that word"):
        Network([Wordy()], 3, rng=rng).architecture()
