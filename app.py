"""The door of the app: page set-up and navigation, nothing else. Run it with ``streamlit run app.py``."""

import streamlit as st

from neuralite.ui import read

st.set_page_config(page_title="NeuraLite: handwritten digits", page_icon="✍️", layout="wide")
st.navigation([st.Page(read.page, title="Read", url_path="read", default=True)], position="hidden").run()
