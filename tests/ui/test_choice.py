"""The page's two models answer at first, with any of one's own; the others when they are asked to."""

from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from neuralite import Recognizer
from neuralite.ui.choice import ON_REQUEST, at_first

Answers = Callable[[AppTest], list[tuple[str, str]]]


def test_the_two_models_of_the_page_answer_at_first() -> None:
    recognizer = Recognizer()
    assert at_first(recognizer) == [name for name in recognizer.models if name not in ON_REQUEST]
    assert {"logistic", "mlp"} <= set(at_first(recognizer))


def test_where_there_are_only_others_they_answer() -> None:
    recognizer = Recognizer()
    others = recognizer.only([name for name in recognizer.models if name in ON_REQUEST])
    assert list(at_first(others)) == list(others.models)


def test_a_model_that_is_chosen_answers_and_one_that_is_not_does_not(page: AppTest, answers: Answers) -> None:
    assert [title for title, _ in answers(page)] == ["Logistic regression", "Multilayer perceptron"]
    page.button_group[0].set_value(["mlp", "logistic-hog"]).run()
    assert {title for title, _ in answers(page)} == {"Multilayer perceptron", "Logistic regression on strokes"}
    assert not page.exception


def test_with_none_chosen_the_first_ones_answer(page: AppTest, answers: Answers) -> None:
    page.button_group[0].set_value([]).run()
    assert [title for title, _ in answers(page)] == ["Logistic regression", "Multilayer perceptron"]
