"""A model's card in words: what the model is, who taught it, on what, for how long, and how good it is."""

from collections.abc import Mapping
from typing import Any

from neuralite import comparison
from neuralite.storage import Card
from neuralite.ui.tables import duration, percent

FEATURES = {
    "pixels": "the 784 pixels of the prepared digit",
    "deskew": "the 784 pixels of the digit set upright",
    "hog": "numbers that tell of strokes: which way edges run where",
}
PARTS = {"training": "training", "validation": "validation", "test": "test"}
AUGMENTATION = {
    "rotation": "turned",
    "scale": "stretched",
    "shear": "slanted",
    "shift": "moved",
    "elastic": "bent",
    "thicker": "thickened",
    "thinner": "thinned",
    "blur": "blurred",
    "contrast": "made paler",
}


def in_words(card: Card) -> list[tuple[str, str]]:
    """Headings and words; what a card does not tell is left out, and what it tells oddly is too."""
    recipe = _mapping(card.get("recipe"))
    lines = {
        "Network": network(card),
        "Looks at": FEATURES.get(str(card.get("features")), str(card.get("features", ""))),
        "Made by": str(card.get("command", "")),
        "Taught by": teacher(recipe) if recipe else "",
        "Learnt from": examples(card, recipe),
        "Took": took(card),
        "Reads right": accuracy(card),
        "Calibration": calibration(card),
        "Made with": ", ".join(f"{name} {version}" for name, version in _mapping(card.get("software")).items()),
    }
    return [(heading, words) for heading, words in lines.items() if words]


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def network(card: Card) -> str:
    """The layers, from the inputs to the ten digits, and how many weights they have.

    >>> dense = [{"type": "Dense", "outputs": 128}, {"type": "ReLU"}, {"type": "Dense", "outputs": 10}]
    >>> network({"architecture": {"inputs": 784, "layers": dense}, "weights": 101770})
    '784 → 128 → ReLU → 10: 101,770 weights'
    """
    architecture = _mapping(card.get("architecture"))
    layers = architecture.get("layers")
    names = [
        f"{layer['outputs']:,}" if "outputs" in layer else str(layer.get("type"))
        for layer in (layers if isinstance(layers, list) else [])
        if isinstance(layer, dict) and isinstance(layer.get("outputs", 0), int)
    ]
    count = comparison.weights(card)
    inputs = architecture.get("inputs")
    first = f"{inputs:,}" if isinstance(inputs, int) else "?"
    chain = " → ".join([first, *names]) if names else ""
    weights = "" if count is None else f"{count:,} weights"
    return ": ".join(part for part in (chain, weights) if part)


def teacher(recipe: Mapping[str, Any]) -> str:
    """Who said what is right."""
    if name := recipe.get("teacher"):
        return f"the model {name}, whose answers it imitates, and the labels"
    if recipe.get("smoothing"):
        return f"the labels of the digits, taken as not quite certain (smoothing {recipe['smoothing']})"
    return "the labels of the digits"


def examples(card: Card, recipe: Mapping[str, Any]) -> str:
    """How many digits it learnt from, and how they were varied."""
    counts = _mapping(card.get("examples"))
    if not isinstance(counts.get("training"), int):
        return ""
    said = f"{counts['training']:,} digits of MNIST's training set"
    if isinstance(counts.get("validation"), int):
        said += f"; {counts['validation']:,} others chose the epoch to keep"
    varied = [words for kind, words in AUGMENTATION.items() if _mapping(recipe.get("augmentation")).get(kind)]
    if recipe.get("flourishes"):
        varied.append("given flourishes (a crossed 7, a slashed 0)")
    if varied:
        said += f". In every epoch each is {', '.join(varied)} anew, by chance and a little"
    return said + "."


def took(card: Card) -> str:
    """How long the training took."""
    seconds, curves = comparison.training_seconds(card), comparison.training_curves(card)
    passes = f"{len(curves)} epochs" if curves else ""
    return ", ".join(part for part in (passes, "" if seconds is None else duration(seconds)) if part)


def accuracy(card: Card) -> str:
    """The accuracy on each part of MNIST."""
    told = {part: comparison.accuracy(card, part) for part in PARTS}
    return ", ".join(f"{percent(row['accuracy'])} of the {PARTS[part]} digits" for part, row in told.items() if row)


def calibration(card: Card) -> str:
    """What was done so that its probabilities mean what they say."""
    error, temperature = comparison.calibration_error(card), card.get("temperature")
    said = "" if error is None else f"calibration error {percent(error)}"
    fitted = f"temperature {temperature:.2f}" if isinstance(temperature, float) else ""
    return ", ".join(part for part in (fitted, said) if part)
