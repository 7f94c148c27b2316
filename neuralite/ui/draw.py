"""Draw a digit, and read the answers as the pen goes up."""

import streamlit as st

from neuralite.recognizer import Recognizer
from neuralite.ui import canvas
from neuralite.ui.answers import show_answers, show_nothing


@st.fragment
def panel(recognizer: Recognizer) -> None:
    """The canvas and its answers: one fragment, so that a stroke reruns nothing else."""
    left, right = st.columns([300, 620], gap="medium")
    with left:
        # The slider stands below the canvas but is asked first: its place is kept.
        above, below = st.container(), st.container()
        with below:
            with st.container(horizontal=True):
                st.button("Undo", on_click=canvas.undo, width="stretch")
                st.button("Clear", on_click=canvas.clear, width="stretch")
            brush = st.slider("Brush width", 8, 36, canvas.BRUSH, key="brush")
        with above:
            picture = canvas.canvas(brush)
        canvas.hide_toolbar()
    with right:
        if picture is None:
            show_nothing(recognizer, "Draw a digit from 0 to 9, large, in the white square.")
            return
        reading = recognizer.read(picture, single=True)
        if reading.digits:
            show_answers(recognizer, reading.digits, reading.warnings)
        else:
            show_nothing(recognizer, reading.reason)
