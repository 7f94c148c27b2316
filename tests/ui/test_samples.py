"""The Samples panel: pictures that came with the project, a click each, and what is said below them."""

from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from neuralite.ui.samples import FOLDER, SAMPLES
from scripts import draw_samples

Answers = Callable[[AppTest], list[tuple[str, str]]]


@pytest.fixture
def samples(page: AppTest) -> AppTest:
    page.session_state["panel"] = "Samples"
    return page.run()


def click(page: AppTest, name: str) -> AppTest:
    return page.button(key=f"sample-button-{name}").click().run()


def test_every_sample_is_a_button_with_words(samples: AppTest) -> None:
    shown = {button.key: button.label for button in samples.button}
    assert {f"sample-button-{sample.file.partition('.')[0]}" for sample in SAMPLES} <= shown.keys()
    assert all(shown.values())
    assert {sample.file for sample in SAMPLES} == {path.name for path in FOLDER.iterdir()}


@pytest.mark.parametrize(("name", "digit"), [("easy", "3"), ("crossed", "7"), ("photo", "5")])
def test_a_sample_is_read_at_a_click(samples: AppTest, answers: Answers, name: str, digit: str) -> None:
    click(samples, name)
    assert [value for _, value in answers(samples)[2:]] == [digit, digit]
    assert not samples.exception


def test_the_other_samples_are_answered_too(samples: AppTest, answers: Answers) -> None:
    for name in ("hard", "letter", "year"):
        click(samples, name)
        assert len(answers(samples)) == 4
        assert not samples.exception


def test_the_samples_are_what_the_script_draws(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    of = {sample.file: (FOLDER / sample.file).read_bytes() for sample in SAMPLES}
    drawn = draw_samples.drawn([draw_samples.SEVEN_OR_ONE], 2)
    with Image.open(BytesIO(of["hard.png"])) as shipped:
        difference = abs(drawn.mean(axis=2) - shipped.convert("L")).max()
    assert difference < 8
    assert sum(map(len, of.values())) < 50_000
