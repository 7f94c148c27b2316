"""Draw a digit, or several, and read the answers as the pen goes up.

    stroke -> canvas -> reading -> answers -> what is said below them, where the stroke changes it

The canvas and its answers are one fragment, which runs with every stroke and so has little else in it. What is said
below them is another: for most strokes it stays as it is.
"""

import time
from typing import TYPE_CHECKING

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime.scriptrunner import get_script_run_ctx

from neuralite.ui import canvas

if TYPE_CHECKING:
    from neuralite.recognizer import Recognizer
    from neuralite.ui.kept import Kept

BRUSH, SEVERAL = "brush", "several"
# What was read in the drawing, of which picture and by which models it was, and what is said below it.
READ, READ_OF, TOLD = "drawing-read", "drawing-read-of", "drawing-told"

# When the visit began, and by how many seconds the canvas is ahead of what comes after it. The browser asks for some
# thirty files to show that, and would not get the canvas's own before them: so the canvas is there a third sooner,
# and all the rest as soon as before.
BEGAN, AHEAD = "visit-began", 0.5

# What was said of a drawing that is no more waits out of sight for the next.
STYLE = """
<style>
  .stMain:not(:has(.st-key-draw .nl-seen, .st-key-draw .nl-row)) .st-key-details { display: none; }
  .st-key-canvas-attendant { position: absolute; }
</style>
"""


def panel() -> None:
    """The canvas, the answers beside it, and its controls below."""
    with st.container(key="draw"):
        left, right = st.columns([300, 620], gap="medium")
    with left:
        canvas.attend()
        _canvas_and_answers(right)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.slider("Brush width", 8, 36, canvas.BRUSH, key=BRUSH, width=130)
            st.toggle("Several digits", key=SEVERAL)


@st.fragment
def _canvas_and_answers(beside: DeltaGenerator) -> None:
    picture = canvas.canvas(st.session_state.get(BRUSH, canvas.BRUSH))
    _let_the_canvas_go_ahead()
    with st.container(horizontal=True):
        st.button("Undo", on_click=canvas.undo, width="stretch")
        st.button("Clear", on_click=canvas.clear, width="stretch")
    with beside:
        _show_answers(picture)
    context = get_script_run_ctx()
    drawing = st.session_state.get(READ)
    if context and context.fragment_ids_this_run and drawing and _to_tell(drawing) != st.session_state.get(TOLD):
        st.rerun()


def _let_the_canvas_go_ahead() -> None:
    """On a first visit, say no more for a moment; the page may begin anew meanwhile."""
    began = st.session_state.setdefault(BEGAN, time.monotonic())
    time.sleep(max(0.0, began + AHEAD - time.monotonic()))


def _show_answers(picture: bytes | None) -> None:
    """The answers, by what is imported only after the canvas is on its way to the visitor."""
    from neuralite.storage import ModelFileError
    from neuralite.ui.answers import show_nothing
    from neuralite.ui.choice import chosen
    from neuralite.ui.recognition import shared_recognizer
    from neuralite.ui.result import show_reading

    try:
        recognizer = chosen(shared_recognizer())
    except (ModelFileError, ValueError):
        return  # the page says why
    if picture is None:
        st.session_state[READ] = None
        show_nothing(recognizer, "Draw a digit from 0 to 9, large, in the white square.")
    else:
        show_reading(recognizer, _read(recognizer, picture))


def _read(recognizer: "Recognizer", picture: bytes) -> "Kept":
    """What the models read in the drawing; a run of the page for anything else does not read it again."""
    from neuralite.ui.kept import keep

    single = not st.session_state.get(SEVERAL)
    of = (picture, single, recognizer.models)
    if st.session_state.get(READ) is None or st.session_state.get(READ_OF) != of:
        st.session_state[READ] = keep(recognizer, "drawing.png", lambda: picture, single)
        st.session_state[READ_OF] = of
    drawing: Kept = st.session_state[READ]
    return drawing


@st.fragment
def details() -> None:
    """What is said below the answers, once there are any."""
    from neuralite.ui.choice import chosen
    from neuralite.ui.recognition import shared_recognizer
    from neuralite.ui.result import show_details, show_picture

    drawing: Kept | None = st.session_state.get(READ)
    st.session_state[TOLD] = drawing and _to_tell(drawing)
    if drawing is None:
        return
    if len(drawing.digits) > 1:
        show_picture(drawing, "")
    # What is filed under a label is the drawing as it is then: this need not run for every stroke.
    show_details(chosen(shared_recognizer()), drawing, newest=lambda: st.session_state[READ])


def _to_tell(drawing: "Kept") -> tuple[object, ...]:
    """What the text below the answers depends on; the drawing itself only where something about it is open."""
    from neuralite.ui.score import collection

    picture = drawing.load()
    looked_at = len(drawing.digits) > 1 or any(st.session_state.get(part) for part in ("why", "strip"))
    return len(drawing.digits), collection().label(picture), picture if looked_at else None
