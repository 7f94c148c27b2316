"""Small pictures made of pixels, in HTML: digits and weights, each with its content in words."""

import html
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from neuralite.ui.images import source

STYLE = """
<style>
  ul.nl-gallery { display: flex; flex-wrap: wrap; gap: 0.6rem; margin: 0; padding: 0; list-style: none; }
  ul.nl-gallery li { margin: 0; padding: 0; font-size: 0.85rem; line-height: 1.25; text-align: center; }
  .nl-gallery img { display: block; border: 1px solid #8888; max-width: none; }
  .nl-gallery img.nl-pixels { image-rendering: pixelated; }
</style>
"""

Pixels = npt.NDArray[np.uint8]


def gallery(pictures: Iterable[tuple[Pixels, str, str]], side: int) -> str:
    """Pictures in a row that wraps: each its pixels, grey or RGB, its caption, and what it shows in words."""
    items = "".join(
        f"<li>{_square(pixels, words, side)}{html.escape(caption).replace(chr(10), '<br>')}</li>"
        for pixels, caption, words in pictures
    )
    return f'<ul class="nl-gallery">{items}</ul>'


def _square(pixels: Pixels, words: str, side: int) -> str:
    """A picture that is enlarged in sharp squares, or made smaller softly."""
    kind = ' class="nl-pixels"' if len(pixels) < side else ""
    return f'<img{kind} width="{side}" height="{side}" alt="{html.escape(words)}" src="{source(pixels)}">'
