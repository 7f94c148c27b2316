"""What the models answer, side by side: the digit, ten bars, whether they agree, and what they saw."""

import html
from collections.abc import Mapping, Sequence

import streamlit as st

from neuralite.images.normalization import Digit
from neuralite.recognizer import DigitReading, ModelReading, Recognizer
from neuralite.ui.images import source
from neuralite.ui.names import escaped, plain_titles, titles

NOTHING = "–"
REFUSED = "?"
SEEN_SIDE = 112
# Less than this is shown as 0.0%.
NEAR = 0.0005

# The bar of the digit that was read is darker and its row is bold: never colour alone.
STYLE = """
<style>
  .nl-said { margin: 0; line-height: 1.6; }
  .nl-bars { width: 100%; border-collapse: collapse; font-size: 0.85rem; line-height: 1.15; }
  .nl-bars caption { text-align: left; padding-bottom: 0.2rem; }
  .nl-bars th, .nl-bars td { border: none; padding: 1px 4px; font-weight: 400; }
  .nl-bars .nl-track { width: 70%; }
  .nl-bars .nl-track div { height: 0.7rem; border-radius: 2px; background: #56b4e9; min-width: 1px; }
  .nl-bars tr.nl-read th, .nl-bars tr.nl-read td { font-weight: 700; }
  .nl-bars tr.nl-read .nl-track div { background: #0072b2; }
  .nl-bars .nl-share { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
  .nl-seen { display: flex; gap: 0.8rem; align-items: center; font-size: 0.85rem; }
  .nl-row { display: flex; flex-wrap: wrap; gap: 0.6rem; font-size: 0.85rem; line-height: 1.25; }
  .nl-row figure { margin: 0; text-align: center; }
  .nl-order { font-size: 0.85rem; }
  .nl-seen img, .nl-row img { flex: none; image-rendering: pixelated; border: 1px solid #8888; }
</style>
"""


def show_answers(
    recognizer: Recognizer, digits: Sequence[DigitReading], warnings: Sequence[str], prefix: str = ""
) -> None:
    """The recognizer's models' answers to the digits of a picture; ``prefix`` keeps the keys of several apart.

    Of one digit the ten bars are shown, of several each as the models saw it, over what they read in it.
    """
    called = {name: title for name, title in plain_titles(recognizer).items() if name in digits[0].readings}
    said = [(title, "".join(digit.readings[name].text for digit in digits)) for name, title in called.items()]
    st.html(sentence(agreement(said), strong=True))
    with st.container(horizontal=True):
        for name, (title, text) in zip(called, said, strict=True):
            with st.container(key=f"{prefix}answer-{name}"):
                st.metric(escaped(title), text)
                if len(digits) == 1:
                    st.html(bars(digits[0].readings[name]))
    st.html(seen(digits[0].image) if len(digits) == 1 else row(digits, called))
    for warning in warnings:
        st.caption(f"⚠️ {warning}")


def show_nothing(recognizer: Recognizer, reason: str | None, prefix: str = "") -> None:
    """The places of the answers while there is nothing to read, and why."""
    st.html(sentence(reason or ""))
    with st.container(horizontal=True):
        for name, title in titles(recognizer).items():
            with st.container(key=f"{prefix}answer-{name}"):
                st.metric(title, NOTHING)


def sentence(words: str, strong: bool = False) -> str:
    """What is said over the answers, in HTML: Markdown takes a browser longer, and every stroke makes it anew."""
    said = html.escape(words)
    return f'<p class="nl-said">{f"<strong>{said}</strong>" if strong else said}</p>'


def agreement(said: Sequence[tuple[str, str]]) -> str:
    """Whether the models agree, in a sentence; ``said`` is the title and the answer of each."""
    answers = {answer for _, answer in said}
    sentences = [
        f"{title} gives no answer" if answer == REFUSED else f"{title} reads {answer}" for title, answer in said
    ]
    if len(said) == 1:
        return f"{sentences[0]}."
    if answers == {REFUSED}:
        return f"{'Neither' if len(said) == 2 else 'None'} gives an answer."
    if len(answers) == 1:
        return f"{'Both' if len(said) == 2 else 'All'} read {answers.pop()}."
    return f"They disagree: {', '.join(sentences)}."


def bars(answer: ModelReading) -> str:
    """The ten probabilities as a table with bars, in HTML: Streamlit's own charts are too slow for a live answer."""
    rows = []
    for digit, probability in enumerate(answer.probabilities):
        mark = ' class="nl-read"' if digit == answer.digit else ""
        rows.append(
            f'<tr{mark}><th scope="row">{digit}</th>'
            f'<td class="nl-track"><div style="width:{probability:.1%}"></div></td>'
            f'<td class="nl-share">{probability:.1%}</td></tr>'
        )
    return f'<table class="nl-bars"><caption>{html.escape(caption(answer))}</caption>{"".join(rows)}</table>'


def caption(answer: ModelReading) -> str:
    """How sure a model is, or why it gives no answer and what it would guess; and what comes next."""
    said = sureness(answer) if answer.accepted else f"{answer.reason or ''} Its best guess is {answer.digit}.".strip()
    return f"{said} {runners_up(answer)}"


def runners_up(answer: ModelReading) -> str:
    """The second and the third most probable digit, in words.

    >>> runners_up(ModelReading(7, 0.9, (0, 0.08, 0.02, 0, 0, 0, 0, 0.9, 0, 0)))
    'Next come 1 (8.0%) and 2 (2.0%).'
    """
    order = sorted(range(len(answer.probabilities)), key=lambda digit: -answer.probabilities[digit])
    next_ones = [digit for digit in order[1:3] if answer.probabilities[digit] >= NEAR]
    told = [f"{digit} ({answer.probabilities[digit]:.1%})" for digit in next_ones]
    if not told:
        return "No other digit comes near."
    return f"Next come {told[0]} and {told[1]}." if len(told) == 2 else f"Next comes {told[0]}."


def sureness(answer: ModelReading) -> str:
    """How sure a model is, in words."""
    steps = ((0.99, "very sure"), (0.9, "sure"), (0.6, "fairly sure"), (0.0, "unsure"))
    words = next(words for least, words in steps if answer.confidence >= least)
    return f"It is {words}."


def seen(image: Digit) -> str:
    """The 28x28 that the models saw, enlarged, in HTML."""
    text = "The digit as the models saw it: 28x28 pixels, centred, white on black like MNIST."
    return f'<div class="nl-seen">{_picture(image, SEEN_SIDE, text)}<span>{text}</span></div>'


def row(digits: Sequence[DigitReading], called: Mapping[str, str]) -> str:
    """Several digits as the models saw them, each over what every model reads in it and how sure it is, in HTML."""
    found = []
    for number, digit in enumerate(digits, start=1):
        readings = [(html.escape(title), digit.readings[name]) for name, title in called.items()]
        words = "<br>".join(f'<span title="{title}">{_brief(reading)}</span>' for title, reading in readings)
        picture = _picture(digit.image, SEEN_SIDE // 2, f"Digit {number} as the models saw it")
        found.append(f"<figure>{picture}<figcaption>{words}</figcaption></figure>")
    order = ", ".join(html.escape(title) for title in called.values())
    said = [f"Under each digit: {order}.", *refusals(digits, called)]
    return f'<div class="nl-row">{"".join(found)}</div><div class="nl-order">{"<br>".join(said)}</div>'


def _brief(reading: ModelReading) -> str:
    return f"{reading.text} {reading.confidence:.0%}" if reading.accepted else reading.text


def refusals(digits: Sequence[DigitReading], called: Mapping[str, str]) -> list[str]:
    """Why models give no answer to one of several digits, a line each, in HTML."""
    return [
        f"Digit {number}, {html.escape(title)}: {html.escape(digit.readings[name].reason or '')}"
        for number, digit in enumerate(digits, start=1)
        for name, title in called.items()
        if not digit.readings[name].accepted
    ]


def _picture(image: Digit, side: int, text: str) -> str:
    return f'<img width="{side}" height="{side}" alt="{html.escape(text)}" src="{source(image)}">'
