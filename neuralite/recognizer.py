"""From a picture to a Reading: the one path that page, command line and Python all take.

    picture -> decoding -> ink -> segmentation -> normalization -> every model -> Reading

Every stage is kept in the Reading, so that a page can show the way from the photograph to the 28x28.
"""

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from neuralite import rejection, storage
from neuralite.classifiers import NONE, Asked
from neuralite.images.decoding import Picture, Source, decode
from neuralite.images.ink import Ink, find_ink
from neuralite.images.normalization import PREPARATION_VERSION, Digit, normalize
from neuralite.images.segmentation import segment, whole
from neuralite.nn import Layer, softmax
from neuralite.nn.arrays import Array
from neuralite.rejection import Judge, load_judge
from neuralite.storage import Model, ModelFileError

# Below this a probability says no more than "no".
LEAST_PROBABILITY = 1e-9
BLANK = "There is no ink in this picture."

Box = tuple[int, int, int, int]


@dataclass(frozen=True)
class ModelReading:
    """What one model reads in one digit: its best guess, how sure it is, and all ten probabilities.

    Where the ink is not taken for a digit, it is not ``accepted``, and ``reason`` says why.
    """

    digit: int
    confidence: float
    probabilities: tuple[float, ...]
    accepted: bool = True
    reason: str | None = None

    @property
    def text(self) -> str:
        """The digit, or ``?`` where the model does not take the ink for one."""
        return str(self.digit) if self.accepted else "?"


@dataclass(frozen=True)
class DigitReading:
    """One digit of a picture: where it is, what the models saw, and what each read.

    ``box`` is left, top, right and bottom in pixels of the upright picture; ``image`` is ``(28, 28)``, 0 paper
    to 255 ink.
    """

    box: Box
    image: Digit
    readings: dict[str, ModelReading]


@dataclass(frozen=True)
class Reading:
    """All that was made of one picture. A blank page has no digits, and a ``reason``."""

    models: tuple[str, ...]
    picture: Picture
    ink: Ink
    digits: tuple[DigitReading, ...]
    reason: str | None
    warnings: tuple[str, ...]

    @property
    def text(self) -> dict[str, str]:
        """What each model reads, from left to right."""
        return {name: "".join(digit.readings[name].text for digit in self.digits) for name in self.models}

    def to_json(self) -> dict[str, Any]:
        """The reading as the command line prints it."""
        return {
            "error": None,
            "reason": self.reason,
            "warnings": list(self.warnings),
            "text": self.text,
            "digits": [
                {
                    "box": list(digit.box),
                    "readings": {
                        name: {
                            "digit": reading.digit,
                            "confidence": reading.confidence,
                            "probabilities": list(reading.probabilities),
                            "accepted": reading.accepted,
                            "reason": reading.reason,
                        }
                        for name, reading in digit.readings.items()
                    },
                }
                for digit in self.digits
            ],
        }


class Recognizer:
    """Reads pictures with the models of a folder; one object can serve many threads.

    ``models`` are names; without them it is every model that loads, and ``problems`` says why others did not.
    ``layers`` are the layer classes of one's own that the models contain. Raises ModelFileError where a named
    model does not load, or none does. A folder's judge refuses what is no digit; where there is none, nothing is.
    """

    def __init__(
        self,
        models: Sequence[str] | None = None,
        *,
        models_dir: str | Path | None = None,
        layers: Sequence[type[Layer]] = (),
    ) -> None:
        folder = storage.models_folder(models_dir)
        problems = []
        self.models: dict[str, Model] = {}
        self.least_confidence: dict[str, float] = {}
        for name in dict.fromkeys(models if models else storage.names(folder)):
            try:
                model = _fitting(storage.load(folder, name, layers))
                self.least_confidence[name] = rejection.least_confidence(model)
                self.models[name] = model
            except ModelFileError as error:
                if models:
                    raise
                problems.append(str(error))
        if not self.models:
            said = "\n".join(problems) or "Train one with `python -m neuralite train`."
            raise ModelFileError(f"There is no model to read with in {folder.resolve()}.\n{said}")
        self.judge: Judge | None = None
        try:
            self.judge = load_judge(folder)
            for network in self.judge.models if self.judge else ():
                _fitting(network)
        except ModelFileError as error:
            self.judge = None
            problems.append(f"{error}\nEverything is taken for a digit.")
        self.problems = tuple(problems)
        networks = self.judge.models if self.judge else ()
        self._readers = (max(self.models.values(), key=_accuracy), *networks)

    def only(self, names: Sequence[str]) -> "Recognizer":
        """The same recognizer with some of its models, which it shares."""
        other = copy.copy(self)
        other.models = {name: self.models[name] for name in names}
        return other

    def read(self, source: Source, single: bool = False) -> Reading:
        """Read the digits of a picture: bytes, a path, an array or a PIL image.

        They come row by row and from left to right; ``single`` says that all ink is one digit. Raises ImageError for
        what can't be decoded.
        """
        picture = decode(source)
        ink = find_ink(picture.grey)
        names = tuple(self.models)
        if ink.is_blank:
            return Reading(names, picture, ink, (), BLANK, ())
        asked = Asked()
        glyphs = [whole(ink.ink)] if single else segment(ink.ink, partial(self.likeness, asked=asked))
        images = np.stack([normalize(glyph.ink) for glyph in glyphs])
        boxes = [_box_in_original(glyph.box, ink, picture) for glyph in glyphs]
        return Reading(names, picture, ink, self.read_digits(images, boxes, asked), None, ink.warnings)

    def read_digits(
        self, images: npt.NDArray[np.uint8], boxes: Sequence[Box], asked: Asked | None = None
    ) -> tuple[DigitReading, ...]:
        """What every model reads in the prepared digits ``(n, 28, 28)`` of a page, and whether they are digits.

        ``asked`` remembers what the networks have said of them already.
        """
        asked = asked or Asked()
        answers = {
            name: model.calibrated(asked.logits(model.classifier, images)) for name, model in self.models.items()
        }
        are_digits = np.ones(len(images), bool) if self.judge is None else self.judge.accepts_together(images, asked)
        return tuple(
            self.read_digit(image, box, {name: rows[number] for name, rows in answers.items()}, bool(is_digit))
            for number, (image, box, is_digit) in enumerate(zip(images, boxes, are_digits, strict=True))
        )

    def read_digit(self, image: Digit, box: Box, answers: Mapping[str, Array], is_digit: bool = True) -> DigitReading:
        """What every model reads in one prepared digit ``(28, 28)``, from its probabilities ``(10,)``."""
        readings = {}
        for name, row in answers.items():
            probabilities = tuple(row.tolist())
            digit = int(row.argmax())
            reason = rejection.reason(is_digit, probabilities, self.least_confidence[name])
            readings[name] = ModelReading(digit, probabilities[digit], probabilities, reason is None, reason)
        return DigitReading(box, image, readings)

    def likeness(
        self, inks: Sequence[npt.NDArray[np.floating[Any]]], asked: Asked | None = None
    ) -> npt.NDArray[np.floating[Any]]:
        """How much each piece of ink looks like one digit: ``(n,)``, 0 at best.

        It is the logarithm of the probability of the likeliest digit, a mean of what the best model and the judge's
        networks, which know pieces of digits for none, make of that same digit.
        """
        images = np.stack([normalize(ink) for ink in inks])
        asked = asked or Asked()
        logits = (asked.logits(reader.classifier, images) for reader in self._readers)
        answers = [softmax(each.astype(np.float64))[:, :NONE] for each in logits]
        return np.asarray(np.log(np.maximum(answers, LEAST_PROBABILITY)).mean(axis=0).max(axis=1))


def _accuracy(model: Model) -> float:
    """On validation digits, as the card says; 0 where it does not."""
    validation = model.card.get("metrics", {}).get("validation", {})
    return float(validation.get("accuracy", 0.0))


def _fitting(model: Model) -> Model:
    version = model.card.get("preparation_version")
    if version != PREPARATION_VERSION:
        raise ModelFileError(
            f"{model.name}.json was trained on pictures of preparation version {version}, but this program prepares "
            f"them by version {PREPARATION_VERSION}: train it again."
        )
    return model


def _box_in_original(box: Box, ink: Ink, picture: Picture) -> Box:
    """A box of the ink in pixels of the upright original, within the picture."""
    left, top, right, bottom = box
    row, column = ink.origin
    corners = np.array([[left, top], [right, bottom]]) * ink.scale + [column, row]
    corners = (corners * picture.scale).clip(0, picture.size)
    return int(corners[0, 0]), int(corners[0, 1]), int(corners[1, 0]), int(corners[1, 1])
