"""Softmax and cross-entropy: right by hand, by law and by scikit-learn's numbers, however large the logits."""

import math
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from sklearn._loss import HalfMultinomialLoss
from sklearn.linear_model import LogisticRegression
from sklearn.linear_model._linear_loss import LinearModelLoss

from neuralite.nn import SGD, Dense, Network, numerical_gradient, softmax, softmax_cross_entropy
from neuralite.nn.arrays import Array, Labels
from neuralite.nn.losses import log_softmax

Pictures = npt.NDArray[np.uint8]

LOGITS = hnp.arrays(
    np.float64, st.tuples(st.integers(1, 5), st.integers(2, 6)), elements=st.floats(-1e4, 1e4, allow_subnormal=False)
)


@pytest.fixture(scope="module")
def digits(sample: tuple[Pictures, Pictures]) -> tuple[Array, Labels]:
    """300 real digits as rows of 7 x 7 means, few enough numbers for an exact minimum, and their labels."""
    images, labels = sample
    return images[:300].reshape(300, 7, 4, 7, 4).mean(axis=(2, 4)).reshape(300, 49) / 255, labels[:300]


def regression(inputs: int) -> Network:
    return Network([Dense(10, "xavier")], inputs, rng=np.random.default_rng(3), dtype=np.float64)


def test_the_loss_and_its_gradient_are_those_worked_by_hand() -> None:
    # exp gives 1, 2, 5 of 8; and 1, 1, 2 of 4
    logits = np.log([[1.0, 2.0, 5.0], [1.0, 1.0, 2.0]])
    loss, dlogits = softmax_cross_entropy(logits, np.array([2, 0]))
    assert loss == pytest.approx((math.log(8 / 5) + math.log(4)) / 2, rel=1e-14)
    np.testing.assert_allclose(softmax(logits), [[1 / 8, 2 / 8, 5 / 8], [1 / 4, 1 / 4, 2 / 4]], rtol=1e-14)
    np.testing.assert_allclose(dlogits, [[1 / 16, 2 / 16, -3 / 16], [-3 / 8, 1 / 8, 2 / 8]], rtol=1e-14)


def test_probabilities_as_targets_have_the_loss_and_gradient_worked_by_hand() -> None:
    # exp gives 1, 2, 5 of 8; and 1, 1, 2 of 4
    logits = np.log([[1.0, 2.0, 5.0], [1.0, 1.0, 2.0]])
    targets = np.array([[0.5, 0.5, 0.0], [0.25, 0.25, 0.5]])
    loss, dlogits = softmax_cross_entropy(logits, targets)
    first = (math.log(8) + math.log(4)) / 2
    second = (math.log(4) + math.log(2)) / 2
    assert loss == pytest.approx((first + second) / 2, rel=1e-14)
    np.testing.assert_allclose(dlogits, [[-3 / 16, -2 / 16, 5 / 16], [0.0, 0.0, 0.0]], rtol=1e-14, atol=1e-16)


def test_sure_probabilities_are_as_good_as_labels(rng: np.random.Generator) -> None:
    logits, labels = rng.normal(0, 3, (6, 10)), rng.integers(0, 10, 6)
    loss, dlogits = softmax_cross_entropy(logits, labels)
    soft_loss, soft_dlogits = softmax_cross_entropy(logits, np.eye(10)[labels])
    assert soft_loss == pytest.approx(loss, rel=1e-14)
    np.testing.assert_allclose(soft_dlogits, dlogits, rtol=1e-14, atol=1e-16)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_logits_of_ten_thousand_give_finite_and_right_answers(dtype: type[np.floating]) -> None:
    logits = np.array([[1e4, -1e4], [1e4, -1e4], [1e4, 1e4], [-1e4, -1e4]], dtype)
    loss, dlogits = softmax_cross_entropy(logits, np.array([0, 1, 0, 1]))
    # Right and sure costs nothing, wrong and sure the distance of 20,000; undecided ln 2.
    assert loss == pytest.approx((0 + 20_000 + math.log(2) + math.log(2)) / 4, rel=1e-6)
    np.testing.assert_array_equal(dlogits, [[0, 0], [0.25, -0.25], [-0.125, 0.125], [0.125, -0.125]])
    np.testing.assert_array_equal(softmax(logits), [[1, 0], [1, 0], [0.5, 0.5], [0.5, 0.5]])
    np.testing.assert_allclose(log_softmax(logits)[:2], [[0, -20_000], [0, -20_000]])


@given(LOGITS)
def test_probabilities_are_probabilities(logits: Array) -> None:
    probabilities = softmax(logits)
    assert (probabilities >= 0).all()
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, rtol=1e-11)
    np.testing.assert_array_equal(probabilities.max(axis=1), probabilities[np.arange(len(logits)), logits.argmax(1)])


@given(LOGITS, st.integers(-1000, 1000))
def test_moving_all_logits_together_changes_nothing(logits: Array, shift: int) -> None:
    np.testing.assert_allclose(softmax(logits + shift), softmax(logits), rtol=1e-9, atol=1e-12)


@given(LOGITS, st.integers(0, 1))
def test_the_loss_is_never_negative_and_its_gradient_sums_to_zero_in_every_row(logits: Array, label: int) -> None:
    loss, dlogits = softmax_cross_entropy(logits, np.full(len(logits), label))
    assert loss >= 0
    assert np.isfinite(loss)
    np.testing.assert_allclose(dlogits.sum(axis=1), 0, atol=1e-11)


def test_the_gradient_is_the_measured_slope(rng: np.random.Generator) -> None:
    logits, labels = rng.normal(0, 3, (6, 10)), rng.integers(0, 10, 6)
    measured = numerical_gradient(lambda: softmax_cross_entropy(logits, labels)[0], logits)
    np.testing.assert_allclose(softmax_cross_entropy(logits, labels)[1], measured, atol=1e-9)


def test_the_gradient_by_probabilities_is_the_measured_slope(rng: np.random.Generator) -> None:
    logits, targets = rng.normal(0, 3, (6, 10)), softmax(rng.normal(0, 2, (6, 10)))
    measured = numerical_gradient(lambda: softmax_cross_entropy(logits, targets)[0], logits)
    np.testing.assert_allclose(softmax_cross_entropy(logits, targets)[1], measured, atol=1e-9)


@pytest.mark.parametrize("function", [softmax, log_softmax, lambda z: softmax_cross_entropy(z, np.array([1]))[1]])
def test_float32_stays_float32_and_the_logits_stay_as_they_were(function: Callable[[Array], Array]) -> None:
    logits = np.array([[1.0, 2.0]], np.float32)
    logits.flags.writeable = False
    assert function(logits).dtype == np.float32


def test_softmax_regression_has_the_loss_and_gradient_of_scikit_learn(sample: tuple[Pictures, Pictures]) -> None:
    x, labels = sample[0].reshape(-1, 784) / 255.0, sample[1]
    network = regression(784)
    weight = network.parameters["0.weight"]
    bias = network.parameters["0.bias"]
    bias[:] = np.linspace(-1, 1, 10)
    theirs = LinearModelLoss(HalfMultinomialLoss(n_classes=10), fit_intercept=True)
    their_loss, their_gradient = theirs.loss_gradient(np.c_[weight.T, bias], x, labels.astype(np.float64))
    loss, gradients, _ = network.loss_and_gradients(x, labels, np.random.default_rng(0))
    assert loss == pytest.approx(their_loss, abs=1e-10)
    np.testing.assert_allclose(gradients["0.weight"], their_gradient[:, :-1].T, atol=1e-10)
    np.testing.assert_allclose(gradients["0.bias"], their_gradient[:, -1], atol=1e-10)


def test_our_descent_stands_still_at_scikit_learns_minimum(digits: tuple[Array, Labels]) -> None:
    x, labels = digits
    theirs = LogisticRegression(C=0.1, solver="newton-cholesky", tol=1e-10).fit(x, labels)
    network = regression(49)
    network.parameters["0.weight"][:] = theirs.coef_.T
    network.parameters["0.bias"][:] = theirs.intercept_
    kept = {name: array.copy() for name, array in network.parameters.items()}
    np.testing.assert_allclose(softmax(network(x)), theirs.predict_proba(x), atol=1e-12)
    # Theirs is C times the sum of the losses + w^2 / 2, biases spared: ours, times C n, decays by 1 / (C n).
    optimizer = SGD(1.0, weight_decay=1 / (0.1 * len(x)))
    optimizer.step(network.parameters, network.loss_and_gradients(x, labels, np.random.default_rng(0))[1])
    for name, array in network.parameters.items():
        np.testing.assert_allclose(array, kept[name], atol=1e-6)
