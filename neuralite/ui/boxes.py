"""The digits of a picture in boxes, numbered in reading order."""

from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFont

from neuralite.recognizer import Box
from neuralite.ui.images import AGAINST, FOR

LINE = 2
NUMBER_HEIGHT = 16


def boxed(preview: Image.Image, boxes: Sequence[Box], zoom: float, chosen: int) -> Image.Image:
    """A copy of the preview with every box on it; that of the chosen digit is blue and twice as thick."""
    picture = preview.convert("RGB")
    pen = ImageDraw.Draw(picture)
    font = ImageFont.load_default(NUMBER_HEIGHT)
    for number, box in enumerate(boxes):
        left, top, right, bottom = (side * zoom for side in box)
        thick, colour = (2 * LINE, FOR) if number == chosen else (LINE, AGAINST)
        around = (max(left - thick, 0), max(top - thick, 0), right + thick, bottom + thick)
        pen.rectangle(around, outline=colour, width=thick)
        above = max(around[1] - NUMBER_HEIGHT - LINE, 0)
        pen.text((around[0], above), str(number + 1), fill=colour, font=font, stroke_width=2, stroke_fill="white")
    return picture
