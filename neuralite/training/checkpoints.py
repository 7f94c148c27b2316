"""The whole state of a run in one file, to go on from after a power cut.

    run -> save -> FOLDER/NAME.checkpoint.npz -> restore -> a run that ends in the same bits

Kept are the weights, the best so far, their average, and what the optimizer remembers with the count of its steps,
from which its schedule follows. What is drawn at random in an epoch depends on the seed and the epoch's number
alone, so the records of the epochs are all that the generators need.
"""

import json
from dataclasses import asdict
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np

from neuralite import files
from neuralite.training.loop import Epoch, Run, fill

# It goes up where the same recipe comes to mean other data: what was begun with one can't go on with the other.
VERSION = 3
SUFFIX = ".checkpoint.npz"


class CheckpointError(Exception):
    """A checkpoint that is damaged or belongs to another training; says which and what to do."""


def path_of(folder: Path, name: str) -> Path:
    """Where the checkpoint of a model is."""
    return folder / f"{name}{SUFFIX}"


def save(path: Path, run: Run, recipe: dict[str, Any]) -> None:
    """Write the state of a run that follows ``recipe``, at once or not at all."""
    told = {
        "version": VERSION,
        "recipe": recipe,
        "steps": run.optimizer.steps,
        "epochs": [asdict(epoch) for epoch in run.epochs],
    }
    arrays = {f"{kind}/{name}": array for kind, group in _groups(run).items() for name, array in group.items()}
    buffer = BytesIO()
    np.savez(buffer, allow_pickle=False, told=np.array(json.dumps(told)), **arrays)
    path.parent.mkdir(parents=True, exist_ok=True)
    files.write({path: buffer.getvalue()})


def restore(path: Path, run: Run, recipe: dict[str, Any]) -> None:
    """Put a new run of the same recipe where the saved one was.

    Raises CheckpointError where there is no checkpoint, it is damaged, or it is of another version or another recipe.
    """
    try:
        with np.load(BytesIO(path.read_bytes()), allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        told = json.loads(str(arrays.pop("told")))
        version, theirs = told["version"], told["recipe"]
        epochs = [Epoch(**epoch) for epoch in told["epochs"]]
        steps = int(told["steps"])
    except FileNotFoundError:
        raise CheckpointError(f"There is no checkpoint {path}: leave out --resume to begin.") from None
    except Exception as error:  # noqa: BLE001 - on damaged archives `zipfile` and NumPy raise almost anything
        raise CheckpointError(f"{path} is damaged ({error}): leave out --resume to begin again.") from None
    if version != VERSION:
        raise CheckpointError(f"{path} is of another version of NeuraLite: leave out --resume to begin again.")
    if theirs != json.loads(json.dumps(recipe)):
        raise CheckpointError(f"{path} is of another training: give the same options, or leave out --resume.")
    groups = _groups(run)
    try:
        for name, array in arrays.items():
            kind, _, own = name.partition("/")
            groups[kind].setdefault(own, array)
        for kind, group in groups.items():
            fill(group, {own: arrays[f"{kind}/{own}"] for own in group})
    except (KeyError, ValueError) as error:
        raise CheckpointError(f"{path} is damaged ({error}): leave out --resume to begin again.") from None
    run.optimizer.steps = steps
    run.epochs[:] = epochs


def _groups(run: Run) -> dict[str, dict[str, Any]]:
    """All arrays of a run; an optimizer's state is empty before its first step."""
    return {
        "weights": run.weights,
        "best": run.best,
        "optimizer": run.optimizer.state,
        "average": run.average.arrays if run.average else {},
    }
