"""Samples: pictures made for the project, to click; for keyboards, for a first look, for teaching."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import streamlit as st
from PIL import Image, ImageOps

from neuralite.recognizer import Recognizer
from neuralite.ui.images import source
from neuralite.ui.kept import keep
from neuralite.ui.result import show_result

FOLDER = Path(__file__).resolve().parent / "sample_pictures"
CHOSEN = "sample"
PREFIX = "sample-"
SIDE = 96


@dataclass(frozen=True)
class Sample:
    """A picture of the row: its file, what its button says, and what it teaches."""

    file: str
    label: str
    words: str
    single: bool = True


SAMPLES = (
    Sample("easy.png", "An easy 3", "A clear 3, as MNIST's writers wrote it."),
    Sample("hard.png", "1 or 7?", "A 7 with a short bar, or a 1 with a flag: people may disagree, and so may models."),
    Sample("crossed.png", "A crossed 7", "A 7 as much of Europe writes it; few of MNIST's writers, Americans, did."),
    Sample("photo.jpg", "A photo", "A 5 under a lamp. The file lies on its side and says which way is up."),
    Sample("letter.png", "A letter", "No digit at all: does a model notice?"),
    Sample("year.png", "Several digits", "A year on squared paper.", single=False),
)


@st.fragment
def panel(recognizer: Recognizer, shown: Recognizer) -> None:
    """The row of samples, and what the models read in the one that was clicked."""
    st.html(_pictures_on_buttons())
    with st.container(horizontal=True, key="samples"):
        for sample in SAMPLES:
            st.button(
                sample.label,
                key=_key(sample),
                on_click=_choose,
                args=(sample.file,),
                type="primary" if st.session_state.get(CHOSEN) == sample.file else "secondary",
            )
    chosen = next((sample for sample in SAMPLES if sample.file == st.session_state.get(CHOSEN)), None)
    if chosen is None:
        st.markdown("Click a picture to see what the models make of it.")
        return
    st.caption(chosen.words)
    show_result(shown, keep(recognizer, chosen.file, (FOLDER / chosen.file).read_bytes, chosen.single), PREFIX)


def _choose(file: str) -> None:
    st.session_state[CHOSEN] = file


def _key(sample: Sample) -> str:
    return f"sample-button-{sample.file.partition('.')[0]}"


@cache
def _pictures_on_buttons() -> str:
    """Each button of the row shows its picture above its words."""
    rules = [
        '[class*="st-key-sample-button"] button { background-repeat: no-repeat; background-position: center 8px; '
        f"padding-top: {SIDE + 12}px; }}"
    ]
    for sample in SAMPLES:
        with Image.open(FOLDER / sample.file) as image:
            picture = ImageOps.exif_transpose(image).convert("L")
        picture.thumbnail((3 * SIDE, SIDE))
        rules.append(
            f'.st-key-{_key(sample)} button {{ background-image: url("{source(picture)}"); '
            f"min-width: {picture.width + 16}px; }}"
        )
    return f"<style>{' '.join(rules)}</style>"
