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
from neuralite.nn.arrays import Array, Labels, Targets

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
        self, x: Array, targets: Targets, rng: np.random.Generator
    ) -> tuple[float, dict[str, Array], Array]:
        self.seen += zip(x[:, 0].astype(int).tolist(), targets.tolist(), strict=True)
        return super().loss_and_gradients(x, targets, rng)


@given(st.integers(0, 200), st.integers(1, 250), st.integers(0, 99))
def test_batches_hold_every_row_exactly_once_and_only_the_last_is_smaller(n: int, size: int, seed: int) -> None:
    x, labels = np.arange(n, dtype=np.float32)[:, np.newaxis], np.arange(n) % 3
    drawn = list(batches(x, labels, size, np.random.default_rng(seed)))
    seen = [(int(row[0]), int(label)) for rows, own in drawn for row, label in zip(rows, own, strict=True)]
    assert sorted(seen) == [(number, number % 3) for number in range(n)]
    assert len(drawn) == math.ceil(n / size)
    assert all(len(rows) == size for rows, _ in drawn[:-1])


def test_rows_are_shuffled_one_by_one_and_anew_in_every_epoch(rng: np.random.Generator) -> None:
    numbers = np.arange(1000)
    first, second = (
        np.concatenate([labels for _, labels in batches(numbers[:, np.newaxis] / 1, numbers, 10, rng)])
        for _ in range(2)
    )
    for order in (first, second):
        # Of a thousand rows in random order, one on average follows its old neighbour.
        assert (np.diff(order) == 1).sum() < 10
    assert (first == second).sum() < 10


def test_an_epoch_shows_every_row_once_with_its_own_label(rng: np.random.Generator) -> None:
    labels = rng.integers(0, 3, 103)
    x = np.arange(103.0)[:, np.newaxis]
    network = Witness([Dense(3, "zeros")], 1, rng=rng)
    seen = list(descend(network, SGD(1e-6), batches(x, labels, 10, rng), rng))
    assert Counter(network.seen) == Counter(enumerate(labels.tolist()))
    assert [batch.size for batch in seen] == [10] * 10 + [3]


def test_a_batch_is_told_as_it_was_before_its_step(rng: np.random.Generator) -> None:
    # All logits of a network of zeros are equal: the loss is ln 4, and the first class is the guess. The step
    # then adds each class's share less 1/4 to its bias, and the second class would be the guess.
    network = Network([Dense(4, "zeros")], 2, rng=rng)
    labels = np.array([1, 1, 1, 0, 2])
    [batch] = descend(network, SGD(1.0), [(np.ones((5, 2), np.float32), labels)], rng)
    assert batch == Batch(size=5, loss=batch.loss, correct=1)
    assert batch.loss == pytest.approx(math.log(4), rel=1e-6)
    assert network.parameters["0.bias"].tolist() == pytest.approx([-0.05, 0.35, -0.05, -0.25], rel=1e-6)


def test_probabilities_are_learnt_and_the_most_probable_class_is_the_right_one(rng: np.random.Generator) -> None:
    network = Network([Dense(3, "zeros")], 1, rng=rng)
    x, targets = np.ones((2, 1)), np.array([[0.5, 0.3, 0.2], [0.1, 0.7, 0.2]])
    told = [batch for _ in range(500) for batch in descend(network, SGD(1.0), [(x, targets)], rng)]
    # The first class wins among equals, and later the second, whose mean is 0.5.
    assert (told[0].size, told[0].correct, told[-1].correct) == (2, 1, 1)
    logits = network(x)[0]
    np.testing.assert_allclose(np.exp(logits) / np.exp(logits).sum(), [0.3, 0.5, 0.2], atol=1e-3)


def test_what_the_dropout_drops_is_drawn_by_its_own_generator(digits: tuple[Array, Labels]) -> None:
    def losses(dropping: int) -> list[float]:
        network = Network([Dropout(0.5), Dense(10)], 784, rng=np.random.default_rng(0))
        data = batches(*digits, 100, np.random.default_rng(1))
        return [batch.loss for batch in descend(network, SGD(), data, np.random.default_rng(dropping))]

    assert losses(1) == losses(1)
    assert losses(1) != losses(2)


def trained_bits(digits: tuple[Array, Labels], seed: int) -> bytes:
    rng = np.random.default_rng(seed)
    network = Network([Dense(16), ReLU(), Dropout(0.2), Dense(10)], 784, rng=rng)
    optimizer = Adam(0.003)
    for _ in range(2):
        list(descend(network, optimizer, batches(digits[0][:300], digits[1][:300], 64, rng), rng))
    return b"".join(array.tobytes() for array in network.parameters.values())


def test_the_same_seed_gives_the_same_bits_and_another_seed_others(digits: tuple[Array, Labels]) -> None:
    assert trained_bits(digits, 1) == trained_bits(digits, 1)
    assert trained_bits(digits, 1) != trained_bits(digits, 2)


def xor_learnt(network: Network, rng: np.random.Generator) -> bool:
    optimizer = Adam(0.05)
    for _ in range(300):
        list(descend(network, optimizer, batches(CORNERS, XOR, 4, rng), rng))
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
        epoch = list(descend(network, optimizer, batches(x[:700], labels[:700], 32, rng), rng))
    assert sum(batch.correct for batch in epoch) > 0.98 * 700
    assert (network(x[700:]).argmax(axis=1) == labels[700:]).mean() > 0.85


def test_a_row_of_labels_too_few_is_refused(rng: np.random.Generator) -> None:
    network = Network([Dense(2)], 2, rng=rng)
    with pytest.raises(IndexError):
        list(descend(network, SGD(), batches(CORNERS, XOR[:3], 4, rng), rng))
