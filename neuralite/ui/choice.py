"""Which of the models answer: at first the two that the page is about, and any of one's own; the address may say."""

from collections.abc import Sequence

import streamlit as st

from neuralite.recognizer import Recognizer
from neuralite.ui import address
from neuralite.ui.names import titles

MODEL = "model"
CHOICE = "models-that-answer"
# Shipped for comparison; they answer when they are asked to.
ON_REQUEST = frozenset({"logistic-hog", "mlp-small"})


def chosen(recognizer: Recognizer) -> Recognizer:
    """The recognizer with the models that the visitor chose, or with those that answer at first.

    What the address names counts as chosen: other pages have addresses without it.
    """
    asked = [name for name in st.query_params.get_all(MODEL) if name in recognizer.models]
    if asked and CHOICE not in st.session_state:
        st.session_state[CHOICE] = asked
    names = [name for name in st.session_state.get(CHOICE, ()) if name in recognizer.models]
    return recognizer.only(names or at_first(recognizer))


def at_first(recognizer: Recognizer) -> Sequence[str]:
    """The models that answer while nothing has been chosen."""
    names = list(recognizer.models)
    return [name for name in names if name not in ON_REQUEST] or names


def choose(recognizer: Recognizer) -> None:
    """Show the models to choose from, where there is a choice."""
    names = list(recognizer.models)
    if len(names) < 2:
        return
    # Another key where there are other models: what was there before has another choice in it.
    key = " ".join([CHOICE, *names])
    st.pills(
        "Models that answer",
        names,
        selection_mode="multi",
        default=list(chosen(recognizer).models),
        format_func=titles(recognizer).__getitem__,
        key=key,
        on_change=_remember,
        args=(key, at_first(recognizer)),
    )


def _remember(key: str, first: Sequence[str]) -> None:
    chosen = st.session_state[CHOICE] = st.session_state[key]
    address.write(MODEL, [] if set(chosen) == set(first) else chosen)
