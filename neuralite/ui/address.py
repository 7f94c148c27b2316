"""What a page shows is in its address, so that a link shows the same: `/compare?model=mlp`.

address -> begin -> the widget's state -> widget -> changed -> keep -> address
"""

from collections.abc import Sequence

import streamlit as st


def begin_many(parameter: str, key: str, options: Sequence[str]) -> None:
    """Give the widget ``key`` the options that the address names, or all of them where it names none."""
    options = list(options)
    chosen = st.session_state.get(key, st.query_params.get_all(parameter))
    st.session_state[key] = [option for option in options if option in chosen] or options


def begin_one(parameter: str, key: str, options: Sequence[str]) -> None:
    """Give the widget ``key`` the option that the address names, or the first."""
    chosen = st.session_state.get(key, st.query_params.get(parameter))
    st.session_state[key] = chosen if chosen in options else options[0]


def keep_many(parameter: str, key: str, options: Sequence[str]) -> None:
    """Write what was chosen into the address; to choose all, or none, is not to choose."""
    chosen = st.session_state[key]
    write(parameter, [] if len(chosen) == len(options) else chosen)


def keep_one(parameter: str, key: str, first: str) -> None:
    """Write what was chosen into the address, unless it is what the page shows by itself."""
    chosen = st.session_state[key]
    write(parameter, [chosen] if chosen not in (None, first) else [])


def write(parameter: str, values: Sequence[str]) -> None:
    """Write values into the address, or take the parameter out of it where there are none."""
    if values:
        st.query_params[parameter] = list(values)
    else:
        st.query_params.pop(parameter, None)
