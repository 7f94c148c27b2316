"""A curve says how accuracy falls as digits are changed, and begins where nothing is changed."""

import numpy as np
import pytest

from neuralite import mnist, storage
from neuralite.training.robustness import CHANGES, grain, robustness_curves, rotate, shift, smear, thickness

NOTHING = {"rotation": 0, "shift": 0, "thickness": 0, "noise": 0, "blur": 0}


@pytest.fixture
def pictures(sample: tuple[mnist.Images, mnist.Labels]) -> np.ndarray:
    return sample[0][:10].astype(np.float32) / 255


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_of_nothing_leaves_the_pictures_as_they_are(pictures: np.ndarray, name: str) -> None:
    change, _, values = CHANGES[name]
    assert NOTHING[name] in values
    np.testing.assert_allclose(change(pictures, NOTHING[name]), pictures, atol=1e-4)


def test_a_quarter_turn_is_against_the_clock(pictures: np.ndarray) -> None:
    np.testing.assert_allclose(rotate(pictures, 90), np.rot90(pictures, axes=(1, 2)), atol=1e-3)


def test_a_shift_moves_whole_pixels_to_the_right(pictures: np.ndarray) -> None:
    np.testing.assert_allclose(shift(pictures, 3)[:, :, 3:], pictures[:, :, :-3], atol=1e-4)


def test_thicker_strokes_have_more_ink_and_thinner_ones_less(pictures: np.ndarray) -> None:
    ink = [thickness(pictures, degree).sum() for degree in (-1, -0.5, 0, 0.5, 1, 1.5, 2)]
    assert ink == sorted(ink)
    assert ink[0] < ink[3] < ink[-1]


def test_blur_spreads_ink_and_grain_is_the_same_every_time(pictures: np.ndarray) -> None:
    soft = smear(pictures, 4)
    assert soft.sum() == pytest.approx(pictures.sum(), rel=0.01)
    assert soft.max() < pictures.max()
    assert np.array_equal(grain(pictures, 0.2), grain(pictures, 0.2))


def test_the_curves_meet_the_accuracy_where_nothing_is_changed(sample: tuple[mnist.Images, mnist.Labels]) -> None:
    classifier = storage.load(storage.models_folder(), "logistic").classifier
    curves = robustness_curves(classifier, sample)
    assert curves.keys() == CHANGES.keys()
    for name, curve in curves.items():
        accuracy = {point["value"]: point["accuracy"] for point in curve["points"]}
        assert accuracy[NOTHING[name]] == pytest.approx(classifier.score(*sample), abs=0.002)
        assert accuracy[max(accuracy)] < accuracy[NOTHING[name]] - 0.02
