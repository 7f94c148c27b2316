"""Tables in HTML: what a chart shows, in words and numbers that a screen reader says and a phone has room for."""

import html
from collections.abc import Sequence

STYLE = """
<style>
  .nl-table { width: 100%; border-collapse: collapse; font-size: 0.9rem; line-height: 1.3; }
  .nl-table caption { text-align: left; padding-bottom: 0.3rem; }
  .nl-table th, .nl-table td { border: none; border-bottom: 1px solid #8886; padding: 0.3rem 0.25rem; }
  .nl-table thead th { vertical-align: bottom; font-weight: 600; text-align: left; }
  .nl-table tbody th { text-align: left; font-weight: 400; overflow-wrap: anywhere; }
  .nl-table td, .nl-table thead th + th { text-align: right; font-variant-numeric: tabular-nums; }
  .nl-table.nl-words td, .nl-table.nl-words thead th + th { text-align: left; vertical-align: top; }
  .nl-table.nl-words td { overflow-wrap: anywhere; }
  .nl-table.nl-words tbody th { vertical-align: top; font-weight: 600; width: 30%; overflow-wrap: normal; }
  .nl-table.nl-narrow { font-size: 0.75rem; }
  .nl-table.nl-narrow th, .nl-table.nl-narrow td { padding: 0.2rem 0.1rem; }
</style>
"""

Cell = str | int


def table(caption: str, head: Sequence[Cell], rows: Sequence[Sequence[Cell]], kind: str = "") -> str:
    """A table in HTML, its texts shown as they are; the first cell of a row is its heading.

    A new line in a cell starts one. ``kind`` is ``words`` for text instead of numbers, ``narrow`` for many columns.
    """
    headings = "".join(f'<th scope="col">{_text(cell)}</th>' for cell in head)
    body = "".join(
        f'<tr><th scope="row">{_text(first)}</th>{"".join(f"<td>{_text(cell)}</td>" for cell in rest)}</tr>'
        for first, *rest in rows
    )
    top = f"<thead><tr>{headings}</tr></thead>" if head else ""
    marked = f"nl-table nl-{kind}" if kind else "nl-table"
    return f'<table class="{marked}"><caption>{_text(caption)}</caption>{top}<tbody>{body}</tbody></table>'


def _text(cell: Cell) -> str:
    return html.escape(str(cell)).replace("\n", "<br>")


def percent(share: float, digits: int = 2) -> str:
    r"""A share, 0..1, in percent.

    >>> percent(0.9934)
    '99.34\xa0%'
    """
    return f"{share * 100:.{digits}f}\xa0%"


def duration(seconds: float) -> str:
    r"""A time in words that are short enough for a table.

    >>> duration(226.8), duration(3.6), duration(7260)
    ('3\xa0min 47\xa0s', '4\xa0s', '2\xa0h 1\xa0min')
    """
    minutes, rest = divmod(round(seconds), 60)
    if minutes >= 60:
        return f"{minutes // 60}\xa0h {minutes % 60}\xa0min"
    return f"{minutes}\xa0min {rest}\xa0s" if minutes else f"{rest}\xa0s"
