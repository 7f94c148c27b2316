"""Each optimizer takes the steps worked by hand, in place, and pulls weights but never biases to zero."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from neuralite.nn import SGD, Adam, AdamW, Optimizer, Step
from neuralite.nn.arrays import Array
from neuralite.nn.optimizers import BLOCK

# Root of Adam's mean square after gradients 0.5 and -1: (3/4 * 1/16 + 1/4 * 1) / (1 - (3/4)^2) = 19/28;
# with the decayed gradients 0.6 and -0.906: (3/4 * 0.09 + 1/4 * 0.906^2) / (7/16).
ROOT = math.sqrt(19 / 28)
ROOT_DECAYED = math.sqrt((0.75 * 0.09 + 0.25 * 0.906**2) / (7 / 16))

EASY: dict[str, Any] = {"beta1": 0.5, "beta2": 0.75}
WITHOUT_DECAY = [
    # 1 - 0.1 * 0.5;  0.95 + 0.1 * 1
    pytest.param(lambda decay: SGD(0.1, weight_decay=decay), 0.95, 1.05, id="sgd"),
    # v = 0.5, 1 - 0.05;  v = 0.9 * 0.5 - 1 = -0.55, 0.95 + 0.055
    pytest.param(lambda decay: SGD(0.1, 0.9, weight_decay=decay), 0.95, 1.005, id="momentum"),
    # 0.5 + 0.9 * 0.5 = 0.95, 1 - 0.095;  -1 - 0.9 * 0.55 = -1.495, 0.905 + 0.1495
    pytest.param(lambda decay: SGD(0.1, 0.9, nesterov=True, weight_decay=decay), 0.905, 1.0545, id="nesterov"),
    # m = 0.25 / (1 - 1/2) = 0.5, root 0.5, 1 - 0.1 * 0.5 / (0.5 + 0.5);
    # m = (0.125 - 0.5) / (1 - 1/4) = -0.5, 0.95 + 0.1 * 0.5 / (root + 0.5)
    pytest.param(
        lambda decay: Adam(0.1, **EASY, epsilon=0.5, weight_decay=decay), 0.95, 0.95 + 0.05 / (ROOT + 0.5), id="adam"
    ),
    pytest.param(
        lambda decay: AdamW(0.1, **EASY, epsilon=0.5, weight_decay=decay), 0.95, 0.95 + 0.05 / (ROOT + 0.5), id="adamw"
    ),
]
WITH_DECAY = [
    # g = 0.5 + 0.1 * 1 = 0.6, 1 - 0.06;  g = -1 + 0.1 * 0.94 = -0.906, 0.94 + 0.0906
    pytest.param(SGD(0.1, weight_decay=0.1), 0.94, 1.0306, id="sgd"),
    # v = 0.6, 1 - 0.06;  v = 0.9 * 0.6 - 0.906 = -0.366, 0.94 + 0.0366
    pytest.param(SGD(0.1, 0.9, weight_decay=0.1), 0.94, 0.9766, id="momentum"),
    # 0.6 + 0.9 * 0.6 = 1.14, 1 - 0.114;  g = -1 + 0.1 * 0.886 = -0.9114, v = 0.54 - 0.9114 = -0.3714,
    # -0.9114 - 0.9 * 0.3714 = -1.24566, 0.886 + 0.124566
    pytest.param(SGD(0.1, 0.9, nesterov=True, weight_decay=0.1), 0.886, 1.010566, id="nesterov"),
    # g = 0.6, m = 0.3 / (1/2) = 0.6, root 0.6, 1 - 0.1 * 0.6 / (0.6 + 0.4) = 0.94;
    # g = -0.906, m = (0.15 - 0.453) / (3/4) = -0.404, 0.94 + 0.0404 / (root + 0.4)
    pytest.param(
        Adam(0.1, **EASY, epsilon=0.4, weight_decay=0.1), 0.94, 0.94 + 0.0404 / (ROOT_DECAYED + 0.4), id="adam"
    ),
    # The weight itself first: 1 * (1 - 0.1 * 0.1) = 0.99, less Adam's 0.05;  0.94 * 0.99 = 0.9306, and Adam's step
    pytest.param(AdamW(0.1, **EASY, epsilon=0.5, weight_decay=0.1), 0.94, 0.9306 + 0.05 / (ROOT + 0.5), id="adamw"),
]
MakeOptimizer = Callable[[float], Optimizer]


def two_steps(optimizer: Optimizer, p: Array) -> list[float]:
    """Where gradients of 0.5 and then -1 take ``p``, which is a single number."""
    places = []
    for gradient in (0.5, -1.0):
        optimizer.step({"p": p}, {"p": np.full_like(p, gradient)})
        places.append(p.item())
    return places


@pytest.mark.parametrize(("make", "first", "second"), WITHOUT_DECAY)
def test_two_steps_from_one_end_where_they_do_by_hand(make: MakeOptimizer, first: float, second: float) -> None:
    assert two_steps(make(0.0), np.array([[1.0]])) == pytest.approx([first, second], rel=1e-14)


@pytest.mark.parametrize(("optimizer", "first", "second"), WITH_DECAY)
def test_weight_decay_changes_the_steps_as_it_does_by_hand(optimizer: Optimizer, first: float, second: float) -> None:
    assert two_steps(optimizer, np.array([[1.0]])) == pytest.approx([first, second], rel=1e-14)


@pytest.mark.parametrize(("make", "first", "second"), WITHOUT_DECAY)
def test_weight_decay_spares_biases(make: MakeOptimizer, first: float, second: float) -> None:
    assert two_steps(make(0.1), np.array([1.0])) == pytest.approx([first, second], rel=1e-14)


def test_adam_has_the_constants_of_its_paper() -> None:
    p = np.array([[0.0]])
    optimizer = Adam()
    # Gradients 1 and 3. First m / root = 1: one learning rate. Then m = 0.9 * 0.1 + 0.1 * 3 = 0.39, over
    # 1 - 0.81 = 0.19, and v = 0.999 * 0.001 + 0.001 * 9 = 0.009999, over 1 - 0.998001 = 0.001999.
    optimizer.step({"p": p}, {"p": np.array([[1.0]])})
    assert p.item() == pytest.approx(-0.001, rel=1e-7)
    optimizer.step({"p": p}, {"p": np.array([[3.0]])})
    assert p.item() == pytest.approx(-0.001 - 0.001 * (39 / 19) / math.sqrt(9999 / 1999), rel=1e-7)


@pytest.mark.parametrize("gradient", [1e-4, -0.3, 1.0, -1e5])
def test_adams_first_step_is_the_learning_rate_whatever_the_gradients_size(gradient: float) -> None:
    p = np.array([[2.0]])
    Adam(0.01).step({"p": p}, {"p": np.array([[gradient]])})
    assert p.item() == pytest.approx(2.0 - math.copysign(0.01, gradient), abs=2e-6)


def test_a_schedule_is_followed_from_its_first_step_on() -> None:
    optimizer = SGD(Step(0.1, every=1, factor=0.5))
    p = np.array([[1.0]])
    rates = []
    for _ in range(3):
        rates.append(optimizer.learning_rate)
        optimizer.step({"p": p}, {"p": np.array([[1.0]])})
    assert rates == [0.1, 0.05, 0.025]
    assert p.item() == pytest.approx(1 - 0.1 - 0.05 - 0.025)


@pytest.mark.parametrize(("make", "first", "second"), WITHOUT_DECAY)
def test_steps_are_taken_in_place_in_float32_and_leave_the_gradient_alone(
    make: MakeOptimizer, first: float, second: float, rng: np.random.Generator
) -> None:
    optimizer = make(0.1)
    p = rng.normal(size=(3, 2)).astype(np.float32)
    parameters = {"p": p}
    gradient = np.ones_like(p)
    gradient.flags.writeable = False
    start = p.copy()
    optimizer.step(parameters, {"p": gradient})
    optimizer.step(parameters, {"p": gradient})
    assert parameters["p"] is p
    assert (p < start).all()
    averages = [array for held in vars(optimizer).values() if isinstance(held, dict) for array in held.values()]
    assert {array.dtype for array in (p, *averages)} == {np.dtype(np.float32)}


@pytest.mark.parametrize(("make", "first", "second"), WITHOUT_DECAY)
def test_parameters_do_not_disturb_each_other(make: MakeOptimizer, first: float, second: float) -> None:
    together, alone = make(0.0), make(0.0)
    a, b, c = np.array([[1.0]]), np.array([[1.0]]), np.array([[1.0]])
    for gradient in (0.5, -1.0):
        gradients = {"a": np.array([[gradient]]), "b": np.array([[7.0]])}
        together.step({"a": a, "b": b}, gradients)
        alone.step({"c": c}, {"c": gradients["a"]})
    assert a.item() == c.item() == pytest.approx(second)
    assert b.item() < 1


def test_nesterov_without_momentum_is_refused() -> None:
    with pytest.raises(ValueError, match="give a momentum above 0"):
        SGD(0.1, nesterov=True)


@pytest.mark.parametrize(("make", "first", "second"), WITHOUT_DECAY)
def test_an_array_of_many_blocks_takes_the_same_steps_as_its_pieces(
    make: MakeOptimizer, first: float, second: float, rng: np.random.Generator
) -> None:
    columns = 2 * BLOCK // 3 + 5
    whole = rng.normal(size=(3, columns)).astype(np.float32)
    pieces = {f"{start}": whole[:, start : start + 1000].copy() for start in range(0, columns, 1000)}
    at_once, in_pieces = make(0.1), make(0.1)
    for _ in range(2):
        gradient = rng.normal(size=whole.shape).astype(np.float32)
        at_once.step({"p": whole}, {"p": gradient})
        in_pieces.step(pieces, {name: gradient[:, int(name) : int(name) + 1000] for name in pieces})
    assert whole.size > 2 * BLOCK
    np.testing.assert_array_equal(whole, np.concatenate(list(pieces.values()), axis=1))


@pytest.mark.parametrize(("make", "first", "second"), WITHOUT_DECAY)
@pytest.mark.parametrize(
    "lie", [lambda p: p.T.copy().T, lambda p: p.repeat(2, axis=1)[:, ::2]], ids=["columns", "gaps"]
)
def test_numbers_that_do_not_lie_one_after_another_are_stepped_in_place_too(
    make: MakeOptimizer, first: float, second: float, lie: Callable[[Array], Array]
) -> None:
    p = lie(np.ones((2, 3)))
    assert not p.flags.c_contiguous
    optimizer = make(0.0)
    for gradient in (0.5, -1.0):
        optimizer.step({"p": p}, {"p": np.full((2, 3), gradient)})
    np.testing.assert_allclose(p, second)
