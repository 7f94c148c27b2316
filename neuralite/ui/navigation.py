"""The pages, and the way from one to another: links in a row above each.

What a page needs is imported when it is opened, so that nobody waits for the charts of another.

Streamlit's own navigation is folded away on a phone, and where it is not, it lies over the top of the page.
"""

from collections.abc import Sequence

import streamlit as st
from streamlit.navigation.page import StreamlitPage

# Streamlit's empty header would lie over the links, and a gap as wide as between paragraphs is not needed; its small
# print is too pale to be read by weak eyes.
STYLE = """
<style>
  .stAppHeader { display: none; }
  .stMainBlockContainer { padding-top: 0.6rem; padding-bottom: 2rem; max-width: 70rem; }
  [data-testid="stCaptionContainer"] { opacity: 0.85; }
  .st-key-pages { gap: 0.25rem; margin-bottom: -0.5rem; }
  .st-key-pages a { min-height: 44px; min-width: 44px; align-items: center; padding: 0 0.75rem; }
</style>
"""


def read() -> None:
    """The front page."""
    from neuralite.ui.read import page

    page()


def compare() -> None:
    """The evaluation room."""
    from neuralite.ui.compare import page

    page()


def models() -> None:
    """What the models have learnt."""
    from neuralite.ui.models import page

    page()


def show(pages: Sequence[StreamlitPage]) -> None:
    """Links to the pages; Streamlit marks the one that is shown."""
    st.html(STYLE)
    with st.container(horizontal=True, key="pages"):
        for page in pages:
            st.page_link(page, width="content")
