"""Is this a digit at all? Of letters, scribbles and blots, every model would name the digit that they resemble most.

    28x28 -> the judge -> how likely it is a digit ----.
    a model's ten probabilities -> how sure it is -----+--> accepted, or refused with the reason in words

The judge is one for all models: networks with an eleventh answer, "none", taught by made-up non-digits (see
`neuralite.training.judge`), one of which looks at pixels and one at strokes. They lie in a folder of their own within
the models', since they are no models that read digits.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from neuralite import storage
from neuralite.classifiers import NONE, Asked, Images, digit_likelihood
from neuralite.storage import Card, Model, ModelFileError

NO_DIGIT = "This does not look like a digit."

# The judge's folder within the models', and its networks there.
FOLDER = "judge"
NETWORKS = ("pixels", "strokes")
# Of so few percent, a second digit is not worth telling.
WORTH_TELLING = 0.1


@dataclass(frozen=True)
class Judge:
    """Tells digits from what is none, by all its networks; below ``threshold``, 0..1, a picture is refused."""

    models: tuple[Model, ...]
    threshold: float

    def likelihood(self, images: Images, asked: Asked | None = None) -> npt.NDArray[np.float64]:
        """How likely each picture ``(n, 28, 28)`` shows a digit: ``(n,)``, 0..1."""
        asked = asked or Asked()
        return digit_likelihood([asked.logits(model.classifier, images) for model in self.models])

    def accepts(self, images: Images) -> npt.NDArray[np.bool_]:
        """Whether each picture ``(n, 28, 28)`` is taken for a digit, whatever the others are: ``(n,)``."""
        return np.asarray(self.likelihood(images) >= self.threshold)

    def accepts_together(self, images: Images, asked: Asked | None = None) -> npt.NDArray[np.bool_]:
        """Whether each picture of one page ``(n, 28, 28)`` is taken for a digit: ``(n,)``."""
        return np.asarray(in_company(self.likelihood(images, asked)) >= self.threshold)


def in_company(likelihood: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """How likely each of the signs of a page is a digit, ``(n,)``, 0..1, by its own likelihood and the others'.

    Who writes a digit beside digits writes another, and who writes a word does not: beforehand, a sign is a digit as
    often as the others are, by Laplace's rule of succession. A sign alone is as likely as it was.

    >>> in_company(np.array([0.2])), in_company(np.array([0.2, 1, 1, 1])).round(2)[0]
    (array([0.2]), np.float64(0.5))
    """
    others = (likelihood.sum() - likelihood + 1) / (len(likelihood) + 1)
    for_it, against = likelihood * others, (1 - likelihood) * (1 - others)
    return np.asarray(for_it / (for_it + against))


def load_judge(models: Path) -> Judge | None:
    """The judge of a models' folder; None where it has none.

    Raises ModelFileError where its files are not sound, or those of different trainings.
    """
    folder = models / FOLDER
    there = storage.names(folder)
    if not there:
        return None
    if missing := [name for name in NETWORKS if name not in there]:
        raise ModelFileError(
            f"The judge in {folder} lacks the network {missing[0]}. Copy the whole folder, or train the judge again: "
            "python -m neuralite train judge"
        )
    networks = tuple(storage.load(folder, name, classes=NONE + 1) for name in NETWORKS)
    thresholds = {_share(model.card, "threshold", f"{FOLDER}/{model.name}.json") for model in networks}
    if len(thresholds) > 1:
        raise ModelFileError(
            f"The networks in {folder} were not fitted together: their cards differ in the threshold. Train the judge "
            "again, or copy the whole folder."
        )
    return Judge(networks, thresholds.pop())


def least_confidence(model: Model) -> float:
    """Below which probability of its best guess a model's answer is refused; 0 where its card does not say.

    Raises ModelFileError for what is no probability.
    """
    return _share(model.card, "least_confidence", f"{model.name}.json")


def _share(card: Card, key: str, file: str) -> float:
    value = card.get(key, 0.0)
    if not isinstance(value, (int, float)) or not 0 <= value <= 1:
        raise ModelFileError(f"{file}: {key} is a number from 0 to 1, not {value!r}.")
    return float(value)


def reason(is_digit: bool, probabilities: Sequence[float], least: float) -> str | None:
    """Why an answer is refused, in words; None where it is accepted.

    >>> reason(True, [0.05, 0, 0, 0, 0.45, 0, 0, 0.07, 0, 0.43], 0.5)
    'It could be a 4 or a 9.'
    """
    if not is_digit:
        return NO_DIGIT
    if max(probabilities) >= least:
        return None
    likely = sorted(range(len(probabilities)), key=lambda digit: -probabilities[digit])[:3]
    told = [digit for digit in likely if probabilities[digit] >= WORTH_TELLING] or likely[:1]
    names = [f"{'an' if digit == 8 else 'a'} {digit}" for digit in sorted(told)]
    if len(names) == 1:
        return f"It could be {names[0]}, but hardly."
    return f"It could be {', '.join(names[:-1])} or {names[-1]}."
