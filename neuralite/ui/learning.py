"""How each model learnt: loss and accuracy by epoch."""

import streamlit as st

from neuralite import comparison
from neuralite.storage import Card
from neuralite.ui import charts, tables
from neuralite.ui.cards import TRAIN, told
from neuralite.ui.grid import places
from neuralite.ui.looks import Look
from neuralite.ui.names import escaped
from neuralite.ui.tables import percent

FIGURES = {"loss": "Loss", "accuracy": "Accuracy"}
FIGURE_KEY = "learning-figure"


def training(cards: dict[str, Card], look: dict[str, Look]) -> None:
    """The training curves of each model, all on one scale."""
    st.subheader(
        "How each model learnt",
        anchor=False,
        help="An epoch is one pass over the training digits. Loss says how far the answers are from certainly right "
        "ones (cross-entropy). Validation digits were only looked at, to keep the best epoch: the grey line.",
    )
    st.session_state.setdefault(FIGURE_KEY, "loss")
    st.segmented_control("Figure", list(FIGURES), format_func=FIGURES.__getitem__, key=FIGURE_KEY, required=True)
    figure = st.session_state[FIGURE_KEY]
    curves = told(cards, comparison.training_curves, "training curve", TRAIN)
    if not curves:
        return
    ends = extremes(curves, figure)
    for place, (name, rows) in zip(places(len(curves)), curves.items(), strict=True):
        with place:
            st.markdown(f"**{escaped(look[name].title)}**")
            st.altair_chart(
                charts.learning(rows, figure, FIGURES[figure], ends),
                alt=f"{FIGURES[figure]} of training and validation by epoch: {summary(rows)}",
                key=f"learning-{name}",
            )
            st.caption(summary(rows))
            with st.expander("As a table"):
                st.html(epochs(look[name].title, rows))


def extremes(curves: dict[str, list[comparison.Row]], figure: str) -> tuple[float, float]:
    """The ends of the scale that has room for all curves."""
    values = [
        row[f"{part}_{figure}"] for rows in curves.values() for row in rows for part in ("training", "validation")
    ]
    if figure == "accuracy":
        return min(values), 1.0
    above = [value for value in values if value > 0] or [1.0]
    return min(above) / 1.1, max(above) * 1.1


def summary(rows: list[comparison.Row]) -> str:
    """How the training ended, in words."""
    best = [row for row in rows if row["best"]]
    if not best:
        return f"{len(rows)} epochs."
    kept = best[-1]
    return (
        f"{len(rows)} epochs, kept the one numbered {kept['epoch']}: training {percent(kept['training_accuracy'])}, "
        f"validation {percent(kept['validation_accuracy'])} right."
    )


def epochs(title: str, rows: list[comparison.Row]) -> str:
    """Every epoch of a training, in HTML."""
    body = [
        (
            row["epoch"],
            f"{row['training_loss']:.4f}",
            f"{row['validation_loss']:.4f}",
            percent(row["training_accuracy"]),
            percent(row["validation_accuracy"]),
        )
        for row in rows
    ]
    head = ("Epoch", "Loss, training", "Loss, validation", "Right, training", "Right, validation")
    return tables.table(title, head, body, "narrow")
