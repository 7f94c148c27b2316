"""How each model copes when digits are turned, moved, thickened, blurred or grainy."""

import streamlit as st

from neuralite import comparison
from neuralite.storage import Card
from neuralite.ui import charts, tables
from neuralite.ui.cards import told
from neuralite.ui.grid import places
from neuralite.ui.looks import Look
from neuralite.ui.names import escaped
from neuralite.ui.tables import percent

# What the changes of a card are called; others are shown under their own names.
CHANGES = {
    "rotation": "Turned",
    "shift": "Moved to the right",
    "thickness": "Thicker or thinner strokes",
    "noise": "Grainy",
    "blur": "Blurred",
}


def show(cards: dict[str, Card], look: dict[str, Look]) -> None:
    """A chart for each change, with a curve for each model."""
    st.subheader(
        "When digits are turned, moved, thickened, grainy or blurred",
        anchor=False,
        help="The same test digits, changed by a program more and more, and read as they are: without the "
        "preparation that centres a drawing before it is read.",
    )
    curves = told(cards, comparison.robustness, "robustness curves")
    changes = list(dict.fromkeys(change for found in curves.values() for change in found))
    for place, change in zip(places(len(changes)), changes, strict=True):
        with place:
            _show_change(change, {name: found[change] for name, found in curves.items() if change in found}, look)


def _show_change(change: str, curves: dict[str, comparison.Robustness], look: dict[str, Look]) -> None:
    called = CHANGES.get(change, change)
    unit = next(iter(curves.values())).unit
    st.markdown(f"**{escaped(called)}** ({escaped(unit)})")
    st.altair_chart(
        charts.lines(
            {name: curve.points for name, curve in curves.items()}, look, ("value", unit), ("accuracy", "read right")
        ),
        alt=f"{called}: share read right by {unit}, for each model; the figures are in the table below.",
        key=f"robustness-{change}",
    )
    with st.expander(f"{called}, as a table"):
        for name, curve in curves.items():
            body = [(f"{point['value']:g}", percent(point["accuracy"])) for point in curve.points]
            st.html(tables.table(f"{look[name].title}, {curve.n:,} digits", (unit, "Right"), body))
