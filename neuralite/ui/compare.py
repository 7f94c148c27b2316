"""The evaluation room: what the models' cards say of how good each is, side by side.

Nothing is computed from pictures here: every figure is a field of a card, and the page names what writes it.
"""

import streamlit as st

from neuralite import comparison, storage
from neuralite.storage import Card
from neuralite.ui import address, charts, confusion, looks, overlap, pictures, robustness, scores, sureness, tables
from neuralite.ui.cards import MEASURE, TRAIN, shared_cards, titles, told
from neuralite.ui.learning import training
from neuralite.ui.looks import Look
from neuralite.ui.names import escaped
from neuralite.ui.tables import duration, percent

MODEL, MODELS_KEY = "model", "compared-models"
VIEW, VIEW_KEY = "view", "compare-view"
VIEWS = {
    "confusion": ("Mix-ups", confusion.show),
    "digits": ("Each digit", scores.show),
    "training": ("Training", training),
    "calibration": ("Honesty", sureness.calibration),
    "coverage": ("Refusing", sureness.coverage),
    "robustness": ("Hard conditions", robustness.show),
    "overlap": ("Shared mistakes", overlap.show),
}
# The views in which a line or a mark stands for a model.
LINES = ("digits", "calibration", "coverage", "robustness")
STYLE = """
<style>
  .stMainBlockContainer h2 { font-size: clamp(1.2rem, 5.8vw, 2rem); padding: 0; }
  .stMainBlockContainer h3 { font-size: 1.25rem; padding: 0.6rem 0 0; }
  .stButton button, .stDownloadButton button, .stButtonGroup button, .stExpander summary { min-height: 44px; }
  .stSelectbox [data-baseweb="select"] > div { min-height: 44px; }
</style>
"""


def page() -> None:
    """Show the page."""
    st.html(STYLE + tables.STYLE + looks.STYLE + pictures.STYLE)
    st.header("Compare the models", anchor=False)
    cards, problems = shared_cards()
    for problem in problems:
        st.warning(f"A model is left out: {escaped(problem)}")
    if not cards:
        folder = escaped(str(storage.models_folder().resolve()))
        st.error(f"There is no model in {folder}. Train one with `{TRAIN}`.")
        return
    look = looks.looks(titles(cards))
    shown = {name: cards[name] for name in choose(look)}
    overview(shown, look)
    show_view(shown, look)
    st.caption(
        "Every figure on this page stands in the models' cards, the files NAME.json beside their weights. "
        f"`{TRAIN}` writes a card, `{MEASURE}` measures again."
    )


def choose(look: dict[str, Look]) -> list[str]:
    """The names of the models that are compared."""
    names = list(look)
    address.begin_many(MODEL, MODELS_KEY, names)
    st.pills(
        "Models to compare",
        names,
        selection_mode="multi",
        format_func=lambda name: escaped(look[name].title),
        key=MODELS_KEY,
        on_change=address.keep_many,
        args=(MODEL, MODELS_KEY, names),
    )
    return [name for name in names if name in st.session_state[MODELS_KEY]]


def overview(cards: dict[str, Card], look: dict[str, Look]) -> None:
    """How many test digits each model reads right, how large it is, and how long it took to train."""
    st.subheader(
        "How many digits are read right",
        anchor=False,
        help="Of MNIST's 10,000 test digits, which no model has learnt from. Other digits of the same kind would give "
        "another figure: with 95 % certainty the true one is in the interval (Wilson's).",
    )
    rows = []
    for name, card in cards.items():
        measured = comparison.accuracy(card)
        rows.append(
            (
                look[name].title,
                f"{percent(measured['accuracy'])}\n{interval(measured)}" if measured else "not told",
                "not told" if (count := comparison.weights(card)) is None else f"{count:,}",
                "not told" if (seconds := comparison.training_seconds(card)) is None else duration(seconds),
            )
        )
    st.html(tables.table("MNIST's test digits", ("Model", "Right, 95 % interval", "Weights", "Training"), rows))
    accuracies = told(cards, comparison.accuracy, "accuracy")
    if accuracies:
        st.altair_chart(
            charts.intervals(accuracies, look),
            alt="Accuracy of each model with its 95 % interval; the figures are in the table above.",
            key="overview-chart",
        )


def interval(measured: comparison.Row) -> str:
    """The ends of an accuracy's interval."""
    return f"{measured['low'] * 100:.2f}–{percent(measured['high'])}"


def show_view(cards: dict[str, Card], look: dict[str, Look]) -> None:
    """One closer look, chosen by the visitor."""
    names = list(VIEWS)
    address.begin_one(VIEW, VIEW_KEY, names)
    st.pills(
        "A closer look",
        names,
        format_func=lambda name: VIEWS[name][0],
        key=VIEW_KEY,
        required=True,
        on_change=address.keep_one,
        args=(VIEW, VIEW_KEY, names[0]),
    )
    with st.container(key=f"view-{st.session_state[VIEW_KEY]}"):
        if st.session_state[VIEW_KEY] in LINES:
            st.html(looks.key(look[name] for name in cards))
        VIEWS[st.session_state[VIEW_KEY]][1](cards, look)
