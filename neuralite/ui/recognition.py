"""The one recognizer that all sessions share."""

import streamlit as st

from neuralite.custom_layers import layer_classes
from neuralite.recognizer import Recognizer


@st.cache_resource(show_spinner=False)
def shared_recognizer() -> Recognizer:
    """Every model of the models' folder, loaded once a server. Raises ModelFileError where there is none."""
    return Recognizer(layers=layer_classes())
