"""Digits drawn again are the same digits by another hand and pen, and come again with the same seed."""

import numpy as np
import pytest

from neuralite import Recognizer, mnist
from neuralite.images.thickness import stroke_width
from neuralite.training import redrawn as module
from neuralite.training.redrawn import drawn_again
from neuralite.training.strokes import BRUSH, drawn

Sample = tuple[mnist.Images, mnist.Labels]


def test_they_are_prepared_pictures_with_the_labels_of_their_digits(sample: Sample) -> None:
    images, labels = drawn_again(sample, 200, np.random.default_rng(0))
    assert images.shape == (200, 28, 28)
    assert images.dtype == labels.dtype == np.uint8
    assert (images.max(axis=(1, 2)) > 200).all()
    read = Recognizer(["mlp"]).models["mlp"].predict_proba(images).argmax(axis=1)
    assert (read == labels).mean() > 0.95


def test_strokes_are_as_thick_as_the_preparation_leaves_those_of_any_pen(sample: Sample) -> None:
    images, _ = drawn_again(sample, 100, np.random.default_rng(0))
    widths = [stroke_width(image / 255) for image in images]
    assert min(widths) > 1.3
    assert max(widths) < 4.5
    assert np.std(widths) > 0.3


def test_the_same_seed_makes_the_same(sample: Sample) -> None:
    (first, labels), (again, same), (other, _) = (
        drawn_again(sample, 20, np.random.default_rng(seed)) for seed in (3, 3, 4)
    )
    np.testing.assert_array_equal(first, again)
    np.testing.assert_array_equal(labels, same)
    assert (first != other).any()


def test_of_no_digits_none_are_drawn() -> None:
    nothing = np.zeros((0, 28, 28), np.uint8), np.zeros(0, np.uint8)
    with pytest.raises(ValueError, match="no digits to draw again"):
        drawn_again(nothing, 1, np.random.default_rng(0))


def test_only_a_plain_1_is_drawn_with_the_widest_pens(sample: Sample, monkeypatch: pytest.MonkeyPatch) -> None:
    strokes, widths = [], []

    def counted(lines: list[np.ndarray], width: float) -> np.ndarray:
        strokes.append(len(lines))
        widths.append(width)
        return drawn(lines[:1], 0.1)

    monkeypatch.setattr(module, "drawn", counted)
    for digit in (1, 4):
        one = sample[0][sample[1] == digit][:1], sample[1][sample[1] == digit][:1]
        strokes.clear()
        widths.clear()
        drawn_again(one, 300, np.random.default_rng(1))
        wide = np.array(widths) > BRUSH
        assert max(widths) <= module.WIDEST_OF_1
        assert wide.any() == (digit == 1)
        assert not wide[np.array(strokes) > min(strokes)].any()


def test_some_are_drawn_in_straight_lines_and_some_get_a_flourish(
    sample: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    points, strokes = [], []

    def counted(drawn: list[np.ndarray], width: float) -> np.ndarray:
        points.append(sum(map(len, drawn)))
        strokes.append(len(drawn))
        return np.zeros((28, 28), np.uint8)

    monkeypatch.setattr(module, "drawn", counted)
    ones = [part[sample[1] == 1][:1] for part in sample]
    drawn_again((ones[0], ones[1]), 400, np.random.default_rng(1))
    assert np.mean(np.array(points) < 15) == pytest.approx(module.STRAIGHT, abs=0.07)
    assert np.mean(np.array(strokes) > min(strokes)) == pytest.approx(module.FLOURISHES, abs=0.06)
