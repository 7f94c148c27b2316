"""What is no digit is refused with a reason in words; a folder without a judge refuses nothing."""

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image, ImageDraw

from neuralite import Classifier, Recognizer, mnist, rejection, storage
from neuralite.images.normalization import PREPARATION_VERSION, normalize
from neuralite.nn import Dense
from neuralite.rejection import NO_DIGIT, Judge, load_judge
from neuralite.storage import Model, ModelFileError

SHIPPED = Path(__file__).resolve().parent.parent / "models"
Sample = tuple[mnist.Images, mnist.Labels]


@pytest.fixture(scope="module")
def recognizer() -> Recognizer:
    return Recognizer(models_dir=SHIPPED)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of one's own with a shipped model and the judge."""
    for ending in ("npz", "json"):
        shutil.copy(SHIPPED / f"logistic.{ending}", tmp_path)
    shutil.copytree(SHIPPED / "judge", tmp_path / "judge")
    return tmp_path


def change_card(path: Path, **changes: Any) -> None:
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | changes), encoding="utf-8")


def page(*strokes: list[tuple[int, int]], width: int = 14) -> npt.NDArray[np.uint8]:
    image = Image.new("L", (280, 280), 255)
    for stroke in strokes:
        ImageDraw.Draw(image).line(stroke, fill=0, width=width, joint="curve")
    return np.asarray(image)


LETTER_M = [(60, 230), (60, 50), (140, 160), (220, 50), (220, 230)]
ZIGZAG = [(40, 60), (240, 80), (50, 110), (230, 140), (40, 160), (240, 190), (60, 220)]
SEVEN = [(80, 60), (200, 60), (130, 230)]
ONE = [(140, 50), (140, 230)]


@pytest.mark.parametrize("stroke", [LETTER_M, ZIGZAG], ids=["letter", "scribble"])
def test_what_is_no_digit_is_refused_by_every_model(recognizer: Recognizer, stroke: list[tuple[int, int]]) -> None:
    reading = recognizer.read(page(stroke), single=True)
    assert set(reading.text.values()) == {"?"}
    for answer in reading.digits[0].readings.values():
        assert not answer.accepted
        assert answer.reason == NO_DIGIT
        assert answer.confidence == max(answer.probabilities) == answer.probabilities[answer.digit]


@pytest.mark.parametrize(
    ("label", "strokes"),
    [
        ("7", [SEVEN]),
        ("1", [ONE]),
        ("7", [SEVEN, [(120, 145), (200, 140)]]),
        ("1", [[(100, 95), (145, 50), (145, 230)], [(95, 230), (195, 230)]]),
    ],
    ids=["7", "1", "crossed 7", "1 with flag and foot"],
)
@pytest.mark.parametrize("width", [6, 14, 26])
def test_digits_with_bars_flags_and_feet_are_digits(
    recognizer: Recognizer, label: str, strokes: list[list[tuple[int, int]]], width: int
) -> None:
    assert recognizer.read(page(*strokes, width=width), single=True).text["mlp"] == label


def test_few_digits_are_refused(recognizer: Recognizer, sample: Sample) -> None:
    assert recognizer.judge is not None
    assert (~recognizer.judge.accepts(sample[0])).mean() < 0.01


def test_faint_ink_at_the_edge_is_no_reason_to_refuse(recognizer: Recognizer) -> None:
    faint = np.where(page(SEVEN) < 128, 225, 255).astype(np.uint8)[60:]
    reading = recognizer.read(faint)
    assert len(reading.warnings) == 2
    assert reading.text["mlp"] == "7"


@pytest.mark.parametrize(
    ("probabilities", "said"),
    [
        ({4: 0.45, 9: 0.43}, "It could be a 4 or a 9."),
        ({9: 0.45, 4: 0.43}, "It could be a 4 or a 9."),
        ({3: 0.3, 5: 0.3, 8: 0.3}, "It could be a 3, a 5 or an 8."),
        ({2: 0.49, 7: 0.09}, "It could be a 2, but hardly."),
        ({2: 0.51}, None),
    ],
)
def test_doubt_names_the_digits_that_it_may_be(probabilities: dict[int, float], said: str | None) -> None:
    row = [probabilities.get(digit, 0.0) for digit in range(10)]
    assert rejection.reason(True, row, 0.5) == said


def test_what_is_no_digit_is_refused_however_sure_a_model_is() -> None:
    assert rejection.reason(False, [1.0] + [0.0] * 9, 0.0) == NO_DIGIT


def test_a_judge_accepts_what_is_likely_enough() -> None:
    classifier = Classifier([Dense(11, "zeros")], classes=11)
    model = Model("judge", classifier, {})
    pictures = np.zeros((2, 28, 28), np.uint8)
    assert Judge((model,), 1.0).likelihood(pictures) == pytest.approx([10 / 11] * 2)
    assert Judge((model,), 0.9).accepts(pictures).all()
    assert not Judge((model,), 0.95).accepts(pictures).any()


def test_the_networks_of_a_judge_have_the_same_say() -> None:
    networks = []
    for bias in (0.0, 3.0):
        classifier = Classifier([Dense(11, "zeros")], classes=11)
        classifier.network.parameters["0.bias"][-1] = bias
        networks.append(Model("judge", classifier, {}))
    odds = np.exp((np.log(10) + np.log(10) - 3.0) / 2)
    pictures = np.zeros((1, 28, 28), np.uint8)
    assert Judge(tuple(networks), 0.5).likelihood(pictures) == pytest.approx([odds / (1 + odds)])


def test_a_sign_alone_is_as_likely_a_digit_as_it_looks() -> None:
    alone = np.array([[0.0], [0.2], [1.0]])
    np.testing.assert_allclose([rejection.in_company(row) for row in alone], alone)


def test_a_doubtful_sign_is_a_digit_among_digits_and_none_in_a_word() -> None:
    # Laplace: after three digits of three, four of five signs are digits, so the odds of 1 to 4 are fourfold.
    assert rejection.in_company(np.array([0.2, 1, 1, 1]))[0] == pytest.approx(0.5)
    assert rejection.in_company(np.array([0.8, 0, 0, 0]))[0] == pytest.approx(0.5)


def test_a_letter_among_digits_stays_a_letter(recognizer: Recognizer) -> None:
    assert recognizer.judge is not None
    digits = [normalize((255 - page(stroke)) / 255) for stroke in (SEVEN, LETTER_M, SEVEN)]
    assert recognizer.judge.accepts_together(np.stack(digits)).tolist() == [True, False, True]


def test_a_folder_without_a_judge_takes_everything_for_a_digit(folder: Path) -> None:
    shutil.rmtree(folder / "judge")
    recognizer = Recognizer(models_dir=folder)
    assert load_judge(folder) is None
    assert recognizer.problems == ()
    assert recognizer.read(page(ZIGZAG), single=True).digits[0].readings["logistic"].reason != NO_DIGIT


def test_a_model_without_a_least_confidence_is_believed(folder: Path) -> None:
    shutil.rmtree(folder / "judge")
    card = json.loads((folder / "logistic.json").read_text())
    del card["least_confidence"]
    (folder / "logistic.json").write_text(json.dumps(card))
    assert Recognizer(models_dir=folder).read(page(ZIGZAG), single=True).text["logistic"] != "?"


def test_a_judge_is_no_model_that_reads(folder: Path) -> None:
    assert storage.names(folder) == ["logistic"]
    assert list(Recognizer(models_dir=folder).models) == ["logistic"]


def test_a_broken_judge_is_a_problem_and_no_end(folder: Path) -> None:
    (folder / "judge" / "strokes.npz").write_bytes(b"PK no archive")
    recognizer = Recognizer(models_dir=folder)
    (problem,) = recognizer.problems
    assert problem.startswith("strokes.npz is damaged")
    assert problem.endswith("Everything is taken for a digit.")
    assert recognizer.read(page(SEVEN)).digits[0].readings["logistic"].digit == 7


def test_a_judge_of_another_preparation_is_not_asked(folder: Path) -> None:
    change_card(folder / "judge" / "pixels.json", preparation_version=PREPARATION_VERSION + 1)
    recognizer = Recognizer(models_dir=folder)
    assert recognizer.judge is None
    assert "preparation version" in recognizer.problems[0]


def test_half_a_judge_is_a_problem_that_says_what_is_missing(folder: Path) -> None:
    (folder / "judge" / "strokes.npz").unlink()
    recognizer = Recognizer(models_dir=folder)
    assert recognizer.judge is None
    assert "lacks the network strokes" in recognizer.problems[0]


def test_what_is_no_network_of_the_judge_is_not_asked(folder: Path) -> None:
    for ending in ("npz", "json"):
        shutil.copy(folder / "judge" / f"pixels.{ending}", folder / "judge" / f"judge.{ending}")
    judge = load_judge(folder)
    assert judge is not None
    assert [model.name for model in judge.models] == ["pixels", "strokes"]


def test_networks_of_two_judges_are_not_mixed(folder: Path) -> None:
    change_card(folder / "judge" / "strokes.json", threshold=0.123)
    with pytest.raises(ModelFileError, match="were not fitted together"):
        load_judge(folder)


@pytest.mark.parametrize("value", [-0.1, 1.5, "0.5", None])
def test_a_threshold_that_is_no_share_is_refused(folder: Path, value: object) -> None:
    change_card(folder / "judge" / "pixels.json", threshold=value)
    with pytest.raises(ModelFileError, match=r"judge/pixels\.json: threshold is a number from 0 to 1"):
        load_judge(folder)
    change_card(folder / "logistic.json", least_confidence=value)
    with pytest.raises(ModelFileError, match=r"logistic\.json: least_confidence is a number from 0 to 1"):
        Recognizer(["logistic"], models_dir=folder)
