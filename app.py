"""The door of the app: page set-up and navigation, nothing else. Run it with ``streamlit run app.py``."""

import streamlit as st

from neuralite.ui import compare, models, navigation, read

st.set_page_config(page_title="NeuraLite: handwritten digits", page_icon="✍️", layout="wide")
PAGES = [
    st.Page(read.page, title="Read", url_path="read", default=True),
    st.Page(compare.page, title="Compare", url_path="compare"),
    st.Page(models.page, title="Models", url_path="models"),
]
chosen = st.navigation(PAGES, position="hidden")
navigation.show(PAGES)
chosen.run()
