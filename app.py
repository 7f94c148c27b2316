"""The door of the app: page set-up and navigation, nothing else. Run it with ``streamlit run app.py``."""

import streamlit as st

from neuralite.ui import navigation

st.set_page_config(page_title="NeuraLite: handwritten digits", page_icon="✍️", layout="wide")
PAGES = [
    st.Page(navigation.read, title="Read", url_path="read", default=True),
    st.Page(navigation.compare, title="Compare", url_path="compare"),
    st.Page(navigation.models, title="Models", url_path="models"),
]
chosen = st.navigation(PAGES, position="hidden")
navigation.show(PAGES)
chosen.run()
