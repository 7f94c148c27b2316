"""The moving average is the one worked by hand, follows what stands still, and is smoother than its way."""

import numpy as np
import pytest

from neuralite.nn import MovingAverage
from neuralite.nn.arrays import Array


def weight(value: float) -> dict[str, Array]:
    return {"w": np.full((2, 2), value, np.float32)}


def test_early_steps_are_soon_forgotten() -> None:
    average = MovingAverage(weight(1.0), 0.999)
    average.update(weight(3.0), 8)
    # Eight steps' decay of (1 + 8) / (10 + 8) = 1/2 each: 1/256 of the first weights is left.
    np.testing.assert_allclose(average.arrays["w"], 3 - 2 / 256, rtol=1e-6)
    average.update(weight(3.0), 16)
    np.testing.assert_allclose(average.arrays["w"], 3 - 2 / 256 * (17 / 26) ** 8, rtol=1e-6)


def test_late_steps_have_the_decay_that_was_asked_for() -> None:
    average = MovingAverage(weight(1.0), 0.9)
    for step in range(10_001, 10_009):
        average.update(weight(3.0), step)
    np.testing.assert_allclose(average.arrays["w"], 3 - 2 * 0.9**8, rtol=1e-6)


def test_between_two_eighth_steps_it_waits() -> None:
    average = MovingAverage(weight(1.0), 0.9)
    for step in (1, 2, 7, 9, 15):
        average.update(weight(3.0), step)
    np.testing.assert_array_equal(average.arrays["w"], 1)


def test_what_stands_still_stays_as_it_is() -> None:
    still = weight(0.3)
    average = MovingAverage(still, 0.99)
    for step in range(1, 200):
        average.update(still, step)
    np.testing.assert_array_equal(average.arrays["w"], still["w"])


def test_steps_to_and_fro_are_averaged_out(rng: np.random.Generator) -> None:
    average = MovingAverage(weight(0.0), 0.995)
    for step in range(1, 5001):
        average.update({"w": rng.normal(5, 1, (2, 2)).astype(np.float32)}, step)
    # Every eighth of independent steps enters, by 1 - 0.995^8 = 4 %: the deviation is sqrt(0.04 / 1.96) = 0.14.
    assert np.abs(average.arrays["w"] - 5).max() < 0.5


def test_it_is_float32_in_arrays_of_its_own() -> None:
    parameters = weight(1.0)
    average = MovingAverage(parameters, 0.9)
    average.update(weight(2.0), 8)
    assert average.arrays["w"].dtype == np.float32
    np.testing.assert_array_equal(parameters["w"], 1)


@pytest.mark.parametrize("decay", [-0.1, 1.0, 1.5, float("nan")])
def test_a_decay_out_of_range_is_refused(decay: float) -> None:
    with pytest.raises(ValueError, match="at least 0 and below 1"):
        MovingAverage(weight(1.0), decay)
