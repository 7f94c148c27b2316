"""The shipped models read digits that they have not learnt, as well as their cards say."""

from pathlib import Path

import numpy as np
import pytest

from neuralite import evaluation, mnist, storage
from neuralite.images.normalization import crop
from neuralite.rejection import load_judge
from neuralite.storage import Model
from neuralite.training import non_digits, scribbles
from neuralite.training.flourishes import FLOURISH_OF, flourished
from scripts.hand_trials import as_one_digit
from scripts.scenes import hands

SHIPPED = ("logistic", "logistic-hog", "mlp", "mlp-small")
# Half a point below what they reached on the sample when they were trained.
SAMPLE_FLOORS = {"logistic": 0.921, "logistic-hog": 0.99, "mlp": 0.99, "mlp-small": 0.977}
TEST_FLOORS = {"logistic": 0.926, "logistic-hog": 0.992, "mlp": 0.9943, "mlp-small": 0.988}

# A quiet machine needs half of it or less: those that train are not always alone.
MINUTES = {"logistic": 1, "logistic-hog": 2, "mlp": 45, "mlp-small": 15}
CALIBRATION_CEILINGS = {"logistic": 0.011, "logistic-hog": 0.003, "mlp": 0.003, "mlp-small": 0.003}

# Shares that the judge may, and has to, refuse of the kinds of made pictures that its card tells of.
JUDGE_CEILINGS = {
    "as they are": 0.008,
    "with flourishes": 0.015,
    "drawn again": 0.02,
    "in few pixels": 0.02,
    "in other ways": 0.002,
}
JUDGE_FLOORS = {"letters": 0.995, "symbols": 0.995, "scribbles": 0.97, "blots": 0.995, "spoilt digits": 0.97}


@pytest.fixture(params=SHIPPED)
def model(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Model:
    monkeypatch.delenv("NEURALITE_MODELS", raising=False)
    return storage.load(storage.models_folder(), request.param)


@pytest.fixture(scope="module")
def parts(mnist_dir: Path) -> dict[str, tuple[mnist.Images, mnist.Labels]]:
    """MNIST's training, validation and test part."""
    return mnist.load_parts(mnist_dir) | {"test": mnist.load_test(mnist_dir)}


def test_all_models_are_shipped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NEURALITE_MODELS", raising=False)
    assert set(SHIPPED) <= set(storage.names(storage.models_folder()))


def test_a_model_reads_the_sample(model: Model, sample: tuple[mnist.Images, mnist.Labels]) -> None:
    assert model.classifier.score(*sample) >= SAMPLE_FLOORS[model.name]


def test_a_model_reads_every_digit(model: Model, sample: tuple[mnist.Images, mnist.Labels]) -> None:
    images, labels = sample
    for digit in range(10):
        assert model.classifier.score(images[labels == digit], labels[labels == digit]) > 0.8


def test_a_model_reads_mnists_test_set(model: Model, parts: dict[str, tuple[mnist.Images, mnist.Labels]]) -> None:
    assert model.classifier.score(*parts["test"]) >= TEST_FLOORS[model.name]


@pytest.mark.parametrize("part", [pytest.param("training", marks=pytest.mark.soak), "validation", "test"])
def test_the_card_says_what_is_measured_again(
    model: Model, parts: dict[str, tuple[mnist.Images, mnist.Labels]], part: str
) -> None:
    told = model.card["metrics"][part]
    images, labels = parts[part]
    assert told["n"] == len(labels)
    # Another processor rounds otherwise, so that a digit on the fence may fall to the other side.
    assert abs(model.classifier.score(images, labels) - told["accuracy"]) * len(labels) < 3
    assert sum(told["confusion"][digit][digit] for digit in range(10)) == round(told["accuracy"] * len(labels))


def test_a_model_is_as_often_right_as_it_claims(
    model: Model, parts: dict[str, tuple[mnist.Images, mnist.Labels]]
) -> None:
    images, labels = parts["test"]
    probabilities = model.predict_proba(images)
    error = evaluation.calibration_error(probabilities.max(axis=1), probabilities.argmax(axis=1) == labels)
    assert error <= CALIBRATION_CEILINGS[model.name]
    assert error == pytest.approx(model.card["metrics"]["test"]["calibration_error"], abs=2e-4)


def test_a_model_has_learnt_from_the_training_part_alone(
    model: Model, parts: dict[str, tuple[mnist.Images, mnist.Labels]]
) -> None:
    assert model.card["split_seed"] == mnist.SPLIT_SEED
    assert model.card["examples"] == {"training": 53_000, "validation": 7_000, "test": 10_000}
    assert model.card["data_sha256"] == mnist.digest(*parts["training"], *parts["validation"])


@pytest.mark.parametrize("model", ["mlp"], indirect=True)
def test_the_mlp_reads_the_sample_as_digits_that_are_new_to_it(
    model: Model, sample: tuple[mnist.Images, mnist.Labels]
) -> None:
    # It knows nearly all of its training part by heart; had the sample been in it, it would know that too.
    assert model.classifier.score(*sample) < model.card["metrics"]["training"]["accuracy"] - 0.002


@pytest.mark.parametrize("digit", FLOURISH_OF)
@pytest.mark.parametrize("model", ["mlp"], indirect=True)
def test_the_mlp_reads_digits_with_flourishes(
    model: Model, sample: tuple[mnist.Images, mnist.Labels], digit: int
) -> None:
    plain = np.repeat(sample[0][sample[1] == digit], 5, axis=0)
    labels = np.full(len(plain), digit, np.uint8)
    assert model.classifier.score(flourished(plain, labels, 1.0, np.random.default_rng(0)), labels) >= 0.95


@pytest.mark.parametrize("model", ["mlp"], indirect=True)
def test_the_mlp_reads_a_1_that_is_a_bar_of_few_black_pixels(
    model: Model, sample: tuple[mnist.Images, mnist.Labels]
) -> None:
    rng = np.random.default_rng(0)
    bars = []
    for image in np.repeat(sample[0][sample[1] == 1], 3, axis=0):
        ink = hands.by_hand(image, rng, hands.FINE, hands.FINE * rng.uniform(0.3, 0.42), 0.5)
        tall, wide = crop(ink).shape
        few = hands.shrunk(ink, 28, round(28 * wide / tall * rng.uniform(0.9, 1.6)))
        few += rng.normal(0, 0.1, few.shape)
        bars.append(as_one_digit(hands.on_paper(np.pad(few > 0.5, 2))))
    assert model.classifier.score(np.stack(bars), np.ones(len(bars), np.uint8)) >= 0.98


def test_a_model_was_trained_while_one_waits(model: Model) -> None:
    assert model.card["training_seconds"] < MINUTES[model.name] * 60


def test_a_model_is_one_network_of_at_most_eight_megabytes(model: Model) -> None:
    assert 4 * model.classifier.network.weight_count <= 8_000_000


def test_the_judge_spares_digits_and_refuses_what_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NEURALITE_MODELS", raising=False)
    judge = load_judge(storage.models_folder())
    assert judge is not None
    weights = [model.classifier.network.weight_count for model in judge.models]
    assert 4 * sum(weights) <= 13_000_000
    told = judge.models[0].card["metrics"]["validation"]
    for kind, most in JUDGE_CEILINGS.items():
        assert told[kind]["refused"] <= most
    for kind, least in JUDGE_FLOORS.items():
        assert told[kind]["refused"] >= least


def test_the_judge_does_as_its_card_says(parts: dict[str, tuple[mnist.Images, mnist.Labels]]) -> None:
    judge = load_judge(storage.models_folder())
    assert judge is not None
    images, _ = parts["validation"]
    told = judge.models[0].card["metrics"]["validation"]["as they are"]
    assert told["n"] == len(images)
    assert abs((~judge.accepts(images)).mean() - told["refused"]) * len(images) < 3
    assert judge.models[0].card["data_sha256"] == mnist.digest(*parts["training"], *parts["validation"])


def test_the_judge_refuses_made_up_non_digits_that_it_has_not_learnt(
    sample: tuple[mnist.Images, mnist.Labels], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NEURALITE_MODELS", raising=False)
    judge = load_judge(storage.models_folder())
    assert judge is not None
    rng = np.random.default_rng(123)
    letters, scrawl = non_digits.letters(200, rng), scribbles.scribbles(200, rng, scribbles.UNSEEN)
    assert (~judge.accepts(letters)).mean() >= JUDGE_FLOORS["letters"] - 0.03
    assert (~judge.accepts(scrawl)).mean() >= 0.96
    assert (~judge.accepts(sample[0])).mean() <= 0.01
