"""Which digit is taken for which: confusion matrices side by side, and behind every cell the digits themselves."""

from collections.abc import Sequence

import numpy as np
import streamlit as st

from neuralite import comparison
from neuralite.comparison import Mistake
from neuralite.evaluation import Confusion
from neuralite.storage import Card
from neuralite.ui import address, charts, tables
from neuralite.ui.cards import MEASURE, told
from neuralite.ui.gallery import show_digits
from neuralite.ui.grid import places
from neuralite.ui.looks import Look
from neuralite.ui.names import escaped

ANY = "any"
DIGITS = [ANY, *map(str, range(10))]
OF_KEY, WRITTEN_KEY, READ_KEY = "mistakes-of", "mistakes-written", "mistakes-read"


def show(cards: dict[str, Card], look: dict[str, Look]) -> None:
    """The matrix of each model, then the mistakes of one."""
    st.subheader(
        "Which digits are mixed up",
        anchor=False,
        help="A confusion matrix: each row is a digit as it was written, each column what was read. Right readings "
        "are on the blue diagonal; the darker the orange, the more mistakes.",
    )
    matrices = told(cards, comparison.confusion, "confusion matrix")
    if matrices:
        st.markdown("Choose an orange number to see the digits behind it, or choose below.")
    for place, (name, counts) in zip(places(len(matrices)), matrices.items(), strict=True):
        with place:
            st.markdown(f"**{escaped(look[name].title)}**")
            st.altair_chart(
                charts.confusion(counts),
                alt=f"Confusion matrix. {worst(counts)}",
                key=f"confusion-{name}",
                on_select=lambda name=name: _choose_cell(name),
                selection_mode="cell",
            )
            st.caption(worst(counts))
            with st.expander("As a table"):
                rows = [(row, *map(int, counts[row])) for row in range(len(counts))]
                head = ("", *range(len(counts)))
                st.html(tables.table("Rows: written. Columns: read as.", head, rows, "narrow"))
    show_mistakes(cards, look)


def worst(counts: Confusion) -> str:
    """The most frequent mistakes, in words."""
    mistakes = counts.copy()
    np.fill_diagonal(mistakes, 0)
    order = np.argsort(-mistakes, axis=None, kind="stable")[:3]
    found = [(int(place) // len(counts), int(place) % len(counts)) for place in order]
    said = [
        f"{written} read as {read} ({mistakes[written, read]})" for written, read in found if mistakes[written, read]
    ]
    return f"Most frequent: {', '.join(said)}." if said else "No mistakes."


def _choose_cell(name: str) -> None:
    """A cell of a matrix was clicked: show the digits behind it."""
    cells = st.session_state[f"confusion-{name}"]["selection"].get("cell") or []
    if not cells:
        return
    st.session_state[OF_KEY] = name
    st.session_state[WRITTEN_KEY], st.session_state[READ_KEY] = str(cells[0]["written"]), str(cells[0]["read"])
    _keep()


def _keep() -> None:
    """Write the chosen mistakes into the address."""
    address.keep_one("of", OF_KEY, "")
    address.keep_one("written", WRITTEN_KEY, ANY)
    address.keep_one("read", READ_KEY, ANY)


def show_mistakes(cards: dict[str, Card], look: dict[str, Look]) -> None:
    """The digits that one model misread, of one kind of mistake or of all."""
    found = told(cards, comparison.mistakes, "list of mistakes")
    if not found:
        return
    st.subheader("The mistakes themselves", anchor=False)
    names = list(found)
    address.begin_one("of", OF_KEY, names)
    address.begin_one("written", WRITTEN_KEY, DIGITS)
    address.begin_one("read", READ_KEY, DIGITS)
    of, written, read = st.columns(3)
    of.selectbox("Misread by", names, format_func=lambda name: look[name].title, key=OF_KEY, on_change=_keep)
    written.selectbox("Written", DIGITS, key=WRITTEN_KEY, on_change=_keep)
    read.selectbox("Read as", DIGITS, key=READ_KEY, on_change=_keep)
    name, label, reading = (st.session_state[key] for key in (OF_KEY, WRITTEN_KEY, READ_KEY))
    mistakes = found[name]
    if any(mistake.reading is None for mistake in mistakes) and (label, reading) != (ANY, ANY):
        st.info(f"The card does not tell what was read instead, so these are all mistakes. `{MEASURE}` writes it.")
        label = reading = ANY
    chosen = of_kind(mistakes, label, reading)
    digits = "digit" if len(chosen) == 1 else "digits"
    st.markdown(f"**{len(chosen):,} {digits}** of {len(mistakes):,} misread")
    show_digits(chosen, f"{name}-{label}-{reading}")


def of_kind(mistakes: Sequence[Mistake], label: str, reading: str) -> list[Mistake]:
    """The mistakes with that label and that reading, each a digit or `ANY`."""
    return [
        mistake for mistake in mistakes if label in (ANY, str(mistake.label)) and reading in (ANY, str(mistake.reading))
    ]
