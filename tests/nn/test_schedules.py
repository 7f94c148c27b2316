"""Learning rates at the steps where they can be said by hand, and what holds at every step."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neuralite.nn import Constant, Cosine, Schedule, Step, WarmUp


@pytest.mark.parametrize(
    ("schedule", "rates"),
    [
        (Constant(0.3), {0: 0.3, 1: 0.3, 10**6: 0.3}),
        (Step(0.8, every=10, factor=0.5), {0: 0.8, 9: 0.8, 10: 0.4, 19: 0.4, 20: 0.2, 30: 0.1}),
        (Step(1.0, every=3), {2: 1.0, 3: 0.1, 6: 0.01}),
        # cos 0 = 1, cos 60 = 1/2, cos 90 = 0, cos 120 = -1/2, cos 180 = -1, each plus 1 and halved
        (Cosine(0.4, steps=60), {0: 0.4, 20: 0.3, 30: 0.2, 40: 0.1, 60: 0.0, 61: 0.0, 1000: 0.0}),
        (Cosine(0.5, steps=60, last=0.1), {0: 0.5, 20: 0.4, 30: 0.3, 40: 0.2, 60: 0.1, 99: 0.1}),
        (WarmUp(4, Constant(0.8)), {0: 0.2, 1: 0.4, 2: 0.6, 3: 0.8, 4: 0.8, 100: 0.8}),
        (WarmUp(5, Step(1.0, every=10)), {0: 0.2, 4: 1.0, 5: 1.0, 14: 1.0, 15: 0.1}),
        (WarmUp(10, Cosine(0.4, steps=60)), {0: 0.04, 9: 0.4, 10: 0.4, 30: 0.3, 40: 0.2, 70: 0.0}),
        (WarmUp(0, Constant(0.8)), {0: 0.8}),
    ],
    ids=str,
)
def test_the_learning_rate_is_the_one_worked_by_hand(schedule: Schedule, rates: dict[int, float]) -> None:
    assert {step: schedule(step) for step in rates} == pytest.approx(rates, abs=1e-15)


@given(st.floats(1e-4, 1), st.floats(0, 1), st.integers(1, 200))
def test_a_cosine_only_falls_and_stays_between_its_ends(rate: float, share: float, steps: int) -> None:
    cosine = Cosine(rate, steps, last=share * rate)
    rates = [cosine(step) for step in range(steps + 5)]
    assert all(later <= earlier + 1e-12 for earlier, later in pairwise(rates))
    assert rates[0] == pytest.approx(rate)
    assert rates[-1] == pytest.approx(share * rate, abs=1e-12)


@given(st.integers(1, 50), st.integers(1, 200))
def test_a_warm_up_rises_in_equal_steps_to_where_the_rest_begins(warm_up: int, steps: int) -> None:
    schedule = WarmUp(warm_up, Cosine(0.2, steps))
    rises = [schedule(step) - (schedule(step - 1) if step else 0) for step in range(warm_up)]
    assert rises == pytest.approx([0.2 / warm_up] * warm_up)
    assert schedule(warm_up) == 0.2


def test_a_warm_up_may_take_the_whole_training() -> None:
    schedule = WarmUp(4, Cosine(0.2, steps=0))
    assert [schedule(step) for step in range(4)] == pytest.approx([0.05, 0.1, 0.15, 0.2])
