"""The pictures of weights show the weights: which pixel, which sign, which node."""

import numpy as np
import pytest

from neuralite import MLP, LogisticRegression
from neuralite.classifiers import Classifier
from neuralite.nn import Dense, ReLU
from neuralite.weight_pictures import first_weights, strengths, templates


def test_a_template_has_the_weight_of_each_pixel_in_its_place() -> None:
    model = LogisticRegression()
    model.network.parameters["0.weight"][3 * 28 + 5, 7] = 2.0
    found = templates(model)
    assert found is not None
    assert found.shape == (10, 28, 28)
    assert {tuple(map(int, place)) for place in np.argwhere(found)} == {(7, 3, 5)}


def test_only_a_single_layer_on_a_picture_has_templates() -> None:
    upright = templates(LogisticRegression(features="deskew"))
    assert upright is not None
    assert upright.shape == (10, 28, 28)
    deep = MLP((16,), rng=np.random.default_rng(0), input_dropout=0.1)
    assert templates(deep) is None
    assert templates(LogisticRegression(features="hog")) is None
    units = first_weights(deep)
    assert units is not None
    assert units.shape == (16, 28, 28)
    assert first_weights(Classifier([ReLU(), Dense(10)])) is None
    assert strengths(LogisticRegression()) is None


def test_a_units_picture_is_its_weights_on_a_digit_set_upright_too_and_strokes_have_none() -> None:
    model = LogisticRegression(features="deskew")
    model.network.parameters["0.weight"][3 * 28 + 5, 7] = 2.0
    found = first_weights(model)
    assert found is not None
    assert found[7, 3, 5] == 2
    assert first_weights(LogisticRegression(features="hog")) is None


def test_a_units_strength_is_what_comes_in_times_what_goes_out() -> None:
    model = MLP((2,), rng=np.random.default_rng(0))
    into, out = model.network.parameters["0.weight"], model.network.parameters["2.weight"]
    into[...] = out[...] = 0
    into[:2, 0] = (3, 4)
    out[0, :2] = (0.6, 0.8)
    into[0, 1] = 2
    found = strengths(model)
    assert found is not None
    assert found == pytest.approx([5.0, 0.0])
