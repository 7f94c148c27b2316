"""Right or wrong? A reading is filed under its true label, and the models are scored on the visitor's handwriting."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import streamlit as st

from neuralite.handwriting import NO_DIGIT, Collection, CollectionFullError, Filed
from neuralite.recognizer import Recognizer
from neuralite.ui.names import titles

FILED = "handwriting"
FULL = "handwriting-is-full"
DIGITS = tuple("0123456789")
NONE = "no digit"


@dataclass(frozen=True)
class Picture:
    """What is filed: the file as it came, and what every model read in it."""

    data: bytes
    suffix: str
    text: Mapping[str, str]


def collection() -> Collection:
    """What this session has filed."""
    filed: Collection = st.session_state.setdefault(FILED, Collection())
    return filed


def show_score(
    recognizer: Recognizer, data: bytes, picture: Callable[[], Picture | None], several: bool, prefix: str = ""
) -> None:
    """The true label, by one click for a single digit, and the score so far.

    ``data`` is the file that is shown, and ``picture`` has what a click files: None where it was taken away before.
    """
    key = f"{prefix}{'text' if several else 'label'}"
    filed = collection().label(data)
    # One question for all pictures: a new one with every stroke would be built anew in the browser, which takes time.
    single = NONE if filed == NO_DIGIT else filed if filed in DIGITS else None
    st.session_state[key] = filed or "" if several else single
    if several:
        st.text_input("What does it really say?", key=key, on_change=_file, args=(key, picture), max_chars=20)
    else:
        st.pills(
            "Right or wrong? Click what it really is.",
            [*DIGITS, NONE],
            key=key,
            on_change=_file,
            args=(key, picture),
            help="Keeps this picture under its true label while this page is open, and counts how often each model was "
            "right.",
        )
    if problem := st.session_state.pop(FULL, None):
        st.warning(problem)
    show_total(recognizer, prefix)


def show_total(recognizer: Recognizer, prefix: str = "") -> None:
    """The running score, and the pictures to download; nothing before the first picture is filed."""
    filed = collection()
    if not len(filed):
        return
    told = []
    for name, title in titles(recognizer).items():
        right, asked = filed.score(name)
        told.append(f"{title} **{right} of {asked}** right")
    st.markdown(f"On your handwriting: {', '.join(told)}.")
    st.download_button(
        f"Download {len(filed)} labelled picture{'s' if len(filed) > 1 else ''} (zip)",
        filed.as_zip,
        "handwriting.zip",
        "application/zip",
        key=f"{prefix}zip",
        on_click="ignore",
        help="A folder a label. `python -m neuralite evaluate handwriting.zip` scores every model on them.",
    )


def _file(key: str, newest: Callable[[], Picture | None]) -> None:
    picture = newest()
    if picture is None:
        return
    label = (st.session_state[key] or "").strip()
    label = NO_DIGIT if label == NONE else label
    if not label:
        collection().forget(picture.data)
        return
    try:
        collection().file(Filed(picture.data, picture.suffix, label, picture.text))
    except CollectionFullError as error:
        st.session_state[FULL] = str(error)
    except ValueError:
        st.session_state[FULL] = "Please write only digits."
