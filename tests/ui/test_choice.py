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


def test_the_model_that_the_address_names_answers_and_still_does_when_the_address_has_changed(
    open_page: Callable[..., AppTest], answers: Answers
) -> None:
    page = open_page(model="mlp")
    assert [title for title, _ in answers(page)] == ["Multilayer perceptron"]
    assert page.button_group[0].value == ["mlp"]
    del page.query_params["model"]  # as on the way to another page
    page.run()
    assert [title for title, _ in answers(page)] == ["Multilayer perceptron"]


def test_a_model_that_is_not_there_is_passed_over_in_the_address(
    open_page: Callable[..., AppTest], answers: Answers
) -> None:
    assert [title for title, _ in answers(open_page(model="none"))] == ["Logistic regression", "Multilayer perceptron"]
