"""Arrays as pictures in HTML, each with its content in words for those who can't see it."""

import base64
import html
from io import BytesIO
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

# Blue says for, vermilion against: apart for every eye (Okabe and Ito, 2008).
FOR, AGAINST, NOTHING = (0, 114, 178), (213, 94, 0), (255, 255, 255)
# The middle of a pixel that speaks against is marked by a bar, for eyes that see no colours.
BLOCK = 8
MARKED = 0.12

STYLE = """
<style>
  .nl-figures { display: flex; flex-wrap: wrap; gap: 0.6rem; padding: 0; margin: 0; list-style: none; }
  .nl-figures { font-size: 0.85rem; }
  .nl-figures > * { margin: 0; width: 8.7rem; }
  .stHtml ol.nl-figures { padding: 0; }
  .stHtml .nl-figures li { margin: 0; padding: 0; }
  .nl-figures figure { margin: 0; }
  .nl-figures.nl-units > * { width: 4.2rem; }
  .nl-strip img { height: 8.7rem; object-fit: contain; }
  .nl-figures figcaption { padding-top: 0.3rem; line-height: 1.3; }
  .nl-figures img { display: block; max-width: 100%; border: 1px solid #8888; background: #fff; }
  .nl-pixels { image-rendering: pixelated; }
</style>
"""


def source(picture: Image.Image | npt.NDArray[np.uint8]) -> str:
    """A picture as the address that an ``img`` takes."""
    buffer = BytesIO()
    (Image.fromarray(picture) if isinstance(picture, np.ndarray) else picture).save(buffer, "PNG")
    return f"data:image/png;base64,{base64.b64encode(buffer.getvalue()).decode()}"


def img(picture: Image.Image | npt.NDArray[np.uint8], words: str, width: int, pixels: bool = False) -> str:
    """A picture in HTML, with its content in words; ``pixels`` shows each as a sharp square."""
    kind = ' class="nl-pixels"' if pixels else ""
    return f'<img{kind} width="{width}" alt="{html.escape(words)}" src="{source(picture)}">'


def figure(picture: str, caption: str) -> str:
    """An ``img`` with a caption, which is HTML."""
    return f"<figure>{picture}<figcaption>{caption}</figcaption></figure>"


def thumbnail(picture: npt.NDArray[np.uint8], side: int) -> Image.Image:
    """A picture no larger than ``side``."""
    image = Image.fromarray(picture)
    image.thumbnail((side, side))
    return image


def diverging(values: npt.NDArray[np.floating[Any]], full: float, power: float = 0.5) -> npt.NDArray[np.uint8]:
    """Numbers ``(h, w)`` as colours ``(8 h, 8 w, 3)``: blue above zero, vermilion with a bar below, white at zero.

    ``full`` is the size that has the full colour; that of several maps makes them comparable. The strength of a colour
    is the size to the ``power``: the root lets little parts be seen beside the large ones, and 1 leaves noise pale.
    """
    share = np.clip(values / (full or 1.0), -1, 1)[..., None]
    strength = np.abs(share) ** power
    colours = np.array(NOTHING) * (1 - strength) + np.where(share > 0, np.array(FOR), np.array(AGAINST)) * strength
    large = colours.repeat(BLOCK, axis=0).repeat(BLOCK, axis=1)
    inside = np.zeros((BLOCK, BLOCK), bool)
    inside[BLOCK // 2 - 1 : BLOCK // 2 + 1, 1:-1] = True
    bars = np.kron(share[..., 0] < -MARKED, inside)
    large[bars] *= 0.45
    return np.asarray(large, dtype=np.uint8)
