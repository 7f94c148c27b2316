"""Why: what each part of the ink says for a digit, or for one and not another, model by model."""

import html
from collections.abc import Sequence

import numpy as np
import streamlit as st

from neuralite import explanation
from neuralite.calibration import Calibration
from neuralite.classifiers import CLASSES
from neuralite.explanation import Explanation, Method, Numbers, Parts, explain
from neuralite.recognizer import DigitReading, Recognizer
from neuralite.storage import Model
from neuralite.ui.images import diverging, figure, img
from neuralite.ui.names import titles
from neuralite.weight_pictures import Weights, first_weights

WIDTH = 139
UNIT_WIDTH = 64
UNITS = 6
# The ninths of a picture, row by row.
PLACES = ("upper left", "top", "upper right", "left", "middle", "right", "lower left", "bottom", "lower right")
# So many models stand side by side.
BESIDE = 2
LEGEND = "Blue ink speaks for the digit, orange ink with a bar against it; the stronger the colour, the louder."
NAMES = {
    Method.contribution: "Every pixel's own part",
    Method.gradient_times_input: "Gradient x input",
    Method.occlusion: "Occlusion",
}
HELP = {
    Method.contribution: "A weighted sum: the ink of each pixel times the weight that training gave it. "
    "These parts and the bias are the score, exactly, and they are all that the model does.",
    Method.gradient_times_input: "How fast the score would change with each pixel's ink, times its ink. With what the "
    "biases add, these parts sum to the score; but with less ink other units would light, so it is a view of this "
    "very picture and no proof.",
    Method.occlusion: "The model looks at strokes, not at pixels: what each of its features says sums exactly to the "
    "score, but has no place in the picture. The map shows instead how far the score falls when a patch of paper "
    "is laid there. Its pixels do not sum to anything.",
}
SCORE_HELP = (
    "A model gives every digit a score (its logit); the higher it is above the other nine, the more probable the "
    "digit. Before they become probabilities, the scores are divided by the model's temperature, {temperature:.2f}, "
    "fitted so that 90 % sure means right nine times in ten. Here they are as the model made them."
)


def show_why(recognizer: Recognizer, digit: DigitReading, prefix: str = "") -> None:
    """The choice of digits to explain, and the maps of every model."""
    answers = list(dict.fromkeys(str(digit.readings[name].digit) for name in recognizer.models))
    asked = st.pills(
        "Why these digits? Choose two to see why the one and not the other.",
        [str(number) for number in range(CLASSES)],
        selection_mode="multi",
        default=list(answers),
        key=f"{prefix}why-{'-'.join(answers)}",
    )
    # The answers first, in the order of the models, then what the visitor adds.
    digits = [int(one) for one in [*(a for a in answers if a in asked), *(a for a in asked if a not in answers)]]
    if not digits:
        return
    st.caption(LEGEND)
    called = titles(recognizer)
    for pair in _in_pairs(list(called)):
        for place, name in zip(st.columns(BESIDE), pair, strict=False):
            with place:
                _show_model(recognizer.models[name], called[name], digit, digits)


def _in_pairs(names: list[str]) -> list[list[str]]:
    return [names[start : start + BESIDE] for start in range(0, len(names), BESIDE)]


def _show_model(model: Model, title: str, digit: DigitReading, digits: Sequence[int]) -> None:
    classifier = model.classifier
    found = explain(classifier, digit.image)
    how = explanation.method(classifier)
    temperature = Calibration.of(model.card).temperature
    st.markdown(
        f"**{title}**: {NAMES[how].lower()}", help=f"{HELP[how]}\n\n{SCORE_HELP.format(temperature=temperature)}"
    )
    questions: list[tuple[str, str, int, int | None]] = [(f"{one}", f"for {one}", one, None) for one in digits]
    if len(digits) == 2:
        one, other = digits
        questions.append((f"{one} and not {other}", f"for {one} and not {other}", one, other))
    parts = [_parts(found, one, other) for _, _, one, other in questions]
    maps = [
        explanation.pixel_map(classifier, digit.image, part, one, other)
        for part, (_, _, one, other) in zip(parts, questions, strict=True)
    ]
    full = float(max(np.abs(pixels).max() for pixels in maps))
    exact = explanation.sums_exactly(classifier)
    shown = [
        figure(
            img(diverging(pixels, full), f"Map of what speaks {what}. {spoken(pixels, what)}", WIDTH),
            f"<strong>Why {html.escape(question)}?</strong> {spoken(pixels, what)}<br>{summed(part, how, exact)}",
        )
        for (question, what, _, _), part, pixels in zip(questions, parts, maps, strict=True)
    ]
    st.html(f'<div class="nl-figures">{"".join(shown)}</div>')
    weights = first_weights(classifier)
    if parts[-1].units.size and weights is not None:
        _show_units(weights, parts[-1], questions[-1][1])


def _parts(found: Explanation, digit: int, other: int | None) -> Parts:
    return found.of(digit) if other is None else found.between(digit, other)


def spoken(pixels: Numbers, what: str) -> str:
    """Where the ink speaks loudest, in a sentence; ``what`` is "for 7" or the like."""
    places = explanation.ninths(pixels)
    most, least = int(places.argmax()), int(places.argmin())
    loudest = f"The ink {_place(most)} speaks most {what}" if places.flat[most] > 0 else f"No ink speaks {what}"
    return f"{loudest}, the ink {_place(least)} most against it." if places.flat[least] < 0 else f"{loudest}."


def _place(ninth: int) -> str:
    words = PLACES[ninth]
    return f"{'at' if words in ('top', 'bottom') else 'on' if words in ('left', 'right') else 'in'} the {words}"


def summed(part: Parts, how: Method, exact: bool) -> str:
    """The sum that makes the score, in words."""
    inputs = f"{len(part.inputs):,} features" if how is Method.occlusion else "ink"
    rest = "" if exact else f" {signed(part.rest)} what bends"
    return (
        f"Score {figures(part.total)} = {inputs} {figures(float(part.inputs.sum()))} "
        f"(for {figures(part.speaking_for)}, against {figures(part.speaking_against)}) {signed(part.bias)} bias{rest}."
    )


def figures(number: float) -> str:
    """A number with two decimals and, below zero, the sign that print has for it."""
    return f"{number:.2f}".replace("-", "−")


def signed(number: float) -> str:
    """A number with its sign, as it is written in a sum.

    >>> signed(-0.5), signed(2)
    ('− 0.50', '+ 2.00')
    """
    return f"{'−' if number < 0 else '+'} {abs(number):.2f}"


def _show_units(pictures: Weights, part: Parts, what: str) -> None:
    """The hidden units that say most, as pictures of their weights."""
    strongest = part.strongest_units(UNITS)
    st.markdown(
        f"Its hidden units that speak loudest {what}:",
        help="A hidden unit adds up the picture with weights of its own, and lights where the sum is above zero. Blue: "
        "ink here lights it; orange with a bar: ink here darkens it. The number is what it adds to the score.",
    )
    shown = []
    for unit in strongest:
        weights = pictures[unit]
        words = f"Weights of hidden unit {unit}"
        said = f"unit {unit}<br>{signed(float(part.units[unit]))}"
        picture = diverging(weights, float(np.abs(weights).max()), power=1)
        shown.append(figure(img(picture, words, UNIT_WIDTH), said))
    st.html(f'<div class="nl-figures nl-units">{"".join(shown)}</div>')
