"""The judge, who tells digits from what is none: two networks with an eleventh answer, taught by made-up non-digits.

    MNIST's digits, as they are and drawn again -> 0..9    -> network, by pixels  -.
    digits with flourishes -> 0..9                                                  +-> how likely this is a digit
    letters, symbols, scribbles, spoilt digits -> 10       -> network, by strokes -'

They learn all ten digits, not just "a digit", since what is none is best known by being none of the ten. Below which
likelihood a picture is refused is fitted on the digits of the validation part.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from neuralite import mnist
from neuralite.classifiers import MLP, NONE, digit_likelihood
from neuralite.images.normalization import FIELD
from neuralite.training.alphabet import DIGITS
from neuralite.training.augmentation import Augmentation, coarsen
from neuralite.training.card import how_made
from neuralite.training.feed import Examples, Feed
from neuralite.training.flourishes import flourished, may_have_one
from neuralite.training.loop import Run
from neuralite.training.non_digits import blots, letters, spoilt, symbols
from neuralite.training.recipes import Recipe
from neuralite.training.redrawn import drawn_again
from neuralite.training.scribbles import UNSEEN, scribbles
from neuralite.training.strokes import Pictures, by_another_hand, drawn, parse, pen, shaken

# Of the validation part's digits, however they are drawn, so many may be refused. One in fifty of digits by anybody is
# the most that is borne: of those of scripts.hand_trials, which are drawn in more ways than these, it is 1.6 %.
REFUSED = 0.01
# How many made pictures there are for each that MNIST gave: drawn again, with flourishes, in few pixels, in other
# ways, no digit.
AGAIN, FLOURISHED, FEW_PIXELS, OTHER_WAYS, NO_DIGIT = 0.5, 0.1, 0.1, 0.15, 2.0
# The kind of those that MNIST gave: of these, every epoch sees all.
AS_THEY_ARE = "as they are"
# All that is made is made so often for training, and an epoch sees one of the turns: it costs less than learning.
TURNS = 3
# So many scribbles of the kinds that it never learnt are tried on it.
NEW = 1000

PIXELS = Recipe(
    "pixels",
    "Judge of what is a digit, by pixels",
    hidden=(1000, 400),
    augmentation=Augmentation(scale=0.1, elastic=30.0, thicker=0.7, thinner=0.4, blur=0.6, contrast=0.5, coarse=0.3),
    averaging=0.999,
    optimizer="adam",
    learning_rate=0.0015,
    warm_up=0.5,
    epochs=30,
    batch_size=256,
    patience=None,
)
STROKES = replace(
    PIXELS,
    name="strokes",
    title="Judge of what is a digit, by strokes",
    hidden=(400,),
    features="hog",
    learning_rate=0.0008,
    epochs=18,
)
RECIPES = (PIXELS, STROKES)


@dataclass(frozen=True)
class Made:
    """Pictures by kind: ``digits`` with their labels, those of MNIST `AS_THEY_ARE`, and what shows none."""

    digits: dict[str, Examples]
    none: dict[str, Pictures]

    @property
    def count(self) -> int:
        """How many there are, of all turns."""
        return sum(len(labels) for _, labels in self.digits.values()) + sum(map(len, self.none.values()))

    @property
    def made(self) -> Examples:
        """All but those of MNIST, what is none labelled 10."""
        kinds = [examples for kind, examples in self.digits.items() if kind != AS_THEY_ARE]
        kinds += [(images, np.full(len(images), NONE, np.uint8)) for images in self.none.values()]
        images, labels = zip(*kinds, strict=True)
        return np.concatenate(images), np.concatenate(labels)

    @property
    def examples(self) -> Examples:
        """All of them, what is none labelled 10."""
        (images, labels), (more, theirs) = self.digits[AS_THEY_ARE], self.made
        return np.concatenate([images, more]), np.concatenate([labels, theirs])


def make(digits: Examples, rng: np.random.Generator, turns: int = 1) -> Made:
    """What the judge learns from, or is tried on, made of MNIST's digits and of strokes, ``turns`` times as much."""
    n = turns * len(digits[1])
    again = drawn_again(digits, round(AGAIN * n), rng)
    few = round(FEW_PIXELS * n)
    small = in_few_pixels(digits, few // 2, rng), in_few_pixels(again, few - few // 2, rng)
    return Made(
        {
            AS_THEY_ARE: digits,
            "with flourishes": with_flourishes(digits, round(FLOURISHED * n), rng),
            "drawn again": again,
            "in few pixels": (np.concatenate([x for x, _ in small]), np.concatenate([y for _, y in small])),
            "in other ways": in_other_ways(round(OTHER_WAYS * n), rng),
        },
        no_digits(digits, round(NO_DIGIT * n), rng),
    )


def with_flourishes(digits: Examples, n: int, rng: np.random.Generator) -> Examples:
    """Digits that may have a flourish, each with one."""
    images, labels = digits
    chosen = rng.choice(np.flatnonzero(may_have_one(labels)), n)
    return flourished(images[chosen], labels[chosen], 1.0, rng), labels[chosen]


def in_few_pixels(digits: Examples, n: int, rng: np.random.Generator) -> Examples:
    """Digits as small scans, thumbnails and paint programs show them."""
    chosen = rng.choice(len(digits[1]), n)
    few = [coarsen(digits[0][place : place + 1].astype(np.float32) * np.float32(1 / 255), rng) for place in chosen]
    images = np.rint(255 * np.concatenate(few)) if few else np.zeros((0, FIELD, FIELD))
    return images.astype(np.uint8), digits[1][chosen]


def in_other_ways(n: int, rng: np.random.Generator) -> Examples:
    """Digits in the ways that people write them, more ways than MNIST has."""
    ways = [(digit, parse(way)) for digit, ways in DIGITS.items() for way in ways]
    chosen = rng.choice(len(ways), n)
    images = [drawn(by_another_hand(shaken(ways[way][1], rng), rng), pen(rng)) for way in chosen]
    return np.stack(images), np.array([ways[way][0] for way in chosen], np.uint8)


def no_digits(digits: Examples, n: int, rng: np.random.Generator) -> dict[str, Pictures]:
    """Made-up non-digits of every family, ``n`` altogether."""
    families: dict[str, tuple[float, Callable[[int], Pictures]]] = {
        "letters": (0.20, lambda k: letters(k, rng)),
        "symbols": (0.12, lambda k: symbols(k, rng)),
        "scribbles": (0.42, lambda k: scribbles(k, rng)),
        "blots": (0.05, lambda k: blots(k, rng)),
        "spoilt digits": (0.21, lambda k: spoilt(k, rng, digits)),
    }
    return {name: family(round(share * n)) for name, (share, family) in families.items()}


def begin(recipe: Recipe, made: Made) -> tuple[Run, Feed]:
    """A training at its beginning, and its batches: all digits of MNIST and one of `TURNS` of what was made."""
    digits = made.digits[AS_THEY_ARE]
    rng = np.random.default_rng(recipe.seed)
    classifier = MLP(recipe.hidden, rng=rng, features=recipe.features, classes=NONE + 1)
    images, labels = made.made
    order = rng.permutation(len(labels))
    feed = replace(recipe.feed(digits, classifier), again=(images[order], labels[order]), turns=TURNS)
    return Run(classifier, recipe.make_optimizer(len(feed)), seed=recipe.seed, averaging=recipe.averaging), feed


def write_cards(
    recipes: Sequence[Recipe],
    runs: Sequence[Run],
    made: dict[str, Made],
    digits: Sequence[Pictures],
    rng: np.random.Generator,
    *,
    command: str,
) -> list[dict[str, Any]]:
    """The card of each of a judge's networks: their common threshold, and the shares that they refuse of every kind.

    ``made`` is ``training`` and ``validation``, ``digits`` the pictures and labels of MNIST
    that they were made of.
    """

    def likelihood(images: Pictures) -> npt.NDArray[np.float64]:
        return digit_likelihood([run.classifier.logits(images) for run in runs])

    scores = {kind: likelihood(images) for kind, (images, _) in made["validation"].digits.items()}
    threshold = round(float(np.quantile(np.concatenate(list(scores.values())), REFUSED)), 6)
    none = made["validation"].none | {"spirals and hatching, never learnt": scribbles(NEW, rng, UNSEEN)}
    scores |= {kind: likelihood(images) for kind, images in none.items()}
    refused = {kind: {"n": len(score), "refused": float((score < threshold).mean())} for kind, score in scores.items()}
    examples = {part: pictures.count for part, pictures in made.items()}
    together = {"threshold": threshold, "metrics": {"validation": refused}}
    return [
        how_made(recipe, run.epochs, examples, mnist.digest(*digits), command=command)
        | {"epochs": [asdict(epoch) for epoch in run.epochs]}
        | together
        for recipe, run in zip(recipes, runs, strict=True)
    ]
