"""`evaluate` scores the models on labelled pictures and on MNIST's test set, in the JSON that other tools read."""

import json
import shutil
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw

from neuralite import Reading, Recognizer, mnist
from neuralite.rejection import Judge

Run = Callable[..., Any]
Png = Callable[[Path, int], Path]
CONTRACT = {
    *("accuracy", "interval", "per_class", "confusion", "calibration_error", "coverage", "refused", "unrefused"),
}


@pytest.fixture
def labelled(tmp_path: Path, png: Png) -> Path:
    """Two sevens and a one under their labels, a seven labelled 3, a blank page for none, and a four-digit number."""
    folder = tmp_path / "labelled"
    for name, digit in (("7/a.png", 7), ("7/b.png", 7), ("1/x.png", 1), ("3/wrong.png", 7), ("1984/x.png", 1)):
        png(folder / name, digit)
    (folder / "none").mkdir()
    Image.new("L", (40, 40), 255).save(folder / "none" / "x.png")
    return folder


def test_a_folder_is_scored_by_the_names_of_its_sub_folders(run: Run, labelled: Path) -> None:
    ended = run("evaluate", labelled, "--format", "json")
    assert (ended.code, ended.err) == (0, "")
    result = json.loads(ended.out)
    assert result["set"] == "labelled"
    assert result["n"] == 6
    assert result["models"].keys() == {"logistic", "logistic-hog", "mlp", "mlp-small"}
    figures = result["models"]["mlp"]
    assert figures.keys() >= CONTRACT
    # Right are the sevens, the one and the blank page; the 3 and the 1984 are wrong.
    assert figures["accuracy"] == pytest.approx(4 / 6)
    assert figures["interval"] == pytest.approx([0.2999, 0.9032], abs=1e-3)
    assert figures["refused"] == 0
    confusion = figures["confusion"]
    assert (confusion[7][7], confusion[1][1], confusion[3][7]) == (2, 1, 1)
    assert sum(map(sum, confusion)) == 4
    assert figures["per_class"][7] == pytest.approx({"precision": 2 / 3, "recall": 1.0, "f1": 0.8, "n": 2})
    assert 0 <= figures["calibration_error"] <= 1


def test_refused_is_the_share_without_answer_of_the_pictures_that_show_a_digit(run: Run, labelled: Path) -> None:
    shutil.copy(labelled / "none" / "x.png", labelled / "7" / "too_faint.png")
    result = json.loads(run("evaluate", labelled, "--format", "json").out)
    assert result["models"]["mlp"]["refused"] == pytest.approx(1 / 6)
    result = json.loads(run("evaluate", only(labelled, "none"), "--format", "json").out)
    assert (result["models"]["mlp"]["refused"], result["models"]["mlp"]["accuracy"]) == (0, 1)


def test_a_digit_that_is_refused_is_wrong_but_not_unrefused(
    run: Run, labelled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Judge, "accepts_together", lambda judge, images, asked=None: np.zeros(len(images), bool))
    figures = json.loads(run("evaluate", labelled, "--format", "json").out)["models"]["mlp"]
    # Only the blank page is still right; of the five pictures with digits, three would be.
    assert figures["accuracy"] == pytest.approx(1 / 6)
    assert (figures["refused"], figures["unrefused"]) == (1, pytest.approx(3 / 5))


def test_what_is_refused_is_right_where_there_is_no_digit(run: Run, png: Png, tmp_path: Path) -> None:
    page = Image.new("L", (200, 200), 255)
    ImageDraw.Draw(page).line([(40, 160), (40, 40), (100, 120), (160, 40), (160, 160)], fill=0, width=12)
    (tmp_path / "mine" / "none").mkdir(parents=True)
    page.save(tmp_path / "mine" / "none" / "m.png")
    png(tmp_path / "mine" / "none" / "seven.png", 7)
    figures = json.loads(run("evaluate", tmp_path / "mine", "--format", "json").out)["models"]["mlp"]
    assert figures["accuracy"] == 0.5


def only(folder: Path, label: str) -> Path:
    """A folder with the pictures of one label."""
    shutil.copytree(folder / label, folder.parent / "only" / label)
    return folder.parent / "only"


def test_the_label_is_the_first_folder_however_deep_a_picture_lies(run: Run, png: Png, tmp_path: Path) -> None:
    png(tmp_path / "mine" / "7" / "alice" / "monday" / "x.png", 7)
    result = json.loads(run("evaluate", tmp_path / "mine", "--format", "json").out)
    assert result["models"]["mlp"]["accuracy"] == 1


@pytest.mark.parametrize("stray", ["stray.png", "z/stray.png", "7a/stray.png"])
def test_a_picture_without_a_label_is_told_before_any_is_read(
    run: Run, labelled: Path, png: Png, monkeypatch: pytest.MonkeyPatch, stray: str
) -> None:
    png(labelled / stray, 7)
    monkeypatch.delattr(Recognizer, "read")
    assert run("evaluate", labelled).complaint == (
        f"{labelled / stray} is not in a folder named by its label: digits, or 'none'"
    )


def test_pictures_that_were_scored_are_not_kept(run: Run, labelled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept, read = weakref.WeakSet[Reading](), Recognizer.read

    def watched(recognizer: Recognizer, source: Path, single: bool) -> Reading:
        assert len(kept) <= 1
        reading = read(recognizer, source, single)
        kept.add(reading)
        return reading

    monkeypatch.setattr(Reading, "__hash__", object.__hash__)
    monkeypatch.setattr(Recognizer, "read", watched)
    assert run("evaluate", labelled).code == 0


def test_only_the_named_model_is_scored(run: Run, labelled: Path) -> None:
    result = json.loads(run("evaluate", labelled, "--model", "logistic", "--format", "json").out)
    assert list(result["models"]) == ["logistic"]


def test_files_that_cant_be_read_are_listed_and_do_not_count(run: Run, labelled: Path) -> None:
    (labelled / "7" / "broken.png").write_bytes(b"no picture")
    ended = run("evaluate", labelled, "--format", "json")
    result = json.loads(ended.out)
    assert result["n"] == 6
    assert ended.code == 1
    (failure,) = result["unreadable"]
    assert failure["path"] == str(labelled / "7" / "broken.png")
    assert "could not be read as an image" in failure["error"]
    assert f"{failure['path']}: {failure['error']}" in run("evaluate", labelled).out


def test_the_table_has_the_accuracy_and_a_row_a_digit(run: Run, labelled: Path) -> None:
    told = run("evaluate", labelled, "--model", "mlp").out.splitlines()
    assert told[0] == "labelled: 6 pictures"
    assert told[2].startswith("mlp: 66.67% right (95 % interval 30.00% to 90.32%), calibration error ")
    assert told[2].endswith(", 0.00% refused, 60.00% right if none were")
    seven = next(line for line in told if line.startswith("    7 "))
    assert seven.split() == ["7", "66.67%", "100.00%", "80.00%", "2", *"0000000200"]


def test_the_test_set_is_scored_where_no_folder_is_named(run: Run, mnist_dir: Path) -> None:
    result = json.loads(run("evaluate", "--data-dir", mnist_dir, "--format", "json").out)
    assert (result["set"], result["n"]) == ("MNIST test", 10_000)
    labels = mnist.load_test(mnist_dir)[1]
    for figures in result["models"].values():
        assert figures.keys() >= CONTRACT
        assert figures["n"] == 10_000
        assert 0 < figures["refused"] < 0.01
        assert figures["unrefused"] == figures["accuracy"]
        confusion = figures["confusion"]
        assert [sum(row) for row in confusion] == [int((labels == digit).sum()) for digit in range(10)]
        assert figures["accuracy"] == pytest.approx(sum(confusion[digit][digit] for digit in range(10)) / 10_000)
        low, high = figures["interval"]
        assert low < figures["accuracy"] < high


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("missing", "there is no folder {}"),
        ("empty", "there is no picture to score in {}: it needs sub-folders like 7/ with pictures"),
        ("seven", "{}/seven/x.png is not in a folder named by its label: digits, or 'none'"),
        ("1/x.png", "there is no folder {}"),
    ],
)
def test_a_folder_that_cant_be_scored_is_told_in_a_line(
    run: Run, png: Png, tmp_path: Path, name: str, words: str
) -> None:
    (tmp_path / "empty").mkdir()
    png(tmp_path / "seven" / "seven" / "x.png", 7)
    png(tmp_path / "1" / "x.png", 1)
    assert run("evaluate", tmp_path / name).complaint == words.format(tmp_path / name)


def test_without_mnist_it_is_told_how_to_get_it(run: Run, tmp_path: Path) -> None:
    complaint = run("evaluate", "--data-dir", tmp_path).complaint
    assert complaint.startswith(f"There is no t10k-images-idx3-ubyte.gz in {tmp_path}.")
    assert "python -m neuralite fetch" in complaint


def test_a_zip_of_folders_is_scored_like_the_folders(run: Run, png: Png, tmp_path: Path) -> None:
    png(tmp_path / "mine" / "7" / "a.png", 7)
    png(tmp_path / "mine" / "1" / "b.png", 1)
    shutil.make_archive(str(tmp_path / "mine"), "zip", tmp_path / "mine")
    ran = [run("evaluate", tmp_path / name, "--format", "json", "--model", "mlp") for name in ("mine", "mine.zip")]
    assert ran[0].out == ran[1].out
    assert json.loads(ran[1].out)["n"] == 2
    damaged = bytearray((tmp_path / "mine.zip").read_bytes())
    damaged[60:70] = bytes(10)
    (tmp_path / "mine.zip").write_bytes(damaged)
    assert "mine.zip is no zip that can be read" in run("evaluate", tmp_path / "mine.zip").complaint
