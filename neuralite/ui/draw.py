"""Draw a digit, or several, and read the answers as the pen goes up."""

import streamlit as st

from neuralite.recognizer import Recognizer
from neuralite.ui import canvas
from neuralite.ui.answers import show_nothing
from neuralite.ui.kept import keep
from neuralite.ui.result import show_details, show_picture, show_reading


@st.fragment
def panel(recognizer: Recognizer) -> None:
    """The canvas and its answers: one fragment, so that a stroke reruns nothing else."""
    left, right = st.columns([300, 620], gap="medium")
    with left:
        # The controls stand below the canvas but are asked first: its place is kept.
        above, below = st.container(), st.container()
        with below:
            with st.container(horizontal=True):
                st.button("Undo", on_click=canvas.undo, width="stretch")
                st.button("Clear", on_click=canvas.clear, width="stretch")
            with st.container(horizontal=True, vertical_alignment="center"):
                brush = st.slider("Brush width", 8, 36, canvas.BRUSH, key="brush", width=130)
                several = st.toggle("Several digits", key="several")
        with above:
            picture = canvas.canvas(brush)
    drawing = None
    if picture is not None:
        drawing = keep(recognizer, "drawing.png", lambda: picture, single=not several)
    with right:
        if drawing is None:
            show_nothing(recognizer, "Draw a digit from 0 to 9, large, in the white square.")
        else:
            show_reading(recognizer, drawing)
            if len(drawing.digits) > 1:
                show_picture(drawing, "")
    if drawing is not None:
        show_details(recognizer, drawing)
    canvas.hide_toolbar()
