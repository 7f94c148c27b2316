"""One named recipe per shipped model: everything that made it, and the figures that were chosen on validation.

A recipe with other figures makes a model of one's own: ``replace(RECIPES["mlp"], name="wide", hidden=(1200,))``.
"""

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from neuralite.classifiers import MLP, Classifier, LogisticRegression
from neuralite.features import FEATURES
from neuralite.nn import SGD, Adam, AdamW, Constant, Cosine, Layer, Optimizer, Schedule, Step, WarmUp
from neuralite.training.augmentation import Augmentation
from neuralite.training.feed import Examples, Feed
from neuralite.training.loop import Run
from neuralite.training.redrawn import drawn_again
from neuralite.training.targets import Answer, labels_alone, smoothed, taught

OPTIMIZERS = ("sgd", "momentum", "nesterov", "adam", "adamw")
SCHEDULES = ("constant", "step", "cosine")
# With the seed, the lot by which digits are drawn again: no epoch has this number.
REDRAWN = 2**32
# For so many epochs, digits are drawn again; the next ones see the same.
DRAWN_EPOCHS = 3


@dataclass(frozen=True)
class Recipe:
    """How a model is made. ``hidden`` without a size makes softmax regression.

    ``patience`` is how many epochs may pass without a better one; the step schedule divides the learning rate by
    ten after each third of the epochs; ``warm_up`` is in epochs. ``flourishes`` is the share of MNIST's 0, 1, 7 and 9
    that are drawn with one; ``redrawn`` is how many digits drawn again by another hand, with
    flourishes of their own, come to each that MNIST gave: others in each of `DRAWN_EPOCHS`, and then the same.
    ``smoothing`` is the share of certainty that is taken from labels, ``averaging`` the decay of the
    moving average of the weights, 0 for none. ``teacher`` is the name of a model whose answers at a ``temperature``
    are learnt, the labels having a share of 1 - ``teaching``.
    """

    name: str
    title: str
    hidden: tuple[int, ...] = ()
    features: str = "pixels"
    activation: str | type[Layer] = "relu"
    dropout: float = 0.0
    input_dropout: float = 0.0
    augmentation: Augmentation | None = None
    flourishes: float = 0.0
    redrawn: float = 0.0
    smoothing: float = 0.0
    averaging: float = 0.0
    teacher: str = ""
    temperature: float = 1.0
    teaching: float = 0.9
    optimizer: str = "adam"
    learning_rate: float = 0.001
    weight_decay: float = 0.0
    schedule: str = "cosine"
    warm_up: float = 0.0
    epochs: int = 20
    batch_size: int = 128
    patience: int | None = 10
    seed: int = 1
    threads: int = 1

    def __post_init__(self) -> None:
        """Refuse what can't be followed, before an hour has been spent on it."""
        if self.optimizer not in OPTIMIZERS:
            raise ValueError(f"no optimizer {self.optimizer!r}; there are {', '.join(OPTIMIZERS)}")
        if self.schedule not in SCHEDULES:
            raise ValueError(f"no schedule {self.schedule!r}; there are {', '.join(SCHEDULES)}")
        if self.features not in FEATURES:
            raise ValueError(f"no features {self.features!r}; there are {', '.join(FEATURES)}")
        if self.epochs < 1 or self.batch_size < 1 or (self.patience is not None and self.patience < 1):
            raise ValueError("epochs, batch size and patience are at least 1")
        if any(size < 1 for size in self.hidden):
            raise ValueError(f"a hidden layer has at least one unit, not {min(self.hidden)}")
        for rate in (self.dropout, self.input_dropout):
            if not 0 <= rate < 1:
                raise ValueError(f"a dropout rate is at least 0 and below 1, not {rate}")
        if self.dropout and not self.hidden:
            raise ValueError("dropout drops hidden units, and there are none")
        if self.teacher and self.smoothing:
            raise ValueError("a teacher's answers are not smoothed: leave out one of the two")
        if self.threads < 1:
            raise ValueError(f"there is at least one thread, not {self.threads}")
        if self.seed < 0:
            raise ValueError(f"a seed is at least 0, not {self.seed}")
        if not 0 < self.learning_rate < math.inf:
            raise ValueError(f"a learning rate is above 0, not {self.learning_rate}")
        if not 0 <= self.weight_decay < math.inf:
            raise ValueError(f"a weight decay is at least 0, not {self.weight_decay}")
        if not 0 <= self.warm_up < math.inf:
            raise ValueError(f"a warm-up is at least 0 epochs, not {self.warm_up}")
        if not (0 <= self.smoothing < 1 and 0 <= self.averaging < 1):
            raise ValueError("smoothing and averaging are at least 0 and below 1")
        if not 0 <= self.flourishes <= 1 or (self.flourishes and self.augmentation is None):
            raise ValueError("the share of flourishes is 0 to 1, and they take an augmentation")
        if not 0 <= self.redrawn < math.inf:
            raise ValueError(f"the digits that are drawn again are a share of at least 0, not {self.redrawn}")
        if not (0 <= self.teaching <= 1 and 0 < self.temperature < math.inf):
            raise ValueError("the teacher's share is 0 to 1, and its temperature above 0")

    def classifier(self, rng: np.random.Generator) -> Classifier:
        """The untrained classifier, its first weights drawn by ``rng``."""
        if not self.hidden:
            return LogisticRegression(features=self.features)
        return MLP(
            self.hidden,
            rng=rng,
            activation=self.activation,
            dropout=self.dropout,
            input_dropout=self.input_dropout,
            features=self.features,
        )

    def epoch_size(self, digits: int) -> int:
        """How many examples an epoch has, for a training part of so many digits."""
        return digits + round(self.redrawn * digits)

    def drawn_again(self, digits: Examples) -> Examples | None:
        """The training part's digits drawn again, for `DRAWN_EPOCHS`, where the recipe wants them."""
        n = DRAWN_EPOCHS * (self.epoch_size(len(digits[1])) - len(digits[1]))
        return drawn_again(digits, n, np.random.default_rng([self.seed, REDRAWN])) if n else None

    def begin(self, digits: int) -> Run:
        """A run at its beginning, for a training part of so many digits."""
        classifier = self.classifier(np.random.default_rng(self.seed))
        optimizer = self.make_optimizer(self.epoch_size(digits))
        return Run(classifier, optimizer, seed=self.seed, averaging=self.averaging)

    def feed(self, digits: Examples, classifier: Classifier, teacher: Classifier | None = None) -> Feed:
        """The batches that the classifier learns from, of the training part's digits and of those drawn again.

        ``teacher`` is the model that the recipe names.
        """
        answer: Answer = labels_alone
        if bool(self.teacher) != (teacher is not None):
            raise ValueError(f"the recipe {self.name!r} names {self.teacher or 'no model'} as its teacher")
        if teacher is not None:
            answer = taught(teacher, self.temperature, self.teaching)
        elif self.smoothing:
            answer = smoothed(self.smoothing)
        return Feed(
            digits,
            self.batch_size,
            self.seed,
            classifier.rows,
            answer,
            self.augmentation,
            self.flourishes,
            again=self.drawn_again(digits),
            turns=DRAWN_EPOCHS,
        )

    def make_optimizer(self, examples: int) -> Optimizer:
        """The optimizer for epochs of so many examples, its schedule counted in steps."""
        steps = -(-examples // self.batch_size)
        warm_up = round(self.warm_up * steps)
        schedule = self._schedule(max(1, self.epochs * steps - warm_up))
        rate = WarmUp(warm_up, schedule) if warm_up else schedule
        match self.optimizer:
            case "adam":
                return Adam(rate, weight_decay=self.weight_decay)
            case "adamw":
                return AdamW(rate, weight_decay=self.weight_decay)
            case "sgd":
                return SGD(rate, weight_decay=self.weight_decay)
            case _:
                nesterov = self.optimizer == "nesterov"
                return SGD(rate, 0.9, nesterov=nesterov, weight_decay=self.weight_decay)

    def _schedule(self, steps: int) -> Schedule:
        match self.schedule:
            case "cosine":
                return Cosine(self.learning_rate, steps)
            case "step":
                return Step(self.learning_rate, max(1, -(-steps // 3)), 0.1)
            case _:
                return Constant(self.learning_rate)

    def to_json(self) -> dict[str, Any]:
        """The recipe as a card tells it."""
        told = {key: value for key, value in vars(self).items() if key not in ("name", "title")}
        activation = self.activation if isinstance(self.activation, str) else self.activation.__name__
        augmentation = self.augmentation and self.augmentation.to_json()
        return told | {"activation": activation, "augmentation": augmentation, "hidden": list(self.hidden)}


# Hands turn, stretch and bend digits about so far: Ciresan's figures, a little less.
HANDS = Augmentation(rotation=12.0, scale=0.12, shear=0.15, shift=0.5, elastic=36.0, sigma=5.0)
# Hands, pens and frames of the world: stretched further, off the centre, thicker and thinner, in few pixels.
WORLD = replace(HANDS, scale=0.15, shift=1.5, thicker=0.4, thinner=0.4, coarse=0.3)

RECIPES = {
    "logistic": Recipe(
        "logistic",
        "Logistic regression",
        optimizer="adam",
        learning_rate=0.002,
        epochs=40,
        batch_size=256,
    ),
    "logistic-hog": Recipe(
        "logistic-hog",
        "Logistic regression on strokes",
        features="hog",
        smoothing=0.05,
        optimizer="adam",
        learning_rate=0.01,
        epochs=25,
        batch_size=256,
        patience=None,
        seed=2,
    ),
    "mlp": Recipe(
        "mlp",
        "Multilayer perceptron",
        hidden=(1200, 800),
        features="deskew",
        augmentation=WORLD,
        flourishes=0.1,
        redrawn=1.0,
        # The weights are averaged over about twelve epochs, at a rate that never falls.
        averaging=0.9998,
        optimizer="adam",
        learning_rate=0.0015,
        schedule="constant",
        warm_up=1.0,
        epochs=70,
        batch_size=256,
        patience=None,
    ),
    "mlp-small": Recipe(
        "mlp-small",
        "Small multilayer perceptron",
        hidden=(128,),
        augmentation=HANDS,
        averaging=0.999,
        optimizer="adam",
        learning_rate=0.002,
        warm_up=1.0,
        epochs=300,
        batch_size=256,
        patience=None,
        seed=2,
    ),
}
