"""The loop tells of every epoch, keeps the best one's weights however it ends, and repeats itself to the bit."""

from collections.abc import Generator
from dataclasses import replace

import numpy as np
import pytest

from neuralite import Classifier, mnist
from neuralite.classifiers import ACTIVATIONS
from neuralite.nn import SGD
from neuralite.training import loop
from neuralite.training.loop import DivergenceError, Epoch, Examples
from neuralite.training.recipes import OPTIMIZERS, RECIPES, SCHEDULES, Recipe

SMALL = Recipe("small", "Small", hidden=(12,), learning_rate=0.005, epochs=6, batch_size=50)


@pytest.fixture(scope="module")
def parts(sample: tuple[mnist.Images, mnist.Labels]) -> tuple[Examples, Examples]:
    """A training part of 400 digits and a validation part of 200 others."""
    images, labels = sample
    return (images[::2][:400], labels[::2][:400]), (images[1::5], labels[1::5])


def run(recipe: Recipe, parts: tuple[Examples, Examples]) -> tuple[Classifier, list[Epoch]]:
    rng = np.random.default_rng(recipe.seed)
    classifier = recipe.classifier(rng)
    records = loop.train(
        classifier,
        *parts,
        optimizer=recipe.make_optimizer(len(parts[0][1])),
        epochs=recipe.epochs,
        batch_size=recipe.batch_size,
        rng=rng,
        patience=recipe.patience,
    )
    return classifier, list(records)


def arrays(classifier: Classifier) -> dict[str, bytes]:
    return {name: array.tobytes() for name, array in classifier.network.parameters.items()}


def test_there_is_a_record_an_epoch_and_training_helps(parts: tuple[Examples, Examples]) -> None:
    classifier, epochs = run(SMALL, parts)
    assert [epoch.number for epoch in epochs] == [1, 2, 3, 4, 5, 6]
    assert epochs[0].best
    assert epochs[-1].training_loss < epochs[0].training_loss / 2
    assert epochs[-1].training_accuracy > epochs[0].training_accuracy
    assert all(epoch.seconds > 0 for epoch in epochs)
    assert classifier.score(*parts[1]) == max(epoch.validation_accuracy for epoch in epochs)


def test_the_first_loss_is_that_of_guessing(parts: tuple[Examples, Examples]) -> None:
    # Softmax regression begins with zeros: every digit has probability 1/10.
    recipe = replace(RECIPES["logistic"], epochs=1, learning_rate=1e-12)
    (epoch,) = run(recipe, parts)[1]
    assert epoch.training_loss == pytest.approx(np.log(10), abs=1e-5)
    assert epoch.validation_loss == pytest.approx(np.log(10), abs=1e-5)


def test_a_record_tells_the_learning_rate_of_its_first_step(parts: tuple[Examples, Examples]) -> None:
    rates = [epoch.learning_rate for epoch in run(replace(SMALL, epochs=4, schedule="cosine"), parts)[1]]
    assert rates == pytest.approx([0.005 * (1 + np.cos(np.pi * done / 4)) / 2 for done in range(4)])


class Scripted(Classifier):
    """Reads the validation part as well as the script says, and marks its weights with the epoch's number."""

    def __init__(self, scores: list[tuple[float, float]]) -> None:
        super().__init__(RECIPES["logistic"].classifier(np.random.default_rng(0)).network.layers)
        self.scores = scores
        self.epoch = 0

    @property
    def mark(self) -> float:
        return float(self.network.parameters["0.bias"][0])


def script(scores: list[tuple[float, float]], monkeypatch: pytest.MonkeyPatch) -> Scripted:
    """A classifier whose (accuracy, loss) on the validation part are these, epoch by epoch."""
    scripted = Scripted(scores)

    def assess(classifier: Classifier, _: Examples) -> tuple[float, float]:
        scripted.epoch += 1
        classifier.network.parameters["0.bias"][0] = scripted.epoch
        accuracy, loss = scores[scripted.epoch - 1]
        return loss, accuracy

    monkeypatch.setattr(loop, "assess", assess)
    return scripted


NOTHING = np.zeros((1, 784), np.uint8), np.zeros(1, np.uint8)


def train(scripted: Scripted, patience: int | None = None) -> Generator[Epoch]:
    return loop.train(
        scripted,
        NOTHING,
        NOTHING,
        optimizer=SGD(1e-9),
        epochs=len(scripted.scores),
        batch_size=1,
        rng=np.random.default_rng(0),
        patience=patience,
    )


@pytest.mark.parametrize(
    ("scores", "best"),
    [
        pytest.param([(0.5, 1.0), (0.8, 0.9), (0.7, 0.1)], [1, 2], id="accuracy"),
        pytest.param([(0.5, 1.0), (0.5, 0.9), (0.5, 0.95)], [1, 2], id="loss at equal accuracy"),
        pytest.param([(0.5, 1.0), (0.5, 1.0)], [1], id="the earlier of equals"),
        pytest.param([(0.0, 9.0), (0.0, 8.0)], [1, 2], id="from nothing"),
    ],
)
def test_the_best_epochs_weights_are_kept(
    monkeypatch: pytest.MonkeyPatch, scores: list[tuple[float, float]], best: list[int]
) -> None:
    scripted = script(scores, monkeypatch)
    epochs = list(train(scripted))
    assert [epoch.number for epoch in epochs if epoch.best] == best
    assert scripted.mark == best[-1]


def test_it_stops_when_patience_is_over_and_goes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    scripted = script([(0.1, 1), (0.5, 1), (0.4, 1), (0.6, 1), (0.5, 1), (0.5, 1), (0.9, 1)], monkeypatch)
    assert [epoch.number for epoch in train(scripted, patience=2)] == [1, 2, 3, 4, 5, 6]
    assert scripted.mark == 4


def test_closing_it_early_keeps_the_best_so_far(monkeypatch: pytest.MonkeyPatch) -> None:
    scripted = script([(0.5, 1), (0.9, 1), (0.7, 1), (0.99, 1)], monkeypatch)
    records = train(scripted)
    for epoch in records:
        if epoch.number == 3:
            break
    assert scripted.mark == 3
    records.close()
    assert scripted.mark == 2


def test_an_interruption_keeps_the_best_so_far(monkeypatch: pytest.MonkeyPatch) -> None:
    scripted = script([(0.9, 1), (0.5, 1)], monkeypatch)
    records = train(scripted)
    next(records)
    monkeypatch.setattr(loop, "assess", lambda *_: pytest.fail("interrupted"))
    with pytest.raises(pytest.fail.Exception):
        next(records)
    assert scripted.mark == 1


def test_it_stops_at_the_first_loss_that_is_no_number_and_keeps_the_best(parts: tuple[Examples, Examples]) -> None:
    recipe = replace(SMALL, optimizer="sgd", schedule="constant", learning_rate=1e30)
    rng = np.random.default_rng(0)
    classifier = recipe.classifier(rng)
    before = arrays(classifier)
    optimizer = recipe.make_optimizer(400)
    records = loop.train(classifier, *parts, optimizer=optimizer, epochs=6, batch_size=50, rng=rng)
    with pytest.raises(
        DivergenceError, match=r"at step [2-8]: at a learning rate of 1e\+30 .* a smaller --learning-rate"
    ):
        next(records)
    # An epoch has 8 steps.
    assert optimizer.steps <= 8
    assert arrays(classifier) == before


@pytest.mark.parametrize("loss", [float("nan"), float("inf")])
def test_a_validation_loss_that_is_no_number_is_never_the_best(monkeypatch: pytest.MonkeyPatch, loss: float) -> None:
    scripted = script([(0.5, 1), (0.9, loss), (0.6, 1)], monkeypatch)
    records = train(scripted)
    assert next(records).best
    with pytest.raises(DivergenceError, match="at step 2"):
        next(records)
    assert scripted.mark == 1


def test_the_same_seed_gives_the_same_arrays_to_the_bit(parts: tuple[Examples, Examples]) -> None:
    recipe = replace(SMALL, dropout=0.2, input_dropout=0.1, optimizer="adamw", weight_decay=0.01, epochs=3)
    (first, told), (again, told_again) = run(recipe, parts), run(recipe, parts)
    assert arrays(first) == arrays(again)
    assert [replace(epoch, seconds=0) for epoch in told] == [replace(epoch, seconds=0) for epoch in told_again]
    assert arrays(first) != arrays(run(replace(recipe, seed=2), parts)[0])


# Plain descent takes longer steps than Adam to come as far.
RATES = {"sgd": 0.3, "momentum": 0.05, "nesterov": 0.05, "adam": 0.01, "adamw": 0.01}


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("schedule", SCHEDULES)
def test_every_optimizer_learns_under_every_schedule(
    parts: tuple[Examples, Examples], optimizer: str, schedule: str
) -> None:
    recipe = replace(SMALL, optimizer=optimizer, schedule=schedule, learning_rate=RATES[optimizer], warm_up=1.0)
    classifier, _ = run(recipe, parts)
    assert classifier.score(*parts[1]) > 0.6


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_activation_learns(parts: tuple[Examples, Examples], activation: str) -> None:
    recipe = replace(SMALL, hidden=(32, 32), activation=activation, learning_rate=0.01, epochs=8, batch_size=20)
    assert run(recipe, parts)[0].score(*parts[1]) > 0.7


@pytest.mark.parametrize("name", RECIPES)
def test_a_shipped_recipe_can_be_followed_for_a_single_epoch(parts: tuple[Examples, Examples], name: str) -> None:
    assert len(run(replace(RECIPES[name], epochs=1), parts)[1]) == 1
