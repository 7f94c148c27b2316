"""The front page: draw a digit, upload or take pictures, or click a sample, and see what every model reads.

canvas -> the models, loaded while the visitor looks at it -> answers -> the other panels, each when it is opened
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.elements.lib.mutable_tab_container import TabContainer

from neuralite.ui import draw

if TYPE_CHECKING:
    from neuralite.recognizer import Recognizer

PANELS = ("Draw", "Upload", "Camera", "Samples")
PANEL = "panel"
# An uploader that is not shown forgets its files: once opened, it stays.
UPLOADS = "uploads-were-opened"

STYLE = """
<style>
  .stMainBlockContainer h2 { font-size: clamp(1.2rem, 5.8vw, 2rem); padding: 0; }
  .stButton button, .stDownloadButton button, .stButtonGroup button, .stTabs [role="tab"] { min-height: 44px; }
  .stExpander summary { min-height: 44px; }
</style>
"""


def page() -> None:
    """Show the page."""
    st.html(STYLE + draw.STYLE)
    st.header("NeuraLite reads handwritten digits", anchor=False)
    problems = st.container()
    # The page runs as a tab is opened: what a closed one would do, ask for the camera above all, waits until then.
    tabs = st.tabs(PANELS, key=PANEL, on_change="rerun", bind="query-params")
    with tabs[0]:
        draw.panel()
    _show_what_reads(problems, tabs)


def _show_what_reads(problems: DeltaGenerator, tabs: Sequence[TabContainer]) -> None:
    """All that needs the models, which are imported only now that the canvas is on its way to the visitor."""
    from neuralite.storage import ModelFileError
    from neuralite.ui import answers, choice, images
    from neuralite.ui.names import escaped
    from neuralite.ui.recognition import shared_recognizer

    st.html(answers.STYLE + images.STYLE)
    try:
        recognizer = shared_recognizer()
    except (ModelFileError, ValueError) as error:
        problems.error(escaped(str(error)))
        return
    for problem in recognizer.problems:
        problems.warning(f"A model is left out: {escaped(problem)}")
    shown = choice.chosen(recognizer)
    with tabs[0]:
        draw.details()
    _show_opened(tabs[1:], recognizer, shown)
    choice.choose(recognizer)
    st.caption("Your drawings and pictures are read in memory and neither stored nor logged.")


def _show_opened(tabs: Sequence[TabContainer], recognizer: "Recognizer", shown: "Recognizer") -> None:
    """The panels beside the canvas that the visitor opened."""
    from neuralite.ui import camera, samples, upload

    uploading, photographing, trying = tabs
    if uploading.open:
        st.session_state[UPLOADS] = True
    if UPLOADS in st.session_state:
        with uploading:
            upload.panel(recognizer, shown)
    if photographing.open:
        with photographing:
            camera.panel(recognizer, shown)
    if trying.open:
        with trying:
            samples.panel(recognizer, shown)
