"""The strip: each step from the picture to the 28x28, with a line of plain words a step."""

import html

import streamlit as st

from neuralite.recognizer import DigitReading, Reading
from neuralite.stages import Stage, stages
from neuralite.ui.images import figure, img, thumbnail

WIDTH = 139
# What is smaller is shown in squares, a pixel each.
FEW_PIXELS = 64


def show_strip(reading: Reading, digit: DigitReading) -> None:
    """The steps that led to a digit, side by side."""
    steps = "".join(f"<li>{_step(number, stage)}</li>" for number, stage in enumerate(stages(reading, digit), 1))
    st.html(f'<ol class="nl-figures nl-strip">{steps}</ol>')


def _step(number: int, stage: Stage) -> str:
    few = max(stage.picture.shape) <= FEW_PIXELS
    picture = stage.picture if few else thumbnail(stage.picture, 2 * WIDTH)
    title = html.escape(stage.title)
    return figure(
        img(picture, f"{stage.title}: {stage.words}", WIDTH, few),
        f"<strong>{number}. {title}</strong><br>{html.escape(stage.words)}",
    )
