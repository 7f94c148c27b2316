"""Photograph a digit. The browser asks for the camera only where this panel is open."""

import streamlit as st

from neuralite.images.decoding import ImageError
from neuralite.recognizer import Recognizer
from neuralite.ui.kept import keep
from neuralite.ui.result import show_result

PREFIX = "camera-"


@st.fragment
def panel(recognizer: Recognizer, shown: Recognizer) -> None:
    """The camera, and what the models read in its photo."""
    st.caption("Dark ink on plain paper, the digits large. Everything written in the picture is read.")
    photo = st.camera_input("Take a photo of one digit or several", key="camera")
    if photo is None:
        return
    try:
        show_result(shown, keep(recognizer, "photo.jpg", photo.getvalue, single=False), PREFIX)
    except ImageError as error:
        st.error(str(error))
