"""An epoch sees every row once, the same seed gives the same bits, and what can be learnt is learnt."""

import math
from collections import Counter
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neuralite.nn import SGD, Adam, Batch, Constant, Dense, Dropout, Network, ReLU, Tanh, WarmUp, batches, descend
from neuralite.nn.arrays import Array, Labels

CORNERS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], np.float32)
XOR = np.array([0, 1, 1, 0])


@pytest.fixture(scope="module")
def digits(sample: tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8]]) -> tuple[Array, Labels]:
    images, labels = sample
    return images.reshape(-1, 784).astype(np.float32) / np.float32(255), labels


class Witness(Network):
    """A network that notes the rows it was shown: the number in their first column, and the label."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seen: list[tuple[int, int]] = []

    def loss_and_gradients(
        self, x: Array, labels: Labels, rng: np.random.Generator
    ) -> tuple[float, dict[str, Array], Array]:
        self.seen += zip(x[:, 0].astype(int).tolist(), labels.tolist(), strict=True)
        return super().loss_and_gradients(x, labels, rng)


@given(st.integers(0, 200), st.integers(1, 250), st.integers(0, 99))
def test_batches_hold_every_row_exactly_once_and_only_the_last_is_smaller(n: int, size: int, seed: int) -> None:
    drawn = list(batches(n, size, np.random.default_rng(seed)))
    assert sorted(row for batch in drawn for row in batch.tolist()) == list(range(n))
    assert len(drawn) == math.ceil(n / size)
    assert all(len(batch) == size for batch in drawn[:-1])


def test_rows_are_shuffled_one_by_one_and_anew_in_every_epoch(rng: np.random.Generator) -> None:
    first, second = (np.concatenate(list(batches(1000, 10, rng))) for _ in range(2))
    for order in (first, second):
        # Of a thousand rows in random order, one on average follows its old neighbour.
        assert (np.diff(order) == 1).sum() < 10
    assert (first == second).sum() < 10


def test_an_epoch_shows_every_row_once_with_its_own_label(rng: np.random.Generator) -> None:
    labels = rng.integers(0, 3, 103)
    x = np.arange(103.0)[:, np.newaxis]
    network = Witness([Dense(3, "zeros")], 1, rng=rng)
    seen = list(descend(network, SGD(1e-6), x, labels, batch_size=10, rng=rng))
    assert Counter(network.seen) == Counter(enumerate(labels.tolist()))
    assert [batch.size for batch in seen] == [10] * 10 + [3]


def test_a_batch_is_told_as_it_was_before_its_step(rng: np.random.Generator) -> None:
    # All logits of a network of zeros are equal: the loss is ln 4, and the first class is the guess. The step
    # then adds each class's share less 1/4 to its bias, and the second class would be the guess.
    network = Network([Dense(4, "zeros")], 2, rng=rng)
    labels = np.array([1, 1, 1, 0, 2])
    [batch] = descend(network, SGD(1.0), np.ones((5, 2), np.float32), labels, batch_size=5, rng=rng)
    assert batch == Batch(size=5, loss=batch.loss, correct=1)
    assert batch.loss == pytest.approx(math.log(4), rel=1e-6)
    assert network.parameters["0.bias"].tolist() == pytest.approx([-0.05, 0.35, -0.05, -0.25], rel=1e-6)


def trained_bits(digits: tuple[Array, Labels], seed: int) -> bytes:
    rng = np.random.default_rng(seed)
    network = Network([Dense(16), ReLU(), Dropout(0.2), Dense(10)], 784, rng=rng)
    optimizer = Adam(0.003)
    for _ in range(2):
        list(descend(network, optimizer, digits[0][:300], digits[1][:300], batch_size=64, rng=rng))
    return b"".join(array.tobytes() for array in network.parameters.values())


def test_the_same_seed_gives_the_same_bits_and_another_seed_others(digits: tuple[Array, Labels]) -> None:
    assert trained_bits(digits, 1) == trained_bits(digits, 1)
    assert trained_bits(digits, 1) != trained_bits(digits, 2)


def xor_learnt(network: Network, rng: np.random.Generator) -> bool:
    optimizer = Adam(0.05)
    for _ in range(300):
        list(descend(network, optimizer, CORNERS, XOR, batch_size=4, rng=rng))
    return bool((network(CORNERS).argmax(axis=1) == XOR).all())


@pytest.mark.parametrize("seed", range(3))
def test_a_hidden_layer_learns_xor_which_no_line_can_part(seed: int) -> None:
    rng = np.random.default_rng(seed)
    assert xor_learnt(Network([Dense(8, "xavier"), Tanh(), Dense(2, "xavier")], 2, rng=rng), rng)
    assert not xor_learnt(Network([Dense(2)], 2, rng=rng), rng)


@pytest.mark.parametrize(
    "optimizer",
    [
        SGD(0.5),
        SGD(0.05, 0.9),
        SGD(0.05, 0.9, nesterov=True, weight_decay=1e-4),
        Adam(WarmUp(10, Constant(0.003))),
    ],
    ids=["sgd", "momentum", "nesterov", "adam"],
)
def test_real_digits_are_learnt_and_others_then_read(
    optimizer: SGD | Adam, digits: tuple[Array, Labels], rng: np.random.Generator
) -> None:
    x, labels = digits
    network = Network([Dense(32), ReLU(), Dense(10)], 784, rng=rng)
    for _ in range(20):
        epoch = list(descend(network, optimizer, x[:700], labels[:700], batch_size=32, rng=rng))
    assert sum(batch.correct for batch in epoch) > 0.98 * 700
    assert (network(x[700:]).argmax(axis=1) == labels[700:]).mean() > 0.85


def test_a_row_of_labels_too_few_is_refused(rng: np.random.Generator) -> None:
    network = Network([Dense(2)], 2, rng=rng)
    with pytest.raises(IndexError):
        list(descend(network, SGD(), CORNERS, XOR[:3], batch_size=4, rng=rng))
