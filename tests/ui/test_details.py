"""Below an answer: why, the strip, and whether it was right; computed only where someone looks."""

import html
import re
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from neuralite import explanation
from neuralite.cli import app
from neuralite.ui.images import diverging
from neuralite.ui.score import FILED
from neuralite.ui.why import spoken

Draw = Callable[..., AppTest]


def shown(page: AppTest) -> str:
    """All HTML of the page."""
    return "\n".join(html.unescape(str(getattr(part, "value", ""))) for part in page.get("html"))


def label(page: AppTest, value: str | None) -> AppTest:
    """Click the true label of the drawing."""
    pills = next(group for group in page.pills if group.label.startswith("Right or wrong"))
    return pills.set_value(value).run()


def test_a_click_on_the_label_of_a_drawing_that_was_taken_away_files_nothing(page: AppTest, draw: Draw) -> None:
    draw(page, "7")
    page.session_state["drawing-read"] = None  # Clear came first, and the label was still on the screen
    label(page, "7")
    assert not page.exception
    assert len(page.session_state[FILED]) == 0


def test_nothing_is_explained_before_someone_looks(page: AppTest, draw: Draw, monkeypatch: pytest.MonkeyPatch) -> None:
    def explain(*arguments: object) -> None:
        raise AssertionError("nobody asked")

    monkeypatch.setattr("neuralite.ui.why.explain", explain)
    monkeypatch.setattr("neuralite.ui.strip.stages", explain)
    draw(page, "7")
    assert not page.exception
    assert [expander.label.split()[0] for expander in page.expander] == ["Why?", "Step"]


def test_why_shows_a_sum_that_is_the_score_for_each_model(page: AppTest, draw: Draw) -> None:
    page.session_state["why"] = True
    draw(page, "7")
    sums = re.findall(r"Score (\S+) = ink (\S+) \(for \S+, against \S+\) ([+−]) (\S+) bias", shown(page))
    assert len(sums) == 2
    for told in sums:
        total, ink, bias = (float(number.replace("−", "-")) for number in (told[0], told[1], told[2] + told[3]))
        assert ink + bias == pytest.approx(total, abs=0.016)
    assert re.search(r'alt="Map of what speaks for 7\. The ink .* speaks most for 7', shown(page))
    assert "hidden unit" in shown(page)
    methods = [text.value for text in page.markdown if "gradient x input" in text.value]
    assert methods == ["**Multilayer perceptron**: gradient x input"]


def test_two_digits_are_set_against_each_other(page: AppTest, draw: Draw) -> None:
    page.session_state["why"] = True
    draw(page, "7")
    why = next(group for group in page.pills if group.label.startswith("Why"))
    assert why.value == ["7"]
    why.set_value(["7", "9"]).run()
    for question in ("Why 7?", "Why 9?", "Why 7 and not 9?"):
        assert shown(page).count(question) == 2
    why = next(group for group in page.pills if group.label.startswith("Why"))
    why.set_value([]).run()
    assert "Why 7?" not in shown(page)
    assert not page.exception


def test_where_the_models_disagree_both_answers_are_explained_by_both(page: AppTest, draw: Draw) -> None:
    page.session_state["why"] = True
    draw(page, "hooked 9")
    read = [metric.value for metric in page.metric]
    assert read == ["3", "9"]
    for digit in read:
        assert shown(page).count(f"Why {digit}?") == 2
    assert shown(page).count(f"Why {read[0]} and not {read[1]}?") == 2


def test_a_model_of_strokes_says_what_is_exact_and_what_is_not(page: AppTest, draw: Draw) -> None:
    page.session_state["why"] = True
    page.session_state["models-that-answer"] = ["logistic-hog"]
    draw(page, "7")
    assert "**Logistic regression on strokes**: occlusion" in [text.value for text in page.markdown]
    assert "= 4,520 features" in shown(page)


def test_the_strip_has_a_line_of_words_and_a_picture_a_step(page: AppTest, draw: Draw) -> None:
    page.session_state["strip"] = True
    draw(page, "7")
    steps = re.findall(r"<li>.*?</li>", shown(page))
    assert "<strong>1. The picture</strong>" in steps[0]
    assert all('alt="' in step and "<br>" in step for step in steps)
    assert len(steps) >= 5


def test_a_click_files_the_drawing_and_the_zip_is_scored_by_the_command_line(
    page: AppTest, draw: Draw, tmp_path: Path
) -> None:
    draw(page, "7")
    label(page, "7")
    assert "On your handwriting: Logistic regression **1 of 1** right" in page.markdown[-1].value
    draw(page, "1", strokes=("another",))
    label(page, "4")
    assert "Multilayer perceptron **1 of 2** right" in page.markdown[-1].value
    label(page, "1")
    assert "Multilayer perceptron **2 of 2** right" in page.markdown[-1].value
    packed = page.session_state[FILED].as_zip()
    with zipfile.ZipFile(BytesIO(packed)) as archive:
        assert sorted(name.partition("/")[0] for name in archive.namelist()) == ["1", "7"]
    (tmp_path / "handwriting.zip").write_bytes(packed)
    told = CliRunner().invoke(app, ["evaluate", str(tmp_path / "handwriting.zip"), "--model", "mlp"])
    assert told.exit_code == 0
    assert "mlp: 100.00% right" in told.output


def test_a_label_is_taken_back_by_another_click(page: AppTest, draw: Draw) -> None:
    draw(page, "7")
    label(page, "no digit")
    assert len(page.session_state[FILED]) == 1
    label(page, None)
    assert len(page.session_state[FILED]) == 0
    assert not page.get("download_button")


def test_where_the_ink_speaks_is_told_in_words() -> None:
    pixels = np.zeros((28, 28))
    assert spoken(pixels, "for 3") == "No ink speaks for 3."
    pixels[4, 4] = 2
    assert spoken(pixels, "for 3") == "The ink in the upper left speaks most for 3."
    pixels[22, 13] = -1
    assert spoken(pixels, "for 3").endswith("speaks most for 3, the ink at the bottom most against it.")


def test_for_and_against_differ_by_more_than_their_colour() -> None:
    map_of_two = diverging(np.array([[1.0, -1.0, 0.0]]), 1.0)
    speaks, against, nothing = map_of_two[:, :8], map_of_two[:, 8:16], map_of_two[:, 16:]
    assert len(np.unique(speaks.reshape(-1, 3), axis=0)) == 1
    assert len(np.unique(against.reshape(-1, 3), axis=0)) == 2
    assert nothing.min() == 255
    assert speaks[0, 0].tolist() == [0, 114, 178]
    assert against[0, 0].tolist() == [213, 94, 0]
    assert (diverging(np.zeros((2, 2)), 0.0) == 255).all()
    assert diverging(np.array([[0.5]]), 1.0, power=1)[0, 0].tolist() == [127, 184, 216]  # half-way to white
    assert explanation.ninths(np.ones((28, 28))).sum() == 28 * 28
