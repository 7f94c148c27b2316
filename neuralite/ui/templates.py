"""What a model has learnt, as pictures: templates of digits, and what the first layer looks for."""

import numpy as np
import streamlit as st

from neuralite import hog
from neuralite.classifiers import Classifier
from neuralite.ui.images import diverging
from neuralite.ui.pictures import Pixels, gallery
from neuralite.weight_pictures import Weights, first_weights, strengths, templates

TEMPLATE_SIDE, UNIT_SIDE = 112, 72
AT_ONCE = 32
LEGEND = (
    "**Blue**: ink here speaks {for_it}. **Orange**, with a bar: ink here speaks {against}. **White**: ink here does "
    "not matter. The darker, the more."
)


def show(name: str, classifier: Classifier) -> None:
    """Pictures of the weights, or in words what the model looks at where there is no picture of it."""
    digits = templates(classifier)
    units = first_weights(classifier)
    if digits is not None:
        _show_templates(digits)
    elif units is not None:
        _show_units(name, units, strengths(classifier))
    elif classifier.features == "hog":
        st.markdown(strokes())
    else:
        st.markdown("This model does not weigh the pixels as they are, so there are no pictures of its weights.")


def _show_templates(digits: Weights) -> None:
    st.markdown(
        "**Ten templates.** Each digit's score is the sum of the ink times its template; the highest score is read. "
        + LEGEND.format(for_it="for the digit", against="against it")
    )
    most = float(np.abs(digits).max())
    shown = (
        (diverging(weights, most, power=1), str(digit), template_words(digit)) for digit, weights in enumerate(digits)
    )
    st.html(gallery(shown, TEMPLATE_SIDE))


def template_words(digit: int) -> str:
    """What the picture of a template is."""
    return f"The weights of all pixels for the digit {digit}: blue where ink speaks for it, orange where against it."


def _show_units(name: str, units: Weights, strength: Weights | None) -> None:
    """The strongest nodes of a first layer; each on its own scale, since it is the pattern that tells something."""
    order = np.arange(len(units)) if strength is None else np.argsort(-strength, kind="stable")
    shown_key = f"units-{name}"
    shown = min(st.session_state.setdefault(shown_key, AT_ONCE), len(units))
    which = "first" if strength is None else "strongest"
    st.markdown(
        f"**The first layer: {shown} {which} of {len(units):,} units.** Each unit adds up the ink times its weights "
        "and hands the sum on. " + LEGEND.format(for_it="for what the unit looks for", against="against it"),
        help="Strongest: the length of a unit's weights from the pixels times that of its weights to the next layer. "
        "Each picture has its own scale.",
    )
    st.html(gallery((_unit(units[unit], int(unit)) for unit in order[:shown]), UNIT_SIDE))
    if shown < len(units):
        st.button(
            f"Show {min(AT_ONCE, len(units) - shown)} more units",
            key=f"more-{shown_key}",
            on_click=st.session_state.__setitem__,
            args=(shown_key, shown + AT_ONCE),
        )


def _unit(weights: Weights, number: int) -> tuple[Pixels, str, str]:
    words = f"Unit {number}: blue where ink makes it stronger, orange where ink makes it weaker."
    return diverging(weights, float(np.abs(weights).max()), power=1), str(number), words


def strokes() -> str:
    """What a model on oriented gradients looks at, in words."""
    cells = " and ".join(f"{cells * cells}" for cells, _ in hog.CELLS)
    single = hog.DIRECTIONS * sum(cells * cells for cells, _ in hog.CELLS)
    pair_cells = hog.PAIR_CELLS[0] ** 2
    pairs = len(hog.OFFSETS) * hog.PAIR_DIRECTIONS**2 * pair_cells
    return (
        f"**No pixels, but strokes.** The digit is set upright, then this model looks at {hog.COUNT:,} numbers "
        "that tell where its edges run which way.\n"
        f"- {single:,} say how much edge runs in each of {hog.DIRECTIONS} directions, in a fine and a coarse grid of "
        f"{cells} cells.\n"
        f"- {pairs:,} say which two of {hog.PAIR_DIRECTIONS} directions stand {hog.OFFSETS[0][1]} pixels apart "
        f"(in {len(hog.OFFSETS)} ways), in {pair_cells} cells: corners, crossings and bows.\n\n"
        "Its weights belong to these numbers and not to pixels, so there is no template to look at."
    )
