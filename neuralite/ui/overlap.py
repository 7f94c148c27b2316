"""Whether models fail on the same digits: where they don't, one could help the other."""

import streamlit as st

from neuralite import comparison
from neuralite.storage import Card
from neuralite.ui import charts, tables
from neuralite.ui.cards import told
from neuralite.ui.gallery import show_digits
from neuralite.ui.looks import Look


def show(cards: dict[str, Card], look: dict[str, Look]) -> None:
    """The mistakes that each two models share, and the digits that all misread."""
    st.subheader("Do they fail on the same digits?", anchor=False)
    found = told(cards, comparison.mistakes, "list of mistakes")
    if len(found) < 2:
        st.markdown("Choose two models or more to see which mistakes they share.")
        return
    pairs = comparison.shared_mistakes(cards)
    if pairs:
        rows = [
            (f"{look[pair.first].title}\nand {look[pair.second].title}", pair.only_first, pair.both, pair.only_second)
            for pair in pairs
        ]
        head = ("Models", "Only the first wrong", "Both wrong", "Only the second wrong")
        st.html(tables.table("Test digits that are misread", head, rows))
        st.altair_chart(
            charts.shares(pairs, look),
            alt="How much the mistakes of each two models overlap; the figures are in the table above.",
            key="overlap-chart",
        )
    counts = comparison.missed_by(cards)
    body = [(f"{models} of {len(found)} models", len(counts[models])) for models in sorted(counts, reverse=True)]
    st.html(tables.table("How many models misread a digit", ("Misread by", "Digits"), body))
    most = max(counts, default=0)
    if most > 1:
        st.markdown(f"**The {len(counts[most])} digits that {most} of {len(found)} models misread**")
        show_digits([comparison.Mistake(number, None, None) for number in counts[most]], "hardest")
