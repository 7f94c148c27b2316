"""A picture of any kind becomes a Reading with the fields that others rely on; a broken model says why."""

import io
import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from PIL import ExifTags, Image

from neuralite import Classifier, Recognizer, mnist
from neuralite.classifiers import Asked
from neuralite.images.decoding import ImageError
from neuralite.images.normalization import PREPARATION_VERSION
from neuralite.recognizer import ModelReading
from neuralite.storage import ModelFileError

SHIPPED = Path(__file__).resolve().parent.parent / "models"


@pytest.fixture(scope="module")
def recognizer() -> Recognizer:
    return Recognizer(models_dir=SHIPPED)


@pytest.fixture
def page() -> npt.NDArray[np.uint8]:
    """White ``(100, 80)`` with a black one, 20 pixels wide and 50 high, at left 30 and top 10."""
    page = np.full((100, 80), 255, np.uint8)
    page[10:60, 30:50] = 0
    return page


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of one's own with copies of the shipped models."""
    for name in ("logistic", "mlp"):
        for ending in ("npz", "json"):
            shutil.copy(SHIPPED / f"{name}.{ending}", tmp_path)
    return tmp_path


def change_card(folder: Path, name: str, **changes: Any) -> None:
    path = folder / f"{name}.json"
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | changes), encoding="utf-8")


def test_a_reading_has_the_fields_of_the_contract(
    recognizer: Recognizer, sample: tuple[mnist.Images, mnist.Labels]
) -> None:
    line = json.loads(json.dumps(recognizer.read(sample[0][0]).to_json()))
    assert {"error", "reason", "text", "digits"} <= line.keys()
    assert line["error"] is None
    assert line["reason"] is None
    assert line["text"].keys() == {"logistic", "logistic-hog", "mlp", "mlp-small"}
    (digit,) = line["digits"]
    assert len(digit["box"]) == 4
    for name, reading in digit["readings"].items():
        assert reading.keys() == {"digit", "confidence", "probabilities", "accepted", "reason"}
        assert reading["reason"] is None
        assert line["text"][name] == str(reading["digit"])
        assert len(reading["probabilities"]) == 10
        assert sum(reading["probabilities"]) == pytest.approx(1, abs=1e-5)
        assert reading["confidence"] == max(reading["probabilities"]) == reading["probabilities"][reading["digit"]]
        assert reading["accepted"] is True


def test_a_reading_keeps_every_stage(recognizer: Recognizer, page: npt.NDArray[np.uint8]) -> None:
    reading = recognizer.read(page)
    assert reading.picture.grey.shape == (100, 80)
    assert reading.ink.ink.max() == 1
    assert reading.digits[0].image.shape == (28, 28)
    assert reading.digits[0].image.dtype == np.uint8


def test_ink_that_is_taken_for_no_digit_shows_a_question_mark() -> None:
    assert ModelReading(3, 0.2, (0.1,) * 10, accepted=False).text == "?"
    assert ModelReading(3, 0.9, (0.1,) * 10).text == "3"


def test_the_box_is_in_pixels_of_the_picture(recognizer: Recognizer, page: npt.NDArray[np.uint8]) -> None:
    assert recognizer.read(page).digits[0].box == (30, 10, 50, 60)


def test_the_box_is_in_pixels_of_the_upright_picture(recognizer: Recognizer, page: npt.NDArray[np.uint8]) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    file = io.BytesIO()
    Image.fromarray(np.rot90(page).copy()).save(file, "PNG", exif=exif)
    reading = recognizer.read(file.getvalue())
    assert reading.picture.size == (80, 100)
    assert reading.digits[0].box == (30, 10, 50, 60)


@pytest.mark.parametrize("factor", [2, 7, 50])
def test_the_box_is_in_pixels_of_the_original_however_large(
    recognizer: Recognizer, page: npt.NDArray[np.uint8], factor: int
) -> None:
    large = page.repeat(factor, axis=0).repeat(factor, axis=1)
    reading = recognizer.read(large)
    assert reading.picture.size == (80 * factor, 100 * factor)
    expected = np.array([30, 10, 50, 60]) * factor
    assert np.abs(np.array(reading.digits[0].box) - expected).max() <= reading.picture.scale


def test_a_box_at_the_edge_stays_within_a_reduced_picture(recognizer: Recognizer) -> None:
    page = np.full((3301, 2999), 255, np.uint8)
    page[1000:, 2000:] = 0
    left, top, right, bottom = recognizer.read(page).digits[0].box
    assert (right, bottom) == (2999, 3301)
    assert abs(left - 2000) <= 3
    assert abs(top - 1000) <= 3


@pytest.mark.parametrize("tone", [0, 128, 255])
def test_a_blank_page_is_a_reading_with_its_reason(recognizer: Recognizer, tone: int) -> None:
    line = recognizer.read(np.full((60, 40), tone, np.uint8)).to_json()
    assert line["reason"] == "There is no ink in this picture."
    assert line["error"] is None
    assert line["digits"] == []
    assert line["text"] == dict.fromkeys(["logistic", "logistic-hog", "mlp", "mlp-small"], "")


def test_a_page_of_fine_grain_is_blank(recognizer: Recognizer) -> None:
    grain = np.random.default_rng(0).normal(0.8, 0.01, (120, 90))
    assert recognizer.read(grain).reason == "There is no ink in this picture."


def test_faint_ink_at_the_edge_is_read_with_warnings(recognizer: Recognizer) -> None:
    page = np.full((100, 80), 255, np.uint8)
    page[:60, 35:45] = 235
    reading = recognizer.read(page)
    assert len(reading.digits) == 1
    assert reading.warnings == (
        "The ink is faint.",
        "The ink touches the edge of the picture: is it cut off?",
    )
    assert reading.to_json()["warnings"] == list(reading.warnings)


def test_what_is_no_picture_is_an_image_error(recognizer: Recognizer) -> None:
    with pytest.raises(ImageError, match="is not a PNG"):
        recognizer.read(b"<html></html>")


def test_a_digit_that_was_asked_whether_it_is_two_is_not_read_again(
    recognizer: Recognizer, sample: tuple[mnist.Images, mnist.Labels], monkeypatch: pytest.MonkeyPatch
) -> None:
    five = sample[0][6]
    page = np.pad(255 - five.repeat(5, axis=0).repeat(5, axis=1), 40, constant_values=255)
    page = np.asarray(Image.fromarray(page).resize((290, 290), Image.Resampling.BICUBIC))
    shown, likened, logits, likeness = [], [], Classifier.logits, Recognizer.likeness

    def noted(self: Classifier, images: npt.NDArray[Any]) -> npt.NDArray[Any]:
        shown.append(self)
        return logits(self, images)

    def noted_too(self: Recognizer, inks: Any, asked: Asked | None = None) -> npt.NDArray[Any]:
        likened.append(len(inks))
        return likeness(self, inks, asked)

    monkeypatch.setattr(Classifier, "logits", noted)
    monkeypatch.setattr(Recognizer, "likeness", noted_too)
    assert recognizer.read(page).text["mlp"] == "5"
    assert likened == [1]
    assert len(shown) == len(set(shown))


def test_many_threads_get_the_same_answers(recognizer: Recognizer, sample: tuple[mnist.Images, mnist.Labels]) -> None:
    images = sample[0][::10]
    alone = [recognizer.read(image).to_json() for image in images]
    with ThreadPoolExecutor(8) as pool:
        together = [reading.to_json() for reading in pool.map(recognizer.read, images)]
    assert together == alone


def test_the_models_asked_for_read_and_no_others() -> None:
    assert list(Recognizer(["mlp"], models_dir=SHIPPED).models) == ["mlp"]
    assert list(Recognizer(["mlp", "logistic", "mlp"], models_dir=SHIPPED).models) == ["mlp", "logistic"]


def test_a_broken_model_does_not_keep_the_others_from_reading(folder: Path) -> None:
    (folder / "logistic.npz").write_bytes(b"PK no archive")
    recognizer = Recognizer(models_dir=folder)
    assert list(recognizer.models) == ["mlp"]
    (problem,) = recognizer.problems
    assert problem.startswith("logistic.npz is damaged")


def test_no_model_has_a_problem_where_all_are_sound(folder: Path) -> None:
    assert Recognizer(models_dir=folder).problems == ()


def test_a_broken_model_that_is_asked_for_is_an_error(folder: Path) -> None:
    (folder / "logistic.json").write_text("{", encoding="utf-8")
    with pytest.raises(ModelFileError, match=r"logistic\.json can't be read"):
        Recognizer(["logistic"], models_dir=folder)


def test_a_model_that_is_not_there_is_an_error_that_names_those_that_are(folder: Path) -> None:
    with pytest.raises(ModelFileError, match=r"There is no model 'cnn'.*there are: logistic, mlp"):
        Recognizer(["cnn"], models_dir=folder)


def test_a_folder_without_models_says_how_to_get_one(tmp_path: Path) -> None:
    with pytest.raises(ModelFileError, match=r"no model to read with(.|\n)*neuralite train"):
        Recognizer(models_dir=tmp_path)


def test_a_folder_of_broken_models_says_what_is_wrong_with_each(folder: Path) -> None:
    for name in ("logistic", "mlp"):
        (folder / f"{name}.npz").write_bytes(b"")
    with pytest.raises(ModelFileError, match=r"logistic\.npz is damaged(.|\n)*mlp\.npz is damaged"):
        Recognizer(models_dir=folder)


@pytest.mark.parametrize("version", [0, PREPARATION_VERSION + 1, None, "1"])
def test_a_model_trained_on_another_preparation_is_refused(folder: Path, version: Any) -> None:
    change_card(folder, "mlp", preparation_version=version)
    with pytest.raises(ModelFileError, match=f"preparation version {version}.*train it again"):
        Recognizer(["mlp"], models_dir=folder)
    assert list(Recognizer(models_dir=folder).models) == ["logistic"]
