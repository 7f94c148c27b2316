"""Many pictures in one table, those about which the models disagree first, and the table to take home."""

import csv
import html
import json
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO

import streamlit as st

from neuralite import listing
from neuralite.recognizer import Recognizer
from neuralite.ui.images import img
from neuralite.ui.kept import Kept

THUMBNAIL = 56

STYLE = """
<style>
  .nl-batch { width: 100%; border-collapse: collapse; font-size: 0.9rem; }
  .nl-batch th, .nl-batch td { border: none; border-bottom: 1px solid #8884; padding: 4px 8px; text-align: left; }
  .nl-batch tbody th { font-weight: 400; overflow-wrap: anywhere; }
  .nl-batch td { white-space: nowrap; }
  .nl-batch td.nl-words { white-space: normal; }
  .nl-batch img { display: block; max-width: 100%; }
  .nl-batch b { font-size: 1.2rem; }
</style>
"""


@dataclass(frozen=True)
class Entry:
    """A file of the batch: what was read in it, or why nothing was."""

    name: str
    result: Kept | str

    def line(self) -> listing.Line:
        """The file as one JSON object."""
        return listing.line(self.name, self.result) if isinstance(self.result, str) else self.result.told


def in_order(entries: Sequence[Entry], models: Sequence[str]) -> list[Entry]:
    """Those first about which the models disagree, then what was refused or not read, then the least sure."""
    return sorted(entries, key=lambda entry: _urgency(entry.result, models))


def _urgency(result: Kept | str, models: Sequence[str]) -> tuple[int, float]:
    if isinstance(result, str) or not result.digits:
        return 2, 0
    texts = {result.text(name) for name in models}
    least = min(listing.confidence(result.told, name) for name in models)
    return (0 if len(texts) > 1 else 1 if "?" in "".join(texts) else 3), least


def show_batch(recognizer: Recognizer, entries: Sequence[Entry]) -> None:
    """The table and its downloads; ``entries`` in the order in which they are shown."""
    models = list(recognizer.models)
    unread = sum(isinstance(entry.result, str) for entry in entries)
    apart = sum(_urgency(entry.result, models)[0] == 0 for entry in entries)
    said = [f"{len(entries)} files"]
    if len(models) > 1:
        said.append(f"the models disagree about {apart}")
    if unread:
        said.append(f"{unread} could not be read")
    st.markdown(f"**{', '.join(said)}.**")
    with st.container(horizontal=True):
        lines = [entry.line() for entry in entries]
        st.download_button("Download CSV", as_csv(lines, models), "readings.csv", "text/csv", on_click="ignore")
        st.download_button("Download JSON", as_json(lines), "readings.json", "application/json", on_click="ignore")
    st.html(STYLE + table(recognizer, entries))


def as_csv(lines: Sequence[listing.Line], models: Sequence[str]) -> str:
    """The table for a spreadsheet."""
    buffer = StringIO()
    writer = csv.writer(buffer)
    writer.writerow(listing.header(models))
    writer.writerows(listing.row(line, models) for line in lines)
    return buffer.getvalue()


def as_json(lines: Sequence[listing.Line]) -> str:
    """The readings as a list of the objects that the command line prints."""
    return json.dumps(list(lines), indent=1)


def table(recognizer: Recognizer, entries: Sequence[Entry]) -> str:
    """The files, a row each, in HTML."""
    models = {name: html.escape(recognizer.models[name].title) for name in recognizer.models}
    heads = "".join(f'<th scope="col">{title}</th>' for title in ["File", *models.values()])
    rows = "".join(_row(entry, list(models)) for entry in entries)
    return f'<table class="nl-batch"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>'


def _row(entry: Entry, models: Sequence[str]) -> str:
    result, name = entry.result, html.escape(entry.name)
    if isinstance(result, str):
        return f'<tr><th scope="row">{name}</th>{_words(result, models)}</tr>'
    small = result.preview.copy()
    small.thumbnail((2 * THUMBNAIL, THUMBNAIL))
    head = f'<th scope="row">{img(small, f"Preview of {entry.name}", small.width)}{name}</th>'
    if not result.digits:
        return f"<tr>{head}{_words(result.reason or '', models)}</tr>"
    return f"<tr>{head}{''.join(_answer(result, model) for model in models)}</tr>"


def _answer(result: Kept, model: str) -> str:
    """What a model reads and how sure it is, or why it gives no answer."""
    text = f"<b>{html.escape(result.text(model))}</b>"
    readings = [digit.readings[model] for digit in result.digits]
    why = dict.fromkeys(reading.reason or "" for reading in readings if not reading.accepted)
    if why:
        return f'<td class="nl-words">{text} {html.escape(" ".join(why))}</td>'
    return f"<td>{text} {listing.confidence(result.told, model):.0%}</td>"


def _words(why: str, models: Sequence[str]) -> str:
    """A cell in the place of all answers."""
    return f'<td class="nl-words" colspan="{len(models)}">{html.escape(why)}</td>'
