"""The Camera panel: a photo is read; before the panel is opened there is no camera to ask for."""

from collections.abc import Callable

from streamlit.testing.v1 import AppTest

Answers = Callable[[AppTest], list[tuple[str, str]]]


def test_the_camera_is_asked_for_only_where_its_panel_is_open(page: AppTest) -> None:
    assert not page.get("camera_input")
    page.session_state["panel"] = "Camera"
    page.run()
    assert len(page.get("camera_input")) == 1


def test_a_photo_is_read(page: AppTest, png: Callable[[str], bytes], answers: Answers) -> None:
    page.session_state["panel"] = "Camera"
    page.run()
    page.camera_input[0].set_value(("photo.jpg", png("7"), "image/jpeg")).run()
    assert [value for _, value in answers(page)[2:]] == ["7", "7"]
    page.camera_input[0].set_value(("photo.jpg", b"no photo", "image/jpeg")).run()
    assert "could not be read" in page.error[0].value
    assert not page.exception
