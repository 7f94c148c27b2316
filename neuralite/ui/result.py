"""All that is said of one picture: the answers, and below them the strip, why, and whether they were right."""

from collections.abc import Callable

import streamlit as st

from neuralite.recognizer import DigitReading, Recognizer
from neuralite.ui.answers import show_answers, show_nothing
from neuralite.ui.boxes import boxed
from neuralite.ui.kept import Kept
from neuralite.ui.score import Picture, show_score
from neuralite.ui.strip import show_strip
from neuralite.ui.why import show_why

SMALL_WIDTH = 200
MOST_WIDTH = 300


def show_result(recognizer: Recognizer, kept: Kept, prefix: str) -> None:
    """A picture with its answers beside it and all the rest below."""
    left, right = st.columns([300, 620], gap="medium")
    with left:
        show_picture(kept, prefix)
    with right:
        show_reading(recognizer, kept, prefix)
    show_details(recognizer, kept, prefix)


def show_picture(kept: Kept, prefix: str) -> None:
    """The picture, upright and grey, with a box round each of several digits."""
    shown, words = kept.preview, "The picture, upright and grey"
    if len(kept.digits) > 1:
        chosen = number_of(kept, prefix)
        shown = boxed(kept.preview, [digit.box for digit in kept.digits], kept.zoom, chosen)
        words += f", with {len(kept.digits)} digits in boxes; the blue one is digit {chosen + 1}"
    st.image(shown, caption=words, width=min(max(kept.preview.width, SMALL_WIDTH), MOST_WIDTH), alt=words)


def show_reading(recognizer: Recognizer, kept: Kept, prefix: str = "") -> None:
    """What every model reads, or why there is nothing to read."""
    if kept.digits:
        show_answers(recognizer, kept.digits, kept.warnings, prefix)
    else:
        show_nothing(recognizer, kept.reason, prefix)


def show_details(
    recognizer: Recognizer, kept: Kept, prefix: str = "", newest: Callable[[], Kept | None] | None = None
) -> None:
    """Which digit, how it came to be what the models saw, why they read what they read, and whether it is right.

    Strip and why are computed only while they are open. Where the picture may change before a click on its true label,
    ``newest`` has the one that is meant, or None where it was taken away.
    """
    if not kept.digits:
        return
    digit = _chosen(recognizer, kept, prefix)
    with st.container(key=f"{prefix}details"):
        several = len(kept.digits) > 1
        show_score(recognizer, kept.load(), lambda: _picture((newest or (lambda: kept))()), several, prefix)
        why = st.expander("Why? What the ink says for each digit", key=f"{prefix}why", on_change="rerun")
        if why.open:
            with why:
                show_why(recognizer, digit, prefix)
        strip = st.expander("Step by step, from the picture to the 28x28", key=f"{prefix}strip", on_change="rerun")
        if strip.open:
            with strip:
                show_strip(recognizer.read(kept.load(), kept.single), digit)


def _picture(kept: Kept | None) -> Picture | None:
    return Picture(kept.load(), kept.suffix, kept.texts()) if kept else None


def _chosen(recognizer: Recognizer, kept: Kept, prefix: str) -> DigitReading:
    """The digit that the rest is about; where there are several, the visitor chooses."""
    if len(kept.digits) == 1:
        return kept.digits[0]
    first = next(iter(recognizer.models))
    st.pills(
        "Look closely at digit",
        list(range(len(kept.digits))),
        required=True,
        default=0,
        format_func=lambda number: f"{number + 1}: {kept.digits[number].readings[first].text}",
        key=_key(kept, prefix),
    )
    return kept.digits[number_of(kept, prefix)]


def number_of(kept: Kept, prefix: str) -> int:
    """Which digit was chosen, counted from 0."""
    return int(st.session_state.get(_key(kept, prefix)) or 0)


def _key(kept: Kept, prefix: str) -> str:
    """Another number of digits is another choice."""
    return f"{prefix}digit-of-{len(kept.digits)}"
