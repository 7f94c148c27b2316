"""`predict` prints a line a picture, by the contract that other tools rely on, whatever is wrong with some of them."""

import csv
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw

from neuralite import rejection

Run = Callable[..., Any]
Png = Callable[[Path, int], Path]
SHIPPED = ("logistic", "logistic-hog", "mlp", "mlp-small")


def lines(out: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.splitlines()]


@pytest.fixture
def blank(tmp_path: Path) -> Path:
    path = tmp_path / "blank.png"
    Image.new("L", (50, 50), 255).save(path)
    return path


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    path = tmp_path / "broken.jpg"
    path.write_bytes(b"no picture")
    return path


def test_a_json_line_tells_of_a_picture_all_that_the_contract_names(run: Run, png: Png, tmp_path: Path) -> None:
    ended = run("predict", png(tmp_path / "a.png", 7), "--format", "jsonl")
    assert (ended.code, ended.err) == (0, "")
    (line,) = lines(ended.out)
    assert {"path", "error", "reason", "text", "digits"} <= line.keys()
    assert line["path"] == str(tmp_path / "a.png")
    assert line["error"] is None
    assert line["reason"] is None
    assert line["text"] == dict.fromkeys(SHIPPED, "7")
    (digit,) = line["digits"]
    left, top, right, bottom = digit["box"]
    # The 28x28 field, of which the digit takes 20, was put at (20, 5).
    assert 20 <= left < right <= 48
    assert 5 <= top < bottom <= 33
    assert max(right - left, bottom - top) == pytest.approx(20, abs=1)
    for reading in digit["readings"].values():
        assert reading.keys() == {"digit", "confidence", "probabilities", "accepted", "reason"}
        assert (reading["digit"], reading["accepted"], reading["reason"]) == (7, True, None)
        assert len(reading["probabilities"]) == 10
        assert sum(reading["probabilities"]) == pytest.approx(1)
        assert reading["confidence"] == max(reading["probabilities"]) == reading["probabilities"][7]


def test_pictures_are_told_in_the_order_given(run: Run, png: Png, tmp_path: Path) -> None:
    paths = [png(tmp_path / name, digit) for name, digit in (("c.png", 1), ("a.png", 7), ("b.png", 0))]
    told = lines(run("predict", *paths, paths[0], "--format", "jsonl").out)
    assert [(line["path"], line["text"]["mlp"]) for line in told] == [
        (str(path), digit) for path, digit in zip([*paths, paths[0]], "1701", strict=True)
    ]


def test_a_folder_is_its_pictures_sorted_with_a_note_about_other_files(run: Run, png: Png, tmp_path: Path) -> None:
    folder = tmp_path / "digits"
    for name in ("z.png", "B.PNG", "sub/deep/m.png", "a.png"):
        png(folder / name, 1)
    (folder / "notes.txt").touch()
    (folder / "sub" / ".DS_Store").touch()
    ended = run("predict", folder, "--format", "jsonl")
    assert [line["path"] for line in lines(ended.out)] == [
        str(folder / name) for name in ("B.PNG", "a.png", "sub/deep/m.png", "z.png")
    ]
    assert (ended.code, ended.err) == (0, f"neuralite: passed over 2 other files in {folder}\n")


def test_a_folder_without_pictures_is_noted(run: Run, tmp_path: Path) -> None:
    ended = run("predict", tmp_path)
    assert (ended.code, ended.out) == (0, "")
    assert ended.err == f"neuralite: there is no picture in {tmp_path}\n"


def test_a_name_that_no_terminal_can_show_stops_nothing(png: Png, tmp_path: Path) -> None:
    odd = png(tmp_path / "a" / os.fsdecode(b"\xff.png"), 7)
    after = png(tmp_path / "b" / "x.png", 7)
    command: list[str | Path] = [sys.executable, "-m", "neuralite", "predict", odd, after]
    done = subprocess.run(command, capture_output=True, check=True, env=os.environ | {"PYTHONIOENCODING": "utf-8"})
    lines = done.stdout.splitlines()
    assert b"\\udcff.png" in lines[0]
    assert b"mlp 7" in lines[0]
    assert b"mlp 7" in lines[1]


def test_a_file_that_is_named_itself_may_be_called_anything(run: Run, png: Png, tmp_path: Path) -> None:
    (line,) = lines(run("predict", png(tmp_path / "scan.data", 7), "--format", "jsonl").out)
    assert line["text"]["mlp"] == "7"


def test_what_cant_be_read_is_told_and_the_rest_is_read(run: Run, png: Png, broken: Path, tmp_path: Path) -> None:
    good, missing = png(tmp_path / "a.png", 1), tmp_path / "missing.png"
    ended = run("predict", broken, missing, good, "--format", "jsonl")
    told = lines(ended.out)
    assert ended.code == 1
    assert [line["path"] for line in told] == [str(broken), str(missing), str(good)]
    for line, words in zip(told, ("could not be read as an image", "There is no file 'missing.png'"), strict=False):
        assert words in line["error"]
        assert (line["reason"], line["text"], line["digits"]) == (None, {}, [])
    assert told[2]["error"] is None
    assert told[2]["text"]["mlp"] == "1"


def test_a_blank_picture_is_no_error(run: Run, blank: Path) -> None:
    ended = run("predict", blank, "--format", "jsonl")
    (line,) = lines(ended.out)
    assert ended.code == 0
    assert line["error"] is None
    assert line["digits"] == []
    assert line["text"] == dict.fromkeys(SHIPPED, "")
    assert line["reason"] == "There is no ink in this picture."


def test_the_models_are_those_that_are_named(run: Run, png: Png, tmp_path: Path) -> None:
    path = png(tmp_path / "a.png", 1)
    (line,) = lines(run("predict", path, "--model", "mlp", "--format", "jsonl").out)
    assert line["text"].keys() == line["digits"][0]["readings"].keys() == {"mlp"}
    (line,) = lines(run("predict", path, "--model", "mlp", "--model", "logistic", "--format", "jsonl").out)
    assert list(line["text"]) == ["mlp", "logistic"]


def test_single_says_that_a_picture_shows_one_digit(run: Run, png: Png, tmp_path: Path) -> None:
    page = np.full((60, 120), 255, np.uint8)
    page[10:50, 30:36] = page[10:50, 80:86] = 0
    path = tmp_path / "a.png"
    Image.fromarray(page).save(path)
    (line,) = lines(run("predict", path, "--format", "jsonl").out)
    assert [digit["box"] for digit in line["digits"]] == [[30, 10, 36, 50], [80, 10, 86, 50]]
    assert line["text"]["mlp"] == "11"
    (line,) = lines(run("predict", path, "--single", "--format", "jsonl").out)
    assert [digit["box"] for digit in line["digits"]] == [[30, 10, 86, 50]]


def test_a_csv_table_has_a_row_a_picture(run: Run, png: Png, blank: Path, broken: Path, tmp_path: Path) -> None:
    good = png(tmp_path / 'a "7", here.png', 7)
    ended = run("predict", good, blank, broken, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(ended.out)))
    assert ended.code == 1
    columns = [column for name in SHIPPED for column in (name, f"{name}_confidence")]
    assert list(rows[0]) == ["path", "error", "reason", *columns]
    assert [row["path"] for row in rows] == [str(good), str(blank), str(broken)]
    assert (rows[0]["logistic"], rows[0]["mlp"]) == ("7", "7")
    assert 0.5 < float(rows[0]["mlp_confidence"]) <= 1
    assert rows[1]["reason"] == "There is no ink in this picture."
    assert "could not be read" in rows[2]["error"]
    assert all(row["mlp"] == row["mlp_confidence"] == "" for row in rows[1:])


def test_text_is_a_sentence_a_picture(run: Run, png: Png, blank: Path, broken: Path, tmp_path: Path) -> None:
    good = png(tmp_path / "a.png", 7)
    first, second, third = run("predict", good, blank, broken).out.splitlines()
    assert first.startswith(f"{good}: logistic 7 (")
    assert ", mlp 7 (" in first
    assert second == f"{blank}: There is no ink in this picture."
    assert third.startswith(f"{broken}: This file could not be read as an image")


def test_a_line_stays_a_line_whatever_the_files_name_holds(run: Run, png: Png, tmp_path: Path) -> None:
    odd = png(tmp_path / "a\n\x1b[31mb\u2028 é.png", 7)
    (line,) = run("predict", odd).out.splitlines()
    assert line.startswith(f"{tmp_path}/a\\n\\x1b[31mb\\u2028 é.png: ")


def test_the_help_says_once_that_there_may_be_several_paths(run: Run) -> None:
    assert run("predict", "--help").out.splitlines()[0].count("...") == 1


def test_ink_at_the_edge_is_told_beside_the_answer(run: Run, tmp_path: Path) -> None:
    page = np.full((60, 60), 255, np.uint8)
    page[:40, 28:33] = 0
    Image.fromarray(page).save(tmp_path / "cut.png")
    ended = run("predict", tmp_path / "cut.png")
    assert ended.code == 0
    assert "The ink touches the edge of the picture" in ended.out


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_opened_is_told(run: Run, png: Png, tmp_path: Path) -> None:
    path = png(tmp_path / "a.png", 1)
    path.chmod(0)
    assert "could not be opened" in lines(run("predict", path, "--format", "jsonl").out)[0]["error"]


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    """An M, drawn with a pen."""
    page = Image.new("L", (200, 200), 255)
    ImageDraw.Draw(page).line([(40, 160), (40, 40), (100, 120), (160, 40), (160, 160)], fill=0, width=12)
    path = tmp_path / "letter.png"
    page.save(path)
    return path


def test_what_is_no_digit_is_a_question_mark_with_its_reason(run: Run, letter: Path) -> None:
    (line,) = lines(run("predict", letter, "--single", "--format", "jsonl").out)
    assert line["text"] == dict.fromkeys(SHIPPED, "?")
    assert line["reason"] is None
    for reading in line["digits"][0]["readings"].values():
        assert not reading["accepted"]
        assert reading["reason"] == "This does not look like a digit."
    told = run("predict", letter, "--single", "--model", "mlp").out
    assert re.fullmatch(rf"{letter}: mlp \? \([\d.]+%\) This does not look like a digit\.\n", told)
    (row,) = csv.DictReader(io.StringIO(run("predict", letter, "--single", "--format", "csv").out))
    assert (row["mlp"], row["reason"]) == ("?", "This does not look like a digit.")


def test_a_reason_that_not_all_give_names_its_models(
    run: Run, png: Png, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rejection, "least_confidence", lambda model: 1.0 if model.name == "mlp" else 0.0)
    told = run("predict", png(tmp_path / "a.png", 7), "--model", "mlp", "--model", "logistic").out
    assert "mlp ? (" in told
    assert "logistic 7 (" in told
    assert told.endswith("mlp: It could be a 7, but hardly.\n")
