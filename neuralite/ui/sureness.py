"""Whether a model means what it says, and what it brings to refuse the answers of which it is least sure."""

import streamlit as st

from neuralite import comparison
from neuralite.evaluation import THRESHOLDS
from neuralite.storage import Card
from neuralite.ui import address, charts, tables
from neuralite.ui.cards import told
from neuralite.ui.looks import Look
from neuralite.ui.tables import percent

THRESHOLD, THRESHOLD_KEY = "sure", "least-sureness"


def calibration(cards: dict[str, Card], look: dict[str, Look]) -> None:
    """The reliability diagram of each model, and its calibration error."""
    st.subheader(
        "Does “90 % sure” mean right 9 times of 10?",
        anchor=False,
        help="The answers to the test digits in 15 groups, from the least sure to the surest. On the dotted line a "
        "model is as often right as it is sure; below it, it is too sure of itself. The calibration error is the mean "
        "distance from the line.",
    )
    errors = told(cards, comparison.calibration_error, "calibration error")
    if errors:
        rows = [(look[name].title, percent(error)) for name, error in errors.items()]
        st.html(tables.table("Calibration error, the smaller the better", ("Model", "Error"), rows))
    bins = told(cards, comparison.reliability, "reliability diagram")
    if not bins:
        return
    st.altair_chart(
        charts.reliability(bins, look),
        alt="Reliability diagram: how often answers are right by how sure they are; figures in the tables below.",
        key="reliability-chart",
    )
    with st.expander("As tables"):
        for name, found in bins.items():
            body = [(percent(row["confidence"]), percent(row["accuracy"]), f"{row['n']:,}") for row in found]
            st.html(tables.table(look[name].title, ("Sure, on average", "Right", "Answers"), body))


def coverage(cards: dict[str, Card], look: dict[str, Look]) -> None:
    """How much is answered and how much of that is right, by how sure a model must be to answer."""
    st.subheader(
        "What if a model may say “I don’t know”?",
        anchor=False,
        help="Coverage is the share of digits that get an answer where answers below a threshold of sureness are "
        "refused.",
    )
    points = told(cards, comparison.coverage, "coverage curve")
    if not points:
        return
    options = [f"{100 * threshold:g} %" for threshold in THRESHOLDS]
    address.begin_one(THRESHOLD, THRESHOLD_KEY, options)
    st.select_slider(
        "Refuse answers that are less sure than",
        options,
        key=THRESHOLD_KEY,
        on_change=address.keep_one,
        args=(THRESHOLD, THRESHOLD_KEY, options[0]),
    )
    threshold = THRESHOLDS[options.index(st.session_state[THRESHOLD_KEY])]
    kept = {name: comparison.at_threshold(found, threshold) for name, found in points.items()}
    st.html(refused(kept, look, threshold))
    st.altair_chart(
        charts.coverage(points, {name: point for name, point in kept.items() if point}, look),
        alt="Accuracy of the answers by the share that is answered, for each model; a ring marks the threshold.",
        key="coverage-chart",
    )
    with st.expander("As tables"):
        for name, found in points.items():
            body = [tuple(percent(row[field]) for field in ("threshold", "coverage", "accuracy")) for row in found]
            st.html(tables.table(look[name].title, ("Sure at least", "Answered", "Right"), body))


def refused(kept: dict[str, comparison.Row | None], look: dict[str, Look], threshold: float) -> str:
    """What each model still answers at a threshold, in HTML.

    A card may not tell of that very threshold: so it is said of which one it tells.
    """
    rows = []
    for name, point in kept.items():
        figures = ("none", "–", "–")
        if point:
            at = percent(point["threshold"], 1) if threshold else "any"
            figures = (percent(point["coverage"]), percent(1 - point["accuracy"]), at)
        rows.append((look[name].title, *figures))
    head = ("Model", "Answered", "Of these wrong", "Sure at least")
    return tables.table(f"When answers below {100 * threshold:g} % are refused", head, rows)
