"""Which digits are hard: precision, recall and F1 of each digit for each model."""

import streamlit as st

from neuralite import comparison
from neuralite.storage import Card
from neuralite.ui import charts, tables
from neuralite.ui.cards import told
from neuralite.ui.grid import places
from neuralite.ui.looks import Look
from neuralite.ui.tables import percent

SCORES = {"recall": "Recall", "precision": "Precision", "f1": "F1"}
SCORE_KEY = "digit-score"


def show(cards: dict[str, Card], look: dict[str, Look]) -> None:
    """One score of every digit as a chart and all three as tables."""
    st.subheader(
        "How well each digit is read",
        anchor=False,
        help="Recall: of the 7s, how many are read as 7. Precision: of what is read as 7, how many are 7s. F1 is "
        "between them (their harmonic mean).",
    )
    st.session_state.setdefault(SCORE_KEY, "recall")
    st.segmented_control("Score", list(SCORES), format_func=SCORES.__getitem__, key=SCORE_KEY, required=True)
    score = st.session_state[SCORE_KEY]
    found = told(cards, comparison.per_class, "figures of each digit")
    if not found:
        return
    st.altair_chart(
        charts.lines(found, look, ("digit", "digit"), (score, SCORES[score])),
        alt=f"{SCORES[score]} of each digit for each model; the figures are in the tables below.",
        key="scores-chart",
    )
    for place, (name, rows) in zip(places(len(found)), found.items(), strict=True):
        body = [(row["digit"], *(percent(row[each]) for each in SCORES), f"{row['n']:,}") for row in rows]
        head = ("Digit", *SCORES.values(), "Digits")
        with place:
            st.html(tables.table(look[name].title, head, body))
            hardest = min(rows, key=lambda row: float(row["f1"]))
            st.caption(f"Hardest: {hardest['digit']}.")
