"""The front page with other models than the shipped ones: none, a damaged one, one of one's own."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from neuralite import LogisticRegression, storage
from neuralite.classifiers import Classifier
from neuralite.custom_layers import layer_class
from neuralite.images.normalization import PREPARATION_VERSION
from neuralite.nn import Dense
from neuralite.ui.recognition import shared_recognizer

OpenPage = Callable[[], AppTest]
Answers = Callable[[AppTest], list[tuple[str, str]]]

WAVE = """
import numpy as np
from neuralite.nn import Layer

class Wave(Layer):
    def forward(self, x, rng):
        return np.sin(x), x

    def backward(self, dy, x):
        return dy * np.cos(x)
"""


@pytest.fixture(autouse=True)
def recognizer_of_its_own(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A server keeps its models loaded: here every test is a server, and leaves nothing to the next."""
    monkeypatch.delenv("NEURALITE_LAYERS", raising=False)
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a copy of the shipped models, which the page reads with."""
    folder = tmp_path / "models"
    shutil.copytree(storage.models_folder(), folder)
    monkeypatch.setenv("NEURALITE_MODELS", str(folder))
    return folder


def as_shown(markdown: str) -> str:
    """What a reader sees of escaped text."""
    return re.sub(r"\\(.)", r"\1", markdown)


def test_without_models_the_page_says_in_plain_words_what_to_do(
    open_page: OpenPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEURALITE_MODELS", str(tmp_path))
    page = open_page()
    assert len(page.error) == 1
    assert "There is no model" in page.error[0].value
    assert "neuralite train" in page.error[0].value
    assert not page.exception
    assert not page.metric


def test_a_damaged_model_is_left_out_by_name_and_the_other_answers(
    open_page: OpenPage,
    models: Path,
    draw: Callable[..., AppTest],
    answers: Answers,
    html_of: Callable[[AppTest], str],
) -> None:
    (models / "mlp.npz").write_bytes(b"no weights")
    page = draw(open_page(), "7")
    assert ["mlp.npz" in as_shown(warning.value) for warning in page.warning] == [True]
    assert answers(page) == [("Logistic regression", "7")]
    assert "<strong>Logistic regression reads 7.</strong>" in html_of(page)


def test_a_model_of_ones_own_answers_beside_the_others(
    open_page: OpenPage,
    models: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    draw: Callable[..., AppTest],
    answers: Answers,
) -> None:
    source = tmp_path / "wave.py"
    source.write_text(WAVE)
    wave = f"{source}:Wave"
    card = {"title": "My waves", "preparation_version": PREPARATION_VERSION}
    storage.save(models, "waves", Classifier([Dense(16), layer_class(wave)(), Dense(10)]), card)
    assert ["NEURALITE_LAYERS" in as_shown(warning.value) for warning in open_page().warning] == [True]

    st.cache_resource.clear()
    monkeypatch.setenv("NEURALITE_LAYERS", wave)
    page = draw(open_page(), "7")
    assert not page.warning
    shown = dict(answers(page))
    assert list(shown) == ["Logistic regression", "Multilayer perceptron", "My waves"]
    assert shown["My waves"] in set("0123456789")


def test_a_newly_trained_model_shows_up_without_a_restart_and_a_deleted_one_goes(
    page: AppTest, models: Path, answers: Answers
) -> None:
    card = {"title": "New", "preparation_version": PREPARATION_VERSION}
    storage.save(models, "new", LogisticRegression(), card)
    assert [title for title, _ in answers(page.run())] == ["Logistic regression", "Multilayer perceptron", "New"]
    for file in models.glob("mlp.*"):
        file.unlink()
    assert [title for title, _ in answers(page.run())] == ["Logistic regression", "New"]


def test_a_model_that_is_trained_again_is_loaded_again_and_no_other_run_loads(models: Path) -> None:
    before = shared_recognizer()
    assert shared_recognizer() is before
    again = before.models["logistic"].card | {"title": "Trained again"}
    storage.save(models, "logistic", before.models["logistic"].classifier, again)
    assert shared_recognizer().models["logistic"].title == "Trained again"


def test_titles_and_problems_are_shown_as_they_are_whatever_markdown_makes_of_them(
    open_page: OpenPage, models: Path, answers: Answers
) -> None:
    title = "*Best* <b>&amp;</b> [link](https://example.com) :smile:"
    storage.save(models, "hostile", LogisticRegression(), {"title": title, "preparation_version": PREPARATION_VERSION})
    (models / "mlp.json").write_text('{"format_version": "**[odd](https://example.com)**"}')
    page = open_page()
    shown = answers(page)[0][0]
    assert as_shown(shown) == title
    for sign in "*<&[:":
        assert f"\\{sign}" in shown
        assert not re.search(rf"(?<!\\){re.escape(sign)}", shown)
    (problem,) = (warning.value for warning in page.warning)
    assert r"\*\*\[odd\]\(https\:" in problem


def test_layers_that_do_not_exist_are_told_in_plain_words(open_page: OpenPage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEURALITE_LAYERS", "nowhere.py:Wave")
    page = open_page()
    assert ["nowhere.py:Wave" in as_shown(error.value) for error in page.error] == [True]
    assert not page.exception
