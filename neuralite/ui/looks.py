"""How each model looks in every chart: a colour, and a line and a mark for who does not see colours."""

import html
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

# Okabe and Ito's colours that are seen on white and on black, those that differ most first.
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")
DASHES = ((1, 0), (6, 3), (2, 2), (8, 3, 2, 3), (12, 4))
# By the names that Vega has for them, with the sign that looks alike.
SHAPES = {"circle": "●", "square": "■", "triangle-up": "▲", "diamond": "◆", "cross": "✚", "triangle-down": "▼"}

STYLE = """
<style>
  ul.nl-key { display: flex; flex-wrap: wrap; gap: 0.2rem 1rem; margin: 0; padding: 0; list-style: none; }
  ul.nl-key li { margin: 0; padding: 0; font-size: 0.9rem; }
</style>
"""


@dataclass(frozen=True)
class Look:
    """A model's title and how it is drawn."""

    title: str
    colour: str
    dash: tuple[int, ...]
    shape: str


def looks(titles: Mapping[str, str]) -> dict[str, Look]:
    """A look for each model of the folder, by name; each keeps it when others are not shown."""
    shapes = list(SHAPES)
    return {
        name: Look(title, COLOURS[place % len(COLOURS)], DASHES[place % len(DASHES)], shapes[place % len(shapes)])
        for place, (name, title) in enumerate(titles.items())
    }


def key(shown: Iterable[Look]) -> str:
    """What stands for which model, in HTML."""
    items = "".join(
        f'<li><span aria-hidden="true" style="color: {look.colour}">{SHAPES[look.shape]}</span> '
        f"{html.escape(look.title)}</li>"
        for look in shown
    )
    return f'<ul class="nl-key">{items}</ul>'
