"""Things side by side, two in a row, and on a phone one below the other in the same order."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator


def places(count: int) -> list[DeltaGenerator]:
    """Places for so many things; one alone has all the width."""
    if count == 1:
        return [st.container()]
    return [place for _ in range(0, count, 2) for place in st.columns(2)][:count]
