"""The parts of an answer are those worked out by hand, and sum to the score, whatever the network."""

import copy

import numpy as np
import pytest

from neuralite import MLP, LogisticRegression, explanation, mnist
from neuralite.classifiers import Classifier
from neuralite.explanation import Method, explain
from neuralite.nn import Dense, ReLU
from neuralite.recognizer import Recognizer
from neuralite.storage import Model

Sample = tuple[mnist.Images, mnist.Labels]
RNG = np.random.default_rng(0)


@pytest.fixture(scope="module")
def models() -> dict[str, Model]:
    return Recognizer().models


def two_pixels() -> mnist.Images:
    """A picture with full ink at the top left, and a fifth of it beside."""
    image = np.zeros((28, 28), np.uint8)
    image[0, :2] = 255, 51
    return image


def weighted(classifier: Classifier, place: int, entries: dict[tuple[int, int], float], bias: list[float]) -> None:
    """Give a Dense layer these weights and this bias, and nothing else."""
    weight, offset = classifier.network.layers[place].parameters.values()
    weight[:] = 0
    for at, value in entries.items():
        weight[at] = value
    offset[: len(bias)] = bias


def test_a_pixel_of_logistic_regression_says_its_ink_times_its_weight() -> None:
    model = LogisticRegression()
    weighted(model, 0, {(0, 4): 2.0, (1, 4): -5.0, (0, 9): 3.0, (2, 4): 100.0}, [0, 0, 0, 0, 0.5])
    four = explain(model, two_pixels()).of(4)
    np.testing.assert_allclose(four.inputs[:3], [2, -1, 0], rtol=1e-6)
    assert [four.total, four.bias] == pytest.approx([1.5, 0.5])
    assert [four.speaking_for, four.speaking_against] == pytest.approx([2, -1])
    between = explain(model, two_pixels()).between(4, 9)
    np.testing.assert_allclose(between.inputs[:3], [-1, -1, 0], rtol=1e-6)
    assert [between.total, between.bias] == pytest.approx([-1.5, 0.5])


def test_a_hidden_unit_passes_on_what_it_is_told_while_it_is_lit() -> None:
    model = Classifier([Dense(3), ReLU(), Dense(10)])
    # The first unit sees 1 x 4 + 0.2 x 5 - 1 = 4; the second sees -1 and stays dark; the third 2.
    weighted(model, 0, {(0, 0): 4.0, (1, 0): 5.0, (0, 1): -1.0, (0, 2): 2.0}, [-1.0])
    weighted(model, 2, {(0, 7): 3.0, (1, 7): 50.0, (2, 7): -1.0, (2, 1): 1.0}, [0, 0, 0, 0, 0, 0, 0, 0.25])
    seven = explain(model, two_pixels()).of(7)
    np.testing.assert_allclose(seven.units, [12, 0, -2], rtol=1e-6)
    # The first pixel says 4 x 3 - 2 x 1; the second 0.2 x 5 x 3; the biases -1 x 3 + 0.25.
    np.testing.assert_allclose(seven.inputs[:3], [10, 3, 0], rtol=1e-6)
    assert seven.bias == pytest.approx(-2.75)
    assert seven.total == pytest.approx(10.25)
    assert seven.strongest_units(2) == [0]
    assert explain(model, two_pixels()).between(1, 7).strongest_units(2) == [2]


@pytest.mark.parametrize("name", ["logistic", "logistic-hog", "mlp", "mlp-small"])
def test_the_parts_of_100_digits_sum_to_the_scores(models: dict[str, Model], sample: Sample, name: str) -> None:
    classifier = models[name].classifier
    assert explanation.sums_exactly(classifier)
    images = sample[0][::10]
    scores = classifier.logits(images)
    assert len(images) == 100
    for image, score in zip(images, scores, strict=True):
        found = explain(classifier, image)
        sums = found.inputs.sum(axis=1) + found.bias
        np.testing.assert_allclose(sums, score, atol=1e-4)
        between = found.between(4, 9)
        assert between.inputs.sum() + between.bias == pytest.approx(score[4] - score[9], abs=1e-4)


def test_the_score_moves_by_the_parts_of_a_pixel_that_fades_a_little(models: dict[str, Model], sample: Sample) -> None:
    # One on pixels as they are: of a digit set upright, every pixel would move a little.
    classifier, image = models["mlp-small"].classifier, sample[0][5]
    # In 64 bits, so that a pixel can fade by less than what brings a hidden unit to its bend.
    network = copy.deepcopy(classifier.network)
    for layer in network.layers:
        layer.parameters = {name: array.astype(np.float64) for name, array in layer.parameters.items()}
    at = np.unravel_index(image.argmax(), image.shape)
    faded = image / 255.0
    before = network(faded.reshape(1, -1))[0]
    faded[at] *= 1 - 1e-6
    change = (before - network(faded.reshape(1, -1))[0]) / 1e-6
    parts = explain(classifier, image).inputs.reshape(10, 28, 28)[:, *at]
    np.testing.assert_allclose(parts, change, atol=0.001)


def test_a_network_that_bends_elsewhere_leaves_a_rest() -> None:
    model = MLP((8,), activation="sigmoid", rng=np.random.default_rng(1))
    assert not explanation.sums_exactly(model)
    parts = explain(model, two_pixels()).of(3)
    assert abs(parts.rest) > 1e-3
    assert parts.inputs.sum() + parts.bias + parts.rest == pytest.approx(parts.total)


def test_dropout_changes_nothing_in_a_trained_network() -> None:
    plain = MLP((8,), rng=np.random.default_rng(1))
    dropping = MLP((8,), rng=np.random.default_rng(1), dropout=0.5, input_dropout=0.5)
    for name, value in zip(dropping.network.parameters.values(), plain.network.parameters.values(), strict=True):
        name[:] = value
    np.testing.assert_array_equal(explain(dropping, two_pixels()).inputs, explain(plain, two_pixels()).inputs)


def test_the_methods_are_named_as_what_they_are(models: dict[str, Model]) -> None:
    assert {name: explanation.method(model.classifier) for name, model in models.items()} == {
        "logistic": Method.contribution,
        "logistic-hog": Method.occlusion,
        "mlp": Method.gradient_times_input,
        "mlp-small": Method.gradient_times_input,
    }


def test_deskewed_pixels_are_explained_where_they_were_seen() -> None:
    model = LogisticRegression(features="deskew")
    model.network.parameters["0.weight"][:] = 1
    slanted = np.zeros((28, 28), np.uint8)
    slanted[np.arange(6, 22), np.arange(21, 5, -1)] = 255
    found = explain(model, slanted)
    np.testing.assert_allclose(found.inputs[0].reshape(28, 28), found.seen)
    assert found.seen[:, 13:15].sum() > 0.9 * found.seen.sum()


def test_occlusion_finds_the_ink_on_which_the_answer_hangs() -> None:
    model = LogisticRegression()
    image = np.zeros((28, 28), np.uint8)
    image[5:21, 13] = 255
    # Only the ink of row 6 counts.
    weighted(model, 0, {(6 * 28 + 13, 1): 8.0}, [])
    falls = explanation.occlusion(model, image)
    assert not falls[0].any()
    assert not falls[1][image == 0].any()
    # Every patch over row 6 takes it away; none that begins at row 8 or below does.
    assert falls[1].max() == falls[1, 6, 13] == 8
    assert not falls[1, 11:].any()


def test_an_empty_picture_has_a_bias_and_no_more(models: dict[str, Model]) -> None:
    empty = np.zeros((28, 28), np.uint8)
    for name, model in models.items():
        found = explain(model.classifier, empty)
        if name != "logistic-hog":
            assert not found.inputs.any()
        np.testing.assert_allclose(found.inputs.sum(axis=1) + found.bias, found.scores, atol=1e-5)
        assert not explanation.occlusion(model.classifier, empty).any()


def test_ninths_sum_to_the_whole_and_lie_where_the_ink_is() -> None:
    pixels = np.zeros((28, 28))
    pixels[4, 4], pixels[13, 13], pixels[23, 20] = 1, 2, 4
    assert explanation.ninths(pixels).tolist() == [[1, 0, 0], [0, 2, 0], [0, 0, 4]]
