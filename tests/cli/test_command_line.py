"""The program as a shell meets it: its commands, exit codes, and one line instead of a traceback."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from neuralite import LogisticRegression, storage
from neuralite.images.normalization import PREPARATION_VERSION

Run = Callable[..., Any]
Png = Callable[[Path, int], Path]
COMMANDS = ("predict", "evaluate", "fetch", "train", "export", "import")


def test_it_runs_as_a_module_from_any_folder(png: Png, tmp_path: Path) -> None:
    ended = subprocess.run(
        [
            sys.executable,
            "-m",
            "neuralite",
            "predict",
            png(tmp_path / "a.png", 7).name,
            "missing.png",
            "--format=jsonl",
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    first, second = (json.loads(line) for line in ended.stdout.splitlines())
    assert (first["path"], first["text"]["mlp"]) == ("a.png", "7")
    assert "There is no file" in second["error"]
    assert (ended.returncode, ended.stderr) == (1, "")


def test_help_names_every_command(run: Run) -> None:
    told = run("--help")
    assert told.code == 0
    assert all(f"\n  {command} " in told.out for command in COMMANDS)


@pytest.mark.parametrize("options", [("--format", "jsonl"), ("--help",)], ids=" ".join)
def test_a_reader_that_has_seen_enough_ends_it_quietly(png: Png, tmp_path: Path, options: tuple[str, ...]) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "neuralite", "predict", png(tmp_path / "a.png", 7), *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    with process.stderr:
        assert process.stderr.read() == b""
    assert process.wait(60) == 1


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(run: Run, command: str) -> None:
    told = run(command, "--help")
    assert told.code == 0
    assert "Usage: " in told.out


@pytest.mark.parametrize("arguments", [["predict"], ["prdict"], ["predict", "a.png", "--format", "xml"], ["train"]])
def test_a_slip_in_the_command_is_told_with_exit_code_2(run: Run, arguments: list[str]) -> None:
    ended = run(*arguments)
    assert ended.code == 2
    assert "Error" in ended.err


@pytest.mark.parametrize("command", [["predict", "x.png"], ["evaluate"]])
def test_a_folder_without_models_is_told(run: Run, tmp_path: Path, command: list[str]) -> None:
    ended = run(*command, "--models-dir", tmp_path)
    assert ended.code == 1
    assert ended.err == (
        f"neuralite: There is no model to read with in {tmp_path}.\nTrain one with `python -m neuralite train`.\n"
    )


def test_a_model_that_is_not_there_is_told(run: Run) -> None:
    complaint = run("predict", "x.png", "--model", "cnn").complaint
    assert complaint.startswith("There is no model 'cnn' in ")
    assert complaint.endswith("there are: logistic, logistic-hog, mlp, mlp-small.")


def test_a_damaged_model_is_left_out_with_a_note_and_refused_by_name(run: Run, png: Png, tmp_path: Path) -> None:
    storage.save(tmp_path, "sound", LogisticRegression(), {"preparation_version": PREPARATION_VERSION})
    storage.save(tmp_path, "other", LogisticRegression(), {"preparation_version": PREPARATION_VERSION - 1})
    storage.save(tmp_path, "broken", LogisticRegression(), {"preparation_version": PREPARATION_VERSION})
    np.savez(tmp_path / "broken.npz", weight=np.zeros(3))
    command = ("predict", png(tmp_path / "a.png", 1), "--models-dir", tmp_path, "--format", "jsonl")
    ended = run(*command)
    assert ended.code == 0
    assert json.loads(ended.out)["text"].keys() == {"sound"}
    assert [line.split(":")[1].split()[0] for line in ended.err.splitlines()] == ["broken.npz", "other.json"]
    assert "broken.npz lacks array '0.weight'" in run(*command, "--model", "broken").complaint
    assert f"preparation version {PREPARATION_VERSION - 1}" in run(*command, "--model", "other").complaint


def test_the_variable_names_the_folder_of_models(
    run: Run, png: Png, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    storage.save(tmp_path, "mine", LogisticRegression(), {"preparation_version": PREPARATION_VERSION})
    monkeypatch.setenv("NEURALITE_MODELS", str(tmp_path))
    ended = run("predict", png(tmp_path / "a.png", 1), "--format", "jsonl")
    assert json.loads(ended.out)["text"].keys() == {"mine"}
