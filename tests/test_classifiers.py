"""The classifiers have scikit-learn's four verbs, and mean by them what scikit-learn means."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression as Reference

from neuralite import MLP, Classifier, LogisticRegression, mnist
from neuralite.classifiers import Asked, digit_likelihood
from neuralite.nn import Adam, Dense, Layer, ReLU, Tanh
from neuralite.nn.arrays import Array

Sample = tuple[mnist.Images, mnist.Labels]


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(0)


def test_with_scikit_learns_weights_it_answers_as_scikit_learn(sample: Sample) -> None:
    images, labels = sample
    rows = images.reshape(-1, 784) / 255
    reference = Reference(C=0.01, tol=1e-2).fit(rows[::4], labels[::4])
    ours = LogisticRegression()
    ours.network.parameters["0.weight"][:] = reference.coef_.T
    ours.network.parameters["0.bias"][:] = reference.intercept_
    np.testing.assert_allclose(ours.predict_proba(images), reference.predict_proba(rows), rtol=0, atol=1e-5)
    assert (ours.predict(images) == reference.predict(rows)).all()
    assert ours.score(images, labels) == reference.score(rows, labels)


def test_logistic_regression_learns_what_it_is_shown(sample: Sample, rng: np.random.Generator) -> None:
    images, labels = sample
    logistic = LogisticRegression().fit(images[::2], labels[::2], rng=rng, epochs=20)
    assert logistic.score(images[1::2], labels[1::2]) > 0.8


@pytest.mark.parametrize("activation", ["relu", "sigmoid", "tanh", Tanh])
def test_an_mlp_learns_what_it_is_shown(
    sample: Sample, rng: np.random.Generator, activation: str | type[Layer]
) -> None:
    images, labels = sample[0][:200], sample[1][:200]
    mlp = MLP((16,), rng=rng, activation=activation)
    assert mlp.score(images, labels) < 0.3
    assert mlp.fit(images, labels, rng=rng, epochs=15, batch_size=32, optimizer=Adam(0.005)) is mlp
    assert mlp.score(images, labels) > 0.95


def test_the_same_generator_gives_the_same_weights(sample: Sample) -> None:
    def weights(seed: int) -> bytes:
        rng = np.random.default_rng(seed)
        mlp = MLP((8,), rng=rng, dropout=0.3).fit(sample[0][:200], sample[1][:200], rng=rng, epochs=2)
        return b"".join(array.tobytes() for array in mlp.network.parameters.values())

    assert weights(1) == weights(1)
    assert weights(1) != weights(2)


def test_the_four_verbs_agree(sample: Sample, rng: np.random.Generator) -> None:
    images, labels = sample
    mlp = MLP((16,), rng=rng).fit(images, labels, rng=rng, epochs=1)
    probabilities = mlp.predict_proba(images)
    assert probabilities.shape == (1000, 10)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1)
    assert (probabilities.argmax(axis=1) == mlp.predict(images)).all()
    assert mlp.score(images, labels) == (mlp.predict(images) == labels).mean()


def test_many_pictures_are_read_as_each_alone(sample: Sample, rng: np.random.Generator) -> None:
    images = np.concatenate([sample[0], sample[0]])
    mlp = MLP((16,), rng=rng)
    assert mlp.logits(images).shape == (2000, 10)
    np.testing.assert_allclose(mlp.logits(images)[1500], mlp.logits(sample[0][500:501])[0], rtol=1e-4, atol=1e-5)


def test_no_pictures_have_no_answers(rng: np.random.Generator) -> None:
    assert MLP((4,), rng=rng).predict_proba(np.empty((0, 28, 28), np.uint8)).shape == (0, 10)


def test_the_layers_of_an_mlp_are_in_their_order(rng: np.random.Generator) -> None:
    mlp = MLP((5, 4), rng=rng, dropout=0.5, input_dropout=0.2)
    names = [type(layer).__name__ for layer in mlp.network.layers]
    assert names == ["Dropout", "Dense", "ReLU", "Dropout", "Dense", "ReLU", "Dropout", "Dense"]


def test_dropout_is_only_in_training(sample: Sample, rng: np.random.Generator) -> None:
    mlp = MLP((16,), rng=rng, dropout=0.5, input_dropout=0.5)
    assert mlp.logits(sample[0]).tobytes() == mlp.logits(sample[0]).tobytes()


def test_one_classifier_serves_many_threads(sample: Sample, rng: np.random.Generator) -> None:
    mlp = MLP((64,), rng=rng, dropout=0.5)
    before = set(vars(mlp.network.layers[0]))
    alone = [mlp.predict_proba(image[None]).tobytes() for image in sample[0][:200]]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda image: mlp.predict_proba(image[None]).tobytes(), sample[0][:200]))
    assert together == alone
    assert set(vars(mlp.network.layers[0])) == before


@pytest.mark.parametrize(
    ("labels", "words"),
    [
        ([1, 2], "3 pictures have 2 labels"),
        ([1, 2, 10], "labels are the digits 0 to 9"),
        ([-1, 2, 3], "labels are the digits 0 to 9"),
        ([[1], [2], [3]], r"3 pictures have labels of the shape \(3, 1\)"),
    ],
)
def test_labels_that_do_not_fit_are_refused(rng: np.random.Generator, labels: list[int], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        LogisticRegression().fit(np.zeros((3, 28, 28)), np.array(labels), rng=rng)
    with pytest.raises(ValueError, match=words):
        LogisticRegression().score(np.zeros((3, 28, 28)), labels)


@pytest.mark.parametrize("labels", [[1.0, 2.0, 3.0], ["1", "2", "3"], [True, False, True]])
def test_labels_that_are_no_whole_numbers_are_refused(rng: np.random.Generator, labels: list[Any]) -> None:
    with pytest.raises(TypeError, match="labels are whole numbers, not "):
        LogisticRegression().fit(np.zeros((3, 28, 28)), labels, rng=rng)


def test_labels_may_be_a_list(sample: Sample) -> None:
    images, labels = sample[0][:50], sample[1][:50]
    of_list, of_array = (
        LogisticRegression().fit(images, told, rng=np.random.default_rng(0), epochs=1)
        for told in (labels.tolist(), labels)
    )
    assert (of_list.predict(images) == of_array.predict(images)).all()
    assert of_list.score(images, labels.tolist()) == of_array.score(images, labels)


def test_no_pictures_have_no_score() -> None:
    with pytest.raises(ValueError, match="there is no picture to score"):
        LogisticRegression().score(np.empty((0, 28, 28)), [])


@pytest.mark.parametrize("activation", [print, ReLU(), 3, int])
def test_an_activation_that_is_no_class_of_layer_is_refused(rng: np.random.Generator, activation: Any) -> None:
    with pytest.raises(TypeError, match="an activation is relu, sigmoid, tanh or a class of Layer, not "):
        MLP((4,), rng=rng, activation=activation)


def test_what_is_no_reader_of_digits_is_refused(rng: np.random.Generator) -> None:
    with pytest.raises(ValueError, match="no features 'hog2'; there are pixels"):
        LogisticRegression(features="hog2")
    with pytest.raises(ValueError, match="no activation 'swish'; there are relu, sigmoid, tanh"):
        MLP((4,), rng=rng, activation="swish")
    with pytest.raises(ValueError, match="ends in 10 outputs, not 7"):
        Classifier([Dense(9), ReLU(), Dense(7)])


def test_a_network_is_asked_once_about_a_picture(sample: Sample, monkeypatch: pytest.MonkeyPatch) -> None:
    classifier, other = LogisticRegression(), MLP((8,), rng=np.random.default_rng(1))
    asked, shown, logits = Asked(), [], LogisticRegression.logits

    def noted(self: Classifier, images: mnist.Images) -> Array:
        shown.append(len(images))
        return logits(self, images)

    monkeypatch.setattr(LogisticRegression, "logits", noted)
    images = sample[0][:4]
    first = asked.logits(classifier, images[:3])
    again = asked.logits(classifier, images[1:])
    assert shown == [3, 1]
    assert asked.logits(other, images[:0]).shape == (0, 10)
    np.testing.assert_array_equal(again[:2], first[1:])
    np.testing.assert_allclose(again[2:], logits(classifier, images[3:]))
    np.testing.assert_allclose(asked.logits(other, images), other.logits(images), rtol=1e-5)


def test_a_digit_is_as_likely_as_the_mean_of_the_log_odds_says() -> None:
    scores = np.zeros((2, 1, 11))
    scores[1, 0, 10] = 4.0
    # Odds of ten to one, and of ten to exp(4).
    odds = 10 / np.exp(2)
    np.testing.assert_allclose(digit_likelihood(list(scores)), [odds / (1 + odds)])
