"""``neuralite evaluate``: score the models on MNIST's test set, or on labelled pictures of one's own."""

import json
import sys
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any
from zipfile import BadZipFile, ZipFile, is_zipfile

import numpy as np
import typer

from neuralite import evaluation, mnist, storage
from neuralite.cli.options import DataDir, Layers, Models, ModelsDir
from neuralite.cli.predict import on_one_line, pictures
from neuralite.cli.update_card import update_cards
from neuralite.custom_layers import layer_classes
from neuralite.images.decoding import ImageError
from neuralite.recognizer import Reading, Recognizer

NO_DIGIT = "none"


class Format(StrEnum):
    """How the figures are printed."""

    text = "text"
    json = "json"


def evaluate(
    folder: Annotated[
        Path | None,
        typer.Argument(
            help="Pictures in folders named by label, 7/x.png, none/x.png, or a zip of it. Default: MNIST's test set."
        ),
    ] = None,
    model: Models = None,
    data_dir: DataDir = None,
    output: Annotated[Format, typer.Option("--format", help="How to print.")] = Format.text,
    models_dir: ModelsDir = None,
    layer: Layers = None,
    update_card: Annotated[
        bool,
        typer.Option("--update-card", help="Calibrate again, write all figures on MNIST into the cards."),
    ] = False,
) -> None:
    """Score models: accuracy with its 95 % interval, per class, confusion, calibration, share refused.

    The exit code is 1 where a file can't be read; the others are scored all the same.
    """
    if update_card and folder is not None:
        raise ValueError("--update-card is about MNIST: leave out the folder")
    recognizer = Recognizer(model, models_dir=models_dir, layers=layer_classes(layer or ()))
    for problem in recognizer.problems:
        print(f"neuralite: {problem}", file=sys.stderr)
    if update_card:
        update_cards(recognizer, storage.models_folder(models_dir), mnist.data_folder(data_dir))
        recognizer = Recognizer(model, models_dir=models_dir, layers=layer_classes(layer or ()))
    result = _score_mnist(recognizer, data_dir) if folder is None else _score_pictures(recognizer, folder)
    print(json.dumps(result) if output is Format.json else _table(result))
    if result.get("unreadable"):
        raise typer.Exit(1)


def _score_mnist(recognizer: Recognizer, data_dir: Path | None) -> dict[str, Any]:
    """Figures on MNIST's test set: ``accuracy`` is of the best guesses, refused or not, as everyone compares it."""
    images, labels = mnist.load_test(mnist.data_folder(data_dir))
    digits = None if recognizer.judge is None else recognizer.judge.accepts(images)
    models = {}
    for name, model in recognizer.models.items():
        probabilities = model.predict_proba(images)
        refused = probabilities.max(axis=1) < recognizer.least_confidence[name]
        refused |= False if digits is None else ~digits
        figures = evaluation.measure(labels, probabilities)
        models[name] = figures | {"unrefused": figures["accuracy"], "refused": float(refused.mean())}
    return {"set": "MNIST test", "n": len(labels), "models": models}


@dataclass(frozen=True)
class Scored:
    """What the figures need of a picture: its label, and what each model reads.

    ``text`` has ``?`` where an answer is refused, ``guess`` the best guess all the same; ``probabilities`` are those
    of a single digit.
    """

    label: str
    text: dict[str, str]
    guess: dict[str, str]
    probabilities: dict[str, tuple[float, ...]]


def _score_pictures(recognizer: Recognizer, place: Path) -> dict[str, Any]:
    """What `score_folder` says of a folder, or of the folders in a zip. Raises ValueError for a zip that is damaged."""
    if not is_zipfile(place):
        return score_folder(recognizer, place)
    with TemporaryDirectory() as unpacked:
        try:
            with ZipFile(place) as archive:
                archive.extractall(unpacked)
        except (BadZipFile, OSError, RuntimeError, zlib.error) as error:
            raise ValueError(f"{place} is no zip that can be read: {error}") from error
        return score_folder(recognizer, Path(unpacked)) | {"set": place.stem}


def score_folder(recognizer: Recognizer, folder: Path) -> dict[str, Any]:
    """Figures of every model on pictures at ``folder/LABEL/NAME``, however deep NAME lies.

    LABEL is a digit, several digits, or ``none``; but for several, all ink of a picture is read as one digit. A
    picture is right where the text is the label, or, for ``none``, holds no digit; so a digit that is refused is
    wrong. Among the pictures that show a digit, ``refused`` is the share with ``?`` or no answer, ``unrefused`` the
    share whose best guess is right, refused or not; 0 where there are none. The figures per class, the confusion,
    the calibration and the coverage are of the best guesses of single digits. Files that can't be read are listed
    and do not count. Raises ValueError, before anything is read,
    where a picture has no label, and where there is no picture.
    """
    if not folder.is_dir():
        raise ValueError(f"there is no folder {folder}")
    scored, unreadable = [], []
    for path, label in _labelled(folder):
        try:
            reading = recognizer.read(path, single=label == NO_DIGIT or len(label) == 1)
        except ImageError as error:
            unreadable.append({"path": str(path), "error": str(error)})
            continue
        scored.append(_scored(label, reading))
    if not scored:
        raise ValueError(f"there is no picture to score in {folder}: it needs sub-folders like 7/ with pictures")
    models = {name: _figures(name, scored) for name in recognizer.models}
    return {"set": folder.name or str(folder), "n": len(scored), "unreadable": unreadable, "models": models}


def _scored(label: str, reading: Reading) -> Scored:
    answers = reading.digits[0].readings if len(reading.digits) == 1 else {}
    guess = {name: "".join(str(digit.readings[name].digit) for digit in reading.digits) for name in reading.models}
    return Scored(label, reading.text, guess, {name: answer.probabilities for name, answer in answers.items()})


def _labelled(folder: Path) -> list[tuple[Path, str]]:
    """The pictures of a folder, each with its label, the name of the sub-folder that it is in."""
    found = []
    for path in pictures([folder]):
        label, *inside = path.relative_to(folder).parts
        if not inside or (label != NO_DIGIT and not (label.isascii() and label.isdigit())):
            raise ValueError(f"{path} is not in a folder named by its label: digits, or {NO_DIGIT!r}")
        found.append((path, label))
    return found


def _figures(name: str, scored: Sequence[Scored]) -> dict[str, Any]:
    right = [
        not picture.text[name].strip("?") if picture.label == NO_DIGIT else picture.text[name] == picture.label
        for picture in scored
    ]
    shown = [picture for picture in scored if picture.label != NO_DIGIT]
    refused = sum("?" in picture.text[name] or not picture.text[name] for picture in shown)
    guessed = sum(picture.guess[name] == picture.label for picture in shown)
    single = [picture for picture in scored if len(picture.label) == 1 and picture.probabilities]
    figures = evaluation.measure(
        np.array([int(picture.label) for picture in single], int),
        np.array([picture.probabilities[name] for picture in single]).reshape(-1, 10),
    )
    for rows in ("mistakes", "mistake_labels", "mistake_readings"):
        del figures[rows]
    return figures | {
        "n": len(scored),
        "accuracy": sum(right) / len(right),
        "interval": list(evaluation.wilson_interval(sum(right), len(right))),
        "refused": refused / max(len(shown), 1),
        "unrefused": guessed / max(len(shown), 1),
    }


def _table(result: dict[str, Any]) -> str:
    lines = [f"{result['set']}: {result['n']:,} pictures"]
    for name, figures in result["models"].items():
        low, high = figures["interval"]
        lines += [
            "",
            f"{name}: {figures['accuracy']:.2%} right (95 % interval {low:.2%} to {high:.2%}), "
            f"calibration error {figures['calibration_error']:.2%}, {figures['refused']:.2%} refused"
            + (f", {figures['unrefused']:.2%} right if none were" if "unreadable" in result else ""),
            "label  precision  recall      F1      n   read as " + "".join(f"{digit:6d}" for digit in range(10)),
        ]
        for digit, (row, counts) in enumerate(zip(figures["per_class"], figures["confusion"], strict=True)):
            lines.append(
                f"{digit:5d}  {row['precision']:9.2%} {row['recall']:7.2%} {row['f1']:7.2%} {row['n']:6d}           "
                + "".join(f"{count:6d}" for count in counts)
            )
    lines += [f"{on_one_line(failure['path'])}: {failure['error']}" for failure in result.get("unreadable", [])]
    return "\n".join(lines)
