"""A run that was saved after any epoch and restored ends in the same bits; a checkpoint that can't be used says why."""

import json
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from neuralite import mnist
from neuralite.training import checkpoints, loop
from neuralite.training.augmentation import Augmentation
from neuralite.training.checkpoints import CheckpointError
from neuralite.training.feed import Examples
from neuralite.training.loop import Run
from neuralite.training.recipes import OPTIMIZERS, Recipe

EVERYTHING = Recipe(
    "small",
    "Small",
    hidden=(12,),
    dropout=0.2,
    input_dropout=0.1,
    augmentation=Augmentation(thicker=0.3, blur=0.2),
    flourishes=0.2,
    redrawn=0.5,
    smoothing=0.1,
    averaging=0.9,
    weight_decay=0.01,
    learning_rate=0.01,
    warm_up=1.0,
    epochs=4,
    batch_size=20,
    patience=None,
)
PLAIN = Recipe("plain", "Plain", epochs=2, batch_size=50, optimizer="sgd", learning_rate=0.1)


@pytest.fixture(scope="module")
def parts(sample: tuple[mnist.Images, mnist.Labels]) -> tuple[Examples, Examples]:
    images, labels = sample
    return (images[:200], labels[:200]), (images[200:300], labels[200:300])


State = dict[str, Any]


def state(run: Run) -> State:
    """All that a run knows, to the bit, but for how long its epochs took."""
    groups = {
        "weights": run.weights,
        "best": run.best,
        "optimizer": run.optimizer.state,
        "average": run.average.arrays if run.average else {},
    }
    arrays = {f"{kind} {name}": array.tobytes() for kind, group in groups.items() for name, array in group.items()}
    epochs = [asdict(replace(epoch, seconds=0)) for epoch in run.epochs]
    return {**arrays, "steps": run.optimizer.steps, "epochs": epochs}


def follow(
    run: Run, recipe: Recipe, parts: tuple[Examples, Examples], then: Callable[[int], object] = lambda number: None
) -> list[State]:
    """Train to the end; the states after each epoch, and the last one, where the best weights are back."""
    feed = recipe.feed(parts[0], run.classifier)
    states = []
    for epoch in loop.train(run, feed, parts[1], epochs=recipe.epochs):
        states.append(state(run))
        then(epoch.number)
    return [*states, state(run)]


def restored(path: Path, recipe: Recipe) -> Run:
    run = recipe.begin(200)
    checkpoints.restore(path, run, recipe.to_json())
    return run


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_a_run_restored_after_any_epoch_goes_on_to_the_same_bits(
    tmp_path: Path, parts: tuple[Examples, Examples], optimizer: str
) -> None:
    recipe = replace(EVERYTHING, optimizer=optimizer)
    run = recipe.begin(200)
    states = follow(run, recipe, parts, lambda number: checkpoints.save(tmp_path / str(number), run, recipe.to_json()))
    assert len(states) == 5
    for number in range(1, 5):
        again = restored(tmp_path / str(number), recipe)
        assert state(again) == states[number - 1]
        assert follow(again, recipe, parts) == states[number:]


def test_a_run_without_average_and_memory_is_restored_too(tmp_path: Path, parts: tuple[Examples, Examples]) -> None:
    run = PLAIN.begin(200)
    states = follow(run, PLAIN, parts, lambda number: checkpoints.save(tmp_path / str(number), run, PLAIN.to_json()))
    assert follow(restored(tmp_path / "1", PLAIN), PLAIN, parts) == states[1:]


def test_a_run_that_was_stopped_within_an_epoch_goes_on_from_the_one_before(
    tmp_path: Path, parts: tuple[Examples, Examples]
) -> None:
    unbroken = follow(EVERYTHING.begin(200), EVERYTHING, parts)
    run = EVERYTHING.begin(200)
    feed = EVERYTHING.feed(parts[0], run.classifier)
    for _ in loop.train(run, feed, parts[1], epochs=4, stopped=lambda: run.optimizer.steps == 37):
        checkpoints.save(tmp_path / "stopped", run, EVERYTHING.to_json())
    assert len(run.epochs) == 2
    assert follow(restored(tmp_path / "stopped", EVERYTHING), EVERYTHING, parts)[-1] == unbroken[-1]


@pytest.fixture
def saved(tmp_path: Path, parts: tuple[Examples, Examples]) -> Path:
    """A sound checkpoint after two epochs, in a folder that was not there."""
    path = checkpoints.path_of(tmp_path / "new", "plain")
    run = PLAIN.begin(200)
    follow(run, PLAIN, parts, lambda _: checkpoints.save(path, run, PLAIN.to_json()))
    return path


def test_a_checkpoint_goes_by_the_name_of_its_model(saved: Path) -> None:
    assert [path.name for path in saved.parent.iterdir()] == ["plain.checkpoint.npz"]


def test_where_there_is_none_it_says_how_to_begin(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match=r"There is no checkpoint .*here: leave out --resume to begin\."):
        restored(tmp_path / "here", PLAIN)


@pytest.mark.parametrize(
    "change", [{"learning_rate": 0.2}, {"seed": 2}, {"epochs": 3}, {"hidden": (5,)}, {"averaging": 0.9}], ids=str
)
def test_one_of_other_options_is_refused(saved: Path, change: dict[str, Any]) -> None:
    with pytest.raises(CheckpointError, match="is of another training: give the same options, or leave out --resume"):
        restored(saved, replace(PLAIN, **change))


def changed(path: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """Write a sound archive of other contents."""
    with np.load(path) as file:
        arrays = dict(file.items())
    change(arrays)
    with path.open("wb") as file:
        np.savez(file, **arrays)


def newer(arrays: dict[str, Any]) -> None:
    arrays["told"] = np.array(json.dumps({**json.loads(str(arrays["told"])), "version": 99}))


def test_one_of_another_version_is_refused(saved: Path) -> None:
    changed(saved, newer)
    with pytest.raises(CheckpointError, match="is of another version of NeuraLite: leave out --resume to begin again"):
        restored(saved, PLAIN)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda arrays: arrays.pop("told"), id="tells nothing"),
        pytest.param(lambda arrays: arrays.update(told=np.array("[1]")), id="tells something else"),
        pytest.param(lambda arrays: arrays.update(told=np.array("{")), id="tells no JSON"),
        pytest.param(lambda arrays: arrays.pop("weights/0.bias"), id="lacks weights"),
        pytest.param(lambda arrays: arrays.update({"best/0.bias": np.zeros(3)}), id="other shape"),
        pytest.param(lambda arrays: arrays.update({"moon/0.bias": np.zeros(3)}), id="unknown kind"),
    ],
)
def test_a_sound_archive_of_something_else_is_damaged(saved: Path, change: Callable[[dict[str, Any]], object]) -> None:
    changed(saved, change)
    with pytest.raises(CheckpointError, match=r"plain\.checkpoint\.npz is damaged \(.+\): leave out --resume"):
        restored(saved, PLAIN)


def test_one_that_ends_early_is_damaged(saved: Path) -> None:
    whole = saved.read_bytes()
    for length in [0, 1, 100, *range(1000, len(whole), 7001), len(whole) - 1]:
        saved.write_bytes(whole[:length])
        with pytest.raises(CheckpointError, match="is damaged"):
            restored(saved, PLAIN)


@pytest.mark.parametrize("content", [b"", b"{}", b"PK\x03\x04", b"\x93NUMPY\x01\x00", b"\x80\x04N."], ids=repr)
def test_a_file_of_another_kind_is_damaged(saved: Path, content: bytes) -> None:
    saved.write_bytes(content)
    with pytest.raises(CheckpointError, match="is damaged"):
        restored(saved, PLAIN)


def test_an_array_alone_is_damaged(saved: Path) -> None:
    with saved.open("wb") as file:
        np.save(file, np.zeros(3))
    with pytest.raises(CheckpointError, match="is damaged"):
        restored(saved, PLAIN)


def test_a_flipped_bit_is_found_or_does_no_harm(saved: Path) -> None:
    whole, sound = saved.read_bytes(), state(restored(saved, PLAIN))
    found = 0
    rng = np.random.default_rng(0)
    # The heads of the archive's members, and its table of contents at the end, are where all kinds of errors live.
    places = [*range(0, 300, 3), *range(len(whole) - 700, len(whole), 3), *rng.integers(0, len(whole), 60)]
    for place in places:
        damaged = bytearray(whole)
        damaged[place] ^= 1 << int(rng.integers(8))
        saved.write_bytes(damaged)
        try:
            assert state(restored(saved, PLAIN)) == sound
        except CheckpointError:
            found += 1
    assert found > len(places) / 2


def test_a_checkpoint_that_cant_be_written_leaves_the_one_before(saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = saved.read_bytes()

    def fail(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("neuralite.files.os.fsync", fail)
    with pytest.raises(OSError, match="no space left"):
        checkpoints.save(saved, PLAIN.begin(200), PLAIN.to_json())
    assert saved.read_bytes() == before
    assert list(saved.parent.iterdir()) == [saved]
