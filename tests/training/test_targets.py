"""What a network is to say is what is worked by hand: labels, softened labels, a teacher's answers."""

import math
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest

from neuralite import LogisticRegression, mnist
from neuralite.training.targets import Answer, labels_alone, one_hot, smoothed, taught

LABELS = np.array([7, 0, 3], np.uint8)


@pytest.fixture(scope="module")
def images(sample: tuple[mnist.Images, mnist.Labels]) -> mnist.Images:
    return sample[0][:3]


@pytest.fixture
def teacher() -> LogisticRegression:
    """It takes a 3 for four times as likely as any other digit, whatever it sees: 4 of 13."""
    teacher = LogisticRegression()
    teacher.network.parameters["0.bias"][3] = math.log(4)
    return teacher


def test_labels_alone_are_the_labels(images: mnist.Images) -> None:
    assert labels_alone(images, LABELS) is LABELS


def test_one_hot_is_1_at_the_label_and_0_elsewhere() -> None:
    np.testing.assert_array_equal(one_hot(LABELS), np.eye(10)[[7, 0, 3]])


def test_smoothing_divides_a_share_among_all_ten(images: mnist.Images) -> None:
    expected = np.full((3, 10), 0.01)
    expected[[0, 1, 2], LABELS] = 0.91
    np.testing.assert_allclose(smoothed(0.1)(images, LABELS), expected, rtol=1e-6)


@pytest.mark.parametrize(
    ("temperature", "of_a_3", "of_another"),
    # The root of 4 is 2: of 2 + 9 parts, 2 are the 3's.
    [(1.0, 4 / 13, 1 / 13), (2.0, 2 / 11, 1 / 11), (0.5, 16 / 25, 1 / 25)],
)
def test_a_teacher_is_less_sure_the_higher_the_temperature(
    images: mnist.Images, teacher: LogisticRegression, temperature: float, of_a_3: float, of_another: float
) -> None:
    expected = np.full(10, of_another)
    expected[3] = of_a_3
    found = taught(teacher, temperature, 1.0)(images, LABELS)
    np.testing.assert_allclose(found, [expected] * 3, rtol=1e-5)


def test_the_label_has_the_share_that_the_teacher_leaves(images: mnist.Images, teacher: LogisticRegression) -> None:
    found = taught(teacher, 2.0, 0.75)(images, LABELS)
    assert found[0, 7] == pytest.approx(0.75 / 11 + 0.25)
    assert found[0, 3] == pytest.approx(0.75 * 2 / 11)
    assert found[2, 3] == pytest.approx(0.75 * 2 / 11 + 0.25)
    np.testing.assert_array_equal(taught(teacher, 2.0, 0.0)(images, LABELS), one_hot(LABELS))


def test_a_teacher_says_of_a_picture_what_it_says_to_everybody(
    images: mnist.Images, teacher: LogisticRegression
) -> None:
    teacher.network.parameters["0.weight"][:] = np.random.default_rng(0).normal(0, 0.1, (784, 10))
    np.testing.assert_allclose(taught(teacher, 1.0, 1.0)(images, LABELS), teacher.predict_proba(images), atol=1e-5)


@pytest.mark.parametrize(
    "make", [lambda teacher: smoothed(0.3), lambda teacher: taught(teacher, 3.0, 0.6)], ids=["smoothed", "taught"]
)
def test_soft_targets_are_probabilities_of_float32(
    images: npt.NDArray[np.uint8], teacher: LogisticRegression, make: Callable[[LogisticRegression], Answer]
) -> None:
    found = make(teacher)(images, LABELS)
    assert found.dtype == np.float32
    assert found.min() > 0
    np.testing.assert_allclose(found.sum(axis=1), 1, rtol=1e-6)
