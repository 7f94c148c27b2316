"""The Models page shows what a model has learnt, says how it was made, and hands out its files."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from neuralite import MLP, LogisticRegression, hog, storage
from neuralite.classifiers import Classifier
from neuralite.images.normalization import PREPARATION_VERSION
from neuralite.nn import Dense, ReLU
from neuralite.ui.card_words import in_words
from neuralite.ui.templates import strokes

Open = Callable[[str], AppTest]


@pytest.fixture(autouse=True)
def own_server() -> Iterator[None]:
    """What a server keeps is kept from test to test: here each has its own."""
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


def run_page() -> None:
    from neuralite.ui import models

    models.page()


@pytest.fixture
def open_models() -> Open:
    """Opens the page on a model."""

    def open_at(model: str) -> AppTest:
        page = AppTest.from_function(run_page, default_timeout=30)
        page.query_params["model"] = model
        return page.run()

    return open_at


def html(page: AppTest) -> str:
    return "".join(str(getattr(element, "value", "")) for element in page.get("html"))


def said(page: AppTest) -> str:
    return "\n".join(text.value for text in page.markdown)


def test_logistic_regression_has_ten_templates_with_a_legend_in_words(open_models: Open) -> None:
    page = open_models("logistic")
    assert html(page).count("<img") == 10
    assert "the digit 7: blue where ink speaks for it" in html(page)
    assert "**Blue**: ink here speaks for the digit" in said(page)


def test_the_strongest_units_of_the_mlp_are_shown_and_more_on_request(open_models: Open) -> None:
    page = open_models("mlp-small")
    assert html(page).count("<img") == 32
    assert "32 strongest of 128 units" in said(page)
    page.button[0].click().run()
    assert html(page).count("<img") == 64
    assert not page.exception


def test_what_looks_at_strokes_says_in_words_what_its_numbers_are(open_models: Open) -> None:
    page = open_models("logistic-hog")
    assert "<img" not in html(page)
    assert strokes() in said(page)
    assert "4,520 numbers" in strokes()
    single, paired = 8 * (81 + 196), 4 * 36 * 16
    assert f"{single:,} say" in strokes()
    assert f"{paired:,} say" in strokes()
    assert single + paired == hog.COUNT


def test_the_card_is_told_in_words(open_models: Open) -> None:
    card = storage.read_card(storage.models_folder(), "mlp-small")
    words = dict(in_words(card | {"recipe": card["recipe"] | {"teacher": "mlp"}}))
    assert words["Network"] == "784 → 128 → ReLU → 10: 101,770 weights"
    assert words["Made by"] == card["command"]
    assert words["Taught by"].startswith("the model mlp")
    assert words["Learnt from"].startswith("53,000 digits")
    assert "bent" in words["Learnt from"]
    assert f"{len(card['epochs'])} epochs" in words["Took"]
    assert "of the test digits" in words["Reads right"]
    shown = html(open_models("mlp-small"))
    assert all(heading in shown for heading in words)
    assert words["Reads right"] in shown


@pytest.mark.parametrize("odd", [None, 3, "x", [1], {"layers": [None, {"outputs": "many"}]}])
def test_a_card_that_tells_little_or_oddly_is_told_as_far_as_it_goes(odd: object) -> None:
    fields = ("recipe", "architecture", "examples", "software", "epochs", "metrics", "temperature", "weights")
    words = in_words(dict.fromkeys(fields, odd))
    assert {heading for heading, _ in words} <= {"Network", "Looks at", "Taught by", "Made with"}
    assert in_words({}) == []


def test_files_are_offered_and_the_network_as_text_reads_back(open_models: Open) -> None:
    page = open_models("logistic")
    labels = [getattr(button, "label", "") for button in page.get("download_button")]
    assert labels == ["Weights (logistic.npz)", "Card (logistic.json)", "Network as readable JSON"]
    assert not page.exception


def test_models_of_ones_own_are_shown_whatever_their_cards_lack(
    open_models: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEURALITE_MODELS", str(tmp_path))
    card = {"preparation_version": PREPARATION_VERSION}
    storage.save(tmp_path, "plain", LogisticRegression(features="deskew"), card)
    storage.save(tmp_path, "tiny", MLP((5,), rng=np.random.default_rng(0)), card)
    storage.save(tmp_path, "bent", Classifier([ReLU(), Dense(10)]), card)
    assert "no pictures of its weights" in said(open_models("bent"))
    assert html(open_models("plain")).count("<img") == 10
    assert html(open_models("tiny")).count("<img") == 5
    assert json.loads((tmp_path / "tiny.json").read_text())["weights"] == 3985


def test_without_models_the_page_says_what_to_do(
    open_models: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEURALITE_MODELS", str(tmp_path))
    page = open_models("mlp")
    assert ["There is no model" in error.value for error in page.error] == [True]
