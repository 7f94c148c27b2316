"""Otsu's level divides values as well as any level can, and says how well that is."""

import numpy as np
import pytest

from neuralite.images.thresholds import otsu, separability


@pytest.mark.parametrize(("low", "high"), [(0.0, 1.0), (0.2, 0.9), (0.45, 0.55)])
def test_two_flat_tones_are_divided_half_way(low: float, high: float) -> None:
    values = np.array([low] * 30 + [high] * 5)
    assert otsu(values) == pytest.approx((low + high) / 2, abs=1 / 256)
    assert separability(values) == pytest.approx(1)


def test_no_other_cut_leaves_less_variance_within_the_parts() -> None:
    rng = np.random.default_rng(0)
    values = np.sort(np.concatenate([rng.normal(0.3, 0.1, 400), rng.normal(0.7, 0.05, 80)]).clip(0, 1))
    within = [cut * values[:cut].var() + (480 - cut) * values[cut:].var() for cut in range(1, 480)]
    chosen = int((values <= otsu(values)).sum())
    assert within[chosen - 1] <= min(within) * 1.001


@pytest.mark.parametrize("tone", [0.0, 0.4, 1.0])
def test_nothing_is_above_the_level_of_a_single_tone(tone: float) -> None:
    values = np.full(9, tone)
    assert not (values > otsu(values)).any()
    assert separability(values) == 0


def test_values_outside_0_to_1_count_as_its_ends() -> None:
    assert otsu(np.array([-3.0, -3.0, 7.0])) == otsu(np.array([0.0, 0.0, 1.0]))


def test_separability_is_the_share_of_variance_between_the_parts() -> None:
    # {0} against {1/2, 1}: between the parts 1/3 * 2/3 * (3/4)^2 = 1/8, in all 1/6.
    assert separability(np.array([0.0, 0.5, 1.0])) == pytest.approx(0.75)


def test_noise_is_less_separable_than_ink() -> None:
    rng = np.random.default_rng(0)
    noise = rng.normal(0.5, 0.05, 2000).clip(0, 1)
    ink = np.where(np.arange(2000) < 200, noise + 0.4, noise)
    assert separability(ink) > separability(noise) + 0.2
