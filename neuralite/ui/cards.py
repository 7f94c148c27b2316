"""The models' cards, read again when their files change; and what is said where a card lacks a figure."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

import streamlit as st

from neuralite import comparison, storage
from neuralite.storage import Card
from neuralite.ui.names import escaped, told_apart
from neuralite.ui.recognition import files

T = TypeVar("T")

MEASURE = "python -m neuralite evaluate --update-card"
TRAIN = "python -m neuralite train NAME"


def shared_cards() -> tuple[dict[str, Card], list[str]]:
    """The cards of the models' folder by name, and why others can't be read."""
    folder = storage.models_folder()
    return _cards(str(folder), files(folder))


@st.cache_resource(show_spinner=False, max_entries=1)
def _cards(folder: str, files: str) -> tuple[dict[str, Card], list[str]]:
    del files
    return comparison.read_cards(Path(folder))


def titles(cards: Mapping[str, Card]) -> dict[str, str]:
    """What the page calls each model: its title, with the name where several have that title. Not escaped."""
    return told_apart({name: str(card.get("title") or name) for name, card in cards.items()})


def told(
    cards: Mapping[str, Card], read: Callable[[Card], T | None], figure: str, command: str = MEASURE
) -> dict[str, T]:
    """What ``read`` finds in each card; the page says which cards lack the figure, and what writes it."""
    found = {name: value for name, card in cards.items() if (value := read(card)) is not None}
    silent = [escaped(title) for name, title in titles(cards).items() if name not in found]
    if silent:
        st.info(f"No {figure} in the card of {', '.join(silent)}. `{command}` writes it.")
    return found
