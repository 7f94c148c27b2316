"""The Compare page says what the cards say: another card, another page; a poor card, a poorer page."""

import gzip
import json
import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from neuralite import DatasetError, LogisticRegression, mnist, storage
from neuralite.ui.compare import VIEWS

Open = Callable[..., AppTest]
Change = Callable[[str, Callable[[dict[str, Any]], object]], None]


@pytest.fixture(autouse=True)
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with copies of two shipped models and no MNIST, in a server of its own."""
    folder = tmp_path / "models"
    folder.mkdir()
    for name in ("logistic", "mlp-small"):
        for kind in ("npz", "json"):
            shutil.copy(storage.models_folder() / f"{name}.{kind}", folder)
    monkeypatch.setenv("NEURALITE_MODELS", str(folder))
    monkeypatch.setenv("NEURALITE_DATA", str(tmp_path / "data"))
    st.cache_resource.clear()
    yield folder
    st.cache_resource.clear()


def run_page() -> None:
    from neuralite.ui import compare

    compare.page()


@pytest.fixture
def open_compare() -> Open:
    """Opens the page, with query parameters of one value or several."""

    def open_at(**parameters: str | list[str]) -> AppTest:
        page = AppTest.from_function(run_page, default_timeout=30)
        page.query_params.update(parameters)
        return page.run()

    return open_at


@pytest.fixture
def change(models: Path) -> Change:
    """Changes the card of a model in the folder."""

    def change_card(name: str, edit: Callable[[dict[str, Any]], object]) -> None:
        path = models / f"{name}.json"
        card = json.loads(path.read_text())
        edit(card)
        path.write_text(json.dumps(card))

    return change_card


def tables(page: AppTest) -> str:
    """The tables of the page as text: a line a row."""
    html = "".join(str(getattr(element, "value", "")) for element in page.get("html"))
    rows = re.findall("<tr>(.*?)</tr>", html)
    return "\n".join(re.sub("<[^>]+>", " ", row).replace("\xa0", " ") for row in rows)


def put_mnist(folder: Path) -> None:
    """MNIST's test files in the folder: blank pictures, labels 0 to 9 over and over."""
    folder.mkdir(parents=True, exist_ok=True)
    labels = np.arange(10_000, dtype=np.uint8) % 10
    for file, data in ((mnist.TEST_IMAGES, bytes(10_000 * 784)), (mnist.TEST_LABELS, labels.tobytes())):
        (folder / file.name).write_bytes(gzip.compress(file.header + data, 1))


def gallery(page: AppTest) -> int:
    """How many digits are shown as pictures."""
    return sum(str(getattr(element, "value", "")).count("<img") for element in page.get("html"))


def test_the_page_says_what_the_cards_say_and_changes_with_them(open_compare: Open, change: Change) -> None:
    before = storage.read_card(storage.models_folder(), "logistic")["metrics"]["test"]["accuracy"]
    assert f"{before:.2%}".replace("%", " %") in tables(open_compare())

    def edit(card: dict[str, Any]) -> None:
        card["metrics"]["test"] |= {"accuracy": 0.8765, "interval": [0.87, 0.8831]}
        card |= {"title": "Changed", "weights": 12_345, "training_seconds": 65}

    change("logistic", edit)
    row = next(line for line in tables(open_compare()).splitlines() if "Changed" in line)
    assert " ".join(row.split()) == "Changed 87.65 % 87.00–88.31 % 12,345 1 min 5 s"


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_shows_charts_and_their_content_as_tables(open_compare: Open, view: str) -> None:
    page = open_compare(view=view)
    assert not page.exception
    assert not page.info
    assert len(page.get("arrow_vega_lite_chart") or page.get("vega_lite_chart")) >= 2
    overview = 3
    assert len(tables(page).splitlines()) > overview


def misread(card: dict[str, Any], numbers: Iterable[int]) -> None:
    """Make the card tell of these mistakes, each a 0 read as 6."""
    rows = list(numbers)
    told = {"mistakes": rows, "mistake_labels": [0] * len(rows), "mistake_readings": [6] * len(rows)}
    card["metrics"]["test"].update(told)


FIGURES: dict[str, tuple[str, Callable[[dict[str, Any]], object], str]] = {
    "confusion": ("confusion", lambda card: card["metrics"]["test"]["confusion"][4].__setitem__(9, 4321), "4321"),
    "digits": ("digits", lambda card: card["metrics"]["test"]["per_class"][4].update(f1=0.4321), "43.21 %"),
    "training": ("training", lambda card: card["epochs"][0].update(training_loss=4.3212), "4.3212"),
    "error": ("calibration", lambda card: card["metrics"]["test"].update(calibration_error=0.4321), "43.21 %"),
    "bins": ("calibration", lambda card: card["metrics"]["test"]["reliability"][0].update(accuracy=0.4321), "43.21 %"),
    "coverage": ("coverage", lambda card: card["metrics"]["test"]["coverage"][0].update(accuracy=0.4321), "43.21 %"),
    "robustness": (
        "robustness",
        lambda card: card["metrics"]["test"]["robustness"]["blur"]["points"][0].update(accuracy=0.4321),
        "43.21 %",
    ),
    "overlap": ("overlap", lambda card: misread(card, range(4321)), "4321"),
}


@pytest.mark.parametrize("figure", FIGURES)
def test_every_view_changes_with_the_card(open_compare: Open, change: Change, figure: str) -> None:
    view, edit, shown = FIGURES[figure]
    change("logistic", edit)
    if figure == "overlap":
        change("mlp-small", lambda card: misread(card, [9999]))
        assert shown in tables(open_compare(view=view))
    else:
        assert shown in tables(open_compare(view=view, model="logistic"))


@pytest.mark.parametrize("view", VIEWS)
def test_a_card_without_figures_is_named_and_stops_nothing(open_compare: Open, change: Change, view: str) -> None:
    def strip(card: dict[str, Any]) -> None:
        for field in ("metrics", "epochs", "weights", "training_seconds"):
            card.pop(field)
        card["title"] = "Mine"

    change("logistic", strip)
    page = open_compare(view=view, model="logistic")
    assert not page.exception
    assert "Mine not told not told not told" in " ".join(tables(page).split())
    assert all("Mine" in said.value and "python -m neuralite" in said.value for said in page.info)
    assert len(page.info) >= 2
    if view == "digits":
        both = open_compare(view=view)
        assert len(both.info) == 2
        assert "Small multilayer perceptron" in tables(both)


def test_the_address_says_which_models_are_compared(open_compare: Open) -> None:
    both, one = open_compare(), open_compare(model="mlp-small")
    assert "Logistic regression" in tables(both)
    assert "Logistic regression" not in tables(one)
    assert "Small multilayer perceptron" in tables(one)
    assert "Logistic regression" in tables(open_compare(model="nobody"))


def test_what_is_chosen_is_written_into_the_address(open_compare: Open) -> None:
    page = open_compare()
    page.button_group(key="compared-models").set_value(["mlp-small"]).run()
    page.button_group(key="compare-view").set_value("coverage").run()
    page.select_slider(key="least-sureness").set_value("90 %").run()
    assert page.query_params == {"model": "mlp-small", "view": "coverage", "sure": "90 %"}
    page.button_group(key="compared-models").set_value([]).run()
    page.button_group(key="compare-view").set_value("confusion").run()
    assert page.query_params == {"sure": "90 %"}
    assert not page.exception


def test_a_threshold_refuses_answers(open_compare: Open, change: Change) -> None:
    rows = [{"threshold": 0.9, "coverage": 0.9123, "accuracy": 0.9877, "wrong": 112}]
    change("logistic", lambda card: card["metrics"]["test"].update(thresholds=rows))
    text = tables(open_compare(view="coverage", sure="90 %"))
    assert "Logistic regression 91.23 % 1.23 % 90.0 %" in " ".join(text.split())


def test_behind_the_numbers_of_the_matrix_are_the_digits(open_compare: Open, change: Change, tmp_path: Path) -> None:
    told = {"mistakes": [4, 14, 9], "mistake_labels": [4, 4, 9], "mistake_readings": [9, 9, 4]}
    change("logistic", lambda card: card["metrics"]["test"].update(told))
    page = open_compare(model="logistic")
    assert "4, 14, 9" in "".join(text.value for text in page.markdown)
    assert gallery(page) == 0
    assert page.button[0].label == "Fetch MNIST (11 MB)"
    put_mnist(tmp_path / "data")
    assert gallery(page.run()) == 3
    page.selectbox(key="mistakes-written").set_value("4").run()
    assert gallery(page) == 2
    assert page.query_params["written"] == "4"
    assert gallery(open_compare(model="logistic", written="9", read="4")) == 1


def test_an_older_card_tells_no_readings_and_the_page_says_how_to_get_them(open_compare: Open, change: Change) -> None:
    def forget(card: dict[str, Any]) -> None:
        for field in ("mistake_labels", "mistake_readings"):
            card["metrics"]["test"].pop(field, None)

    change("logistic", forget)
    page = open_compare(model="logistic", written="4")
    assert ["--update-card" in said.value for said in page.info] == [True]


def test_many_mistakes_are_shown_some_at_a_time(open_compare: Open, tmp_path: Path) -> None:
    put_mnist(tmp_path / "data")
    page = open_compare(model="logistic")
    assert gallery(page) == 48
    page.button[0].click().run()
    assert gallery(page) == 96


def test_fetching_shows_the_digits_and_a_failure_is_said_in_words(
    open_compare: Open, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def fail(folder: Path, **_: object) -> None:
        raise DatasetError("No mirror has it:\n  *first*: it does not answer")

    def fetch(folder: Path, *, progress: Callable[[str], Any]) -> None:
        bar = progress("t10k-images")
        bar.total = 10
        bar.update(4)
        bar.reset()
        bar.update(10)
        bar.close()
        put_mnist(folder)

    page = open_compare(model="logistic")
    monkeypatch.setattr(mnist, "fetch", fail)
    page.button[0].click().run()
    assert [r"\*first\*" in error.value for error in page.error] == [True]
    monkeypatch.setattr(mnist, "fetch", fetch)
    page.button[0].click().run()
    assert not page.error
    assert gallery(page) == 48


def test_a_damaged_card_is_left_out_by_name_and_hostile_titles_are_shown_as_they_are(
    open_compare: Open, models: Path, change: Change
) -> None:
    (models / "mlp-small.json").write_text("{")
    change("logistic", lambda card: card.update(title="<b>*x*</b>"))
    page = open_compare()
    assert [r"mlp\-small\.json" in warning.value for warning in page.warning] == [True]
    assert not page.exception
    html = "".join(str(getattr(element, "value", "")) for element in page.get("html"))
    assert "&lt;b&gt;*x*&lt;/b&gt;" in html
    assert "<b>*x*" not in html


def test_a_model_needs_no_figures_to_be_there(open_compare: Open, models: Path) -> None:
    for file in models.iterdir():
        file.unlink()
    page = open_compare()
    assert ["neuralite train" in error.value for error in page.error] == [True]
    storage.save(models, "mine", LogisticRegression(), {})
    assert "mine not told 7,850 not told" in " ".join(tables(open_compare()).split())
