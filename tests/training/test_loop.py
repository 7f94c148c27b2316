"""The loop tells of every epoch, keeps the best one's weights however it ends, and repeats itself to the bit."""

import threading
from collections.abc import Callable, Generator
from dataclasses import replace
from typing import TypeAlias

import numpy as np
import pytest

from neuralite import Classifier, mnist
from neuralite.classifiers import ACTIVATIONS
from neuralite.nn import SGD, Batch, Constant
from neuralite.training import loop
from neuralite.training.feed import Examples, Feed
from neuralite.training.loop import DivergenceError, Epoch, Run
from neuralite.training.recipes import OPTIMIZERS, RECIPES, SCHEDULES, Recipe
from neuralite.training.targets import labels_alone

SMALL = Recipe("small", "Small", hidden=(24,), learning_rate=0.01, epochs=6, batch_size=50)


@pytest.fixture(scope="module")
def parts(sample: tuple[mnist.Images, mnist.Labels]) -> tuple[Examples, Examples]:
    """A training part of 400 digits and a validation part of 200 others."""
    images, labels = sample
    return (images[::2][:400], labels[::2][:400]), (images[1::5], labels[1::5])


def run(recipe: Recipe, parts: tuple[Examples, Examples]) -> tuple[Classifier, list[Epoch]]:
    training, validation = parts
    run = recipe.begin(len(training[1]))
    records = loop.train(
        run, recipe.feed(training, run.classifier), validation, epochs=recipe.epochs, patience=recipe.patience
    )
    return run.classifier, list(records)


def copied(weights: loop.Weights) -> dict[str, bytes]:
    return {name: array.tobytes() for name, array in weights.items()}


def arrays(classifier: Classifier) -> dict[str, bytes]:
    return copied(classifier.network.parameters)


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
    assert rates == pytest.approx([0.01 * (1 + np.cos(np.pi * done / 4)) / 2 for done in range(4)])


class Scripted(Run):
    """Reads the validation part as well as the script says, and has the epoch's number for a weight."""

    def __init__(self, scores: list[tuple[float, float]], averaging: float = 0.0) -> None:
        classifier = RECIPES["logistic"].classifier(np.random.default_rng(0))
        super().__init__(classifier, SGD(Constant(1e-9)), seed=0, averaging=averaging)
        self.scores = scores

    @property
    def mark(self) -> float:
        return float(self.weights["0.bias"][0])

    def put_mark(self, _: Batch) -> None:
        self.weights["0.bias"][0] = len(self.epochs) + 1

    def train(self, patience: int | None = None, stopped: Callable[[], bool] = lambda: False) -> Generator[Epoch]:
        """An epoch is a single batch."""
        nothing = np.zeros((1, 784), np.uint8), np.zeros(1, np.uint8)
        feed = Feed(nothing, 1, 0, self.classifier.rows, labels_alone)
        return loop.train(
            self, feed, nothing, epochs=len(self.scores), patience=patience, watch=self.put_mark, stopped=stopped
        )


Script: TypeAlias = Callable[[list[tuple[float, float]]], Scripted]


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> Script:
    """Makes a run whose (accuracy, loss) on the validation part are these, epoch by epoch."""

    def script(scores: list[tuple[float, float]]) -> Scripted:
        scripted = Scripted(scores)
        monkeypatch.setattr(loop, "assess", lambda *_: scores[len(scripted.epochs)][::-1])
        return scripted

    return script


@pytest.mark.parametrize(
    ("scores", "best"),
    [
        pytest.param([(0.5, 1.0), (0.8, 0.9), (0.7, 0.1)], [1, 2], id="accuracy"),
        pytest.param([(0.5, 1.0), (0.5, 0.9), (0.5, 0.95)], [1, 2], id="loss at equal accuracy"),
        pytest.param([(0.5, 1.0), (0.5, 1.0)], [1], id="the earlier of equals"),
        pytest.param([(0.0, 9.0), (0.0, 8.0)], [1, 2], id="from nothing"),
    ],
)
def test_the_best_epochs_weights_are_kept(script: Script, scores: list[tuple[float, float]], best: list[int]) -> None:
    scripted = script(scores)
    epochs = list(scripted.train())
    assert epochs == scripted.epochs
    assert [epoch.number for epoch in epochs if epoch.best] == best
    assert scripted.mark == best[-1]


def test_it_stops_when_patience_is_over_and_goes_back(script: Script) -> None:
    scripted = script([(0.1, 1), (0.5, 1), (0.4, 1), (0.6, 1), (0.5, 1), (0.5, 1), (0.9, 1)])
    assert [epoch.number for epoch in scripted.train(patience=2)] == [1, 2, 3, 4, 5, 6]
    assert scripted.mark == 4


def test_closing_it_early_keeps_the_best_so_far(script: Script) -> None:
    scripted = script([(0.5, 1), (0.9, 1), (0.7, 1), (0.99, 1)])
    records = scripted.train()
    for epoch in records:
        if epoch.number == 3:
            break
    assert scripted.mark == 3
    records.close()
    assert scripted.mark == 2


def test_an_interruption_keeps_the_best_so_far(script: Script, monkeypatch: pytest.MonkeyPatch) -> None:
    scripted = script([(0.9, 1), (0.5, 1)])
    records = scripted.train()
    next(records)
    monkeypatch.setattr(loop, "assess", lambda *_: pytest.fail("interrupted"))
    with pytest.raises(pytest.fail.Exception):
        next(records)
    assert scripted.mark == 1


def test_a_run_goes_on_where_it_was(script: Script) -> None:
    scripted = script([(0.5, 1), (0.9, 1), (0.7, 1), (0.6, 1), (0.95, 1)])
    for epoch in scripted.train():
        if epoch.number == 2:
            break
    assert [epoch.number for epoch in scripted.train()] == [3, 4, 5]
    assert scripted.mark == 5
    assert list(scripted.train()) == []


def test_lost_patience_is_remembered_when_a_run_goes_on(script: Script) -> None:
    scripted = script([(0.9, 1), (0.5, 1), (0.4, 1), (0.99, 1)])
    assert len(list(scripted.train(patience=2))) == 3
    assert list(scripted.train(patience=2)) == []


@pytest.mark.parametrize(("batches", "epochs"), [(1, 0), (3, 0), (8, 0), (9, 1), (21, 2)])
def test_once_stopped_it_ends_at_the_next_batch_with_the_best_weights(
    parts: tuple[Examples, Examples], batches: int, epochs: int
) -> None:
    # An epoch of 400 digits has eight batches.
    run = SMALL.begin(400)
    seen: list[Batch] = []
    best = copied(run.weights)
    for epoch in loop.train(
        run,
        SMALL.feed(parts[0], run.classifier),
        parts[1],
        epochs=6,
        watch=seen.append,
        stopped=lambda: run.optimizer.steps == batches,
    ):
        best = copied(run.weights) if epoch.best else best
    assert len(run.epochs) == epochs
    assert run.optimizer.steps == batches
    assert len(seen) == batches - 1
    assert copied(run.weights) == best
    assert not any(thread.name == "neuralite-feed" for thread in threading.enumerate())


def test_every_batch_is_told_of(parts: tuple[Examples, Examples]) -> None:
    run = SMALL.begin(400)
    seen: list[Batch] = []
    [epoch] = loop.train(run, SMALL.feed(parts[0], run.classifier), parts[1], epochs=1, watch=seen.append)
    assert [batch.size for batch in seen] == [50] * 8
    assert epoch.training_loss == pytest.approx(np.mean([batch.loss for batch in seen]))
    assert epoch.training_accuracy == sum(batch.correct for batch in seen) / 400


def test_the_average_is_what_is_validated_and_kept(parts: tuple[Examples, Examples]) -> None:
    recipe = replace(SMALL, averaging=0.99, learning_rate=0.02)
    run = recipe.begin(400)
    assert run.average
    for epoch in loop.train(run, recipe.feed(parts[0], run.classifier), parts[1], epochs=4):
        on_its_way = copied(run.weights)
        averaged = copied(run.average.arrays)
        assert on_its_way != averaged
        with loop.lent(run.classifier.network, run.average.arrays):
            assert run.classifier.score(*parts[1]) == epoch.validation_accuracy
        # Validation leaves the weights that are being learnt as they were.
        assert copied(run.weights) == on_its_way
        if epoch.best:
            best = averaged
    assert copied(run.weights) == best


def test_an_average_changes_nothing_on_the_way(parts: tuple[Examples, Examples]) -> None:
    plain, averaged = (run(replace(SMALL, averaging=decay), parts)[1] for decay in (0.0, 0.9))
    assert [epoch.training_loss for epoch in plain] == [epoch.training_loss for epoch in averaged]
    assert [epoch.validation_loss for epoch in plain] != [epoch.validation_loss for epoch in averaged]


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_it_stops_at_the_first_loss_that_is_no_number_and_keeps_the_best(
    parts: tuple[Examples, Examples], optimizer: str
) -> None:
    recipe = replace(SMALL, optimizer=optimizer, schedule="constant", learning_rate=1e38)
    run = recipe.begin(400)
    before = copied(run.weights)
    records = loop.train(run, recipe.feed(parts[0], run.classifier), parts[1], epochs=6)
    with pytest.raises(
        DivergenceError, match=r"at step [2-8]: at a learning rate of 1e\+38 .* a smaller --learning-rate"
    ):
        next(records)
    # An epoch has 8 steps.
    assert run.optimizer.steps <= 8
    assert copied(run.weights) == before
    assert not any(thread.name == "neuralite-feed" for thread in threading.enumerate())


def test_a_divergence_names_its_step_and_the_learning_rate_of_that_step(parts: tuple[Examples, Examples]) -> None:
    # 16 steps of warm-up to 0.02: the twelfth has 12/16 of it.
    recipe = replace(SMALL, warm_up=2.0, learning_rate=0.02, schedule="constant")
    run = recipe.begin(400)

    def watch(_: Batch) -> None:
        if run.optimizer.steps == 11:
            run.weights["0.bias"][0] = np.nan

    records = loop.train(run, recipe.feed(parts[0], run.classifier), parts[1], epochs=6, watch=watch)
    best = copied((next(records), run.weights)[1])
    with pytest.raises(DivergenceError, match=r"at step 12: at a learning rate of 0\.015 "):
        next(records)
    assert copied(run.weights) == best


@pytest.mark.parametrize("loss", [float("nan"), float("inf")])
def test_a_validation_loss_that_is_no_number_is_never_the_best(script: Script, loss: float) -> None:
    scripted = script([(0.5, 1), (0.9, loss), (0.6, 1)])
    records = scripted.train()
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
    assert len(run(replace(RECIPES[name], epochs=1, teacher=""), parts)[1]) == 1
