"""The front page: draw a digit, upload or take pictures, or click a sample, and see what every model reads."""

import streamlit as st

from neuralite.storage import ModelFileError
from neuralite.ui import answers, camera, choice, draw, images, samples, upload
from neuralite.ui.names import escaped
from neuralite.ui.recognition import shared_recognizer

# Streamlit leaves a hand's breadth of nothing above a page; the answers belong above the fold.
STYLE = """
<style>
  .stMainBlockContainer { padding-top: 1.2rem; padding-bottom: 2rem; max-width: 70rem; }
  .stMainBlockContainer h2 { font-size: clamp(1.2rem, 5.8vw, 2rem); padding: 0; }
  .stButton button, .stButtonGroup button, .stTabs [role="tab"] { min-height: 44px; }
</style>
"""


def page() -> None:
    """Show the page."""
    st.html(STYLE + answers.STYLE + images.STYLE)
    st.header("NeuraLite reads handwritten digits", anchor=False)
    try:
        recognizer = shared_recognizer()
    except (ModelFileError, ValueError) as error:
        st.error(escaped(str(error)))
        st.stop()
    for problem in recognizer.problems:
        st.warning(f"A model is left out: {escaped(problem)}")
    # The page runs as a tab is opened: what a closed one would do, ask for the camera above all, waits until then.
    drawing, uploading, photographing, trying = st.tabs(
        ["Draw", "Upload", "Camera", "Samples"], key="panel", on_change="rerun"
    )
    shown = choice.chosen(recognizer)
    with drawing:
        draw.panel(shown)
    with uploading:
        upload.panel(recognizer, shown)
    if photographing.open:
        with photographing:
            camera.panel(recognizer, shown)
    if trying.open:
        with trying:
            samples.panel(recognizer, shown)
    choice.choose(recognizer)
    st.caption("Your drawings and pictures are read in memory and neither stored nor logged.")
