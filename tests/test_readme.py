"""What the README says is so: its examples run, its commands are taken, its tree and its figures are true."""

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner

from neuralite import Recognizer, mnist
from neuralite.cli import app
from neuralite.custom_layers import layer_class
from neuralite.training import judge

PROJECT = Path(__file__).resolve().parent.parent
README = (PROJECT / "README.md").read_text(encoding="utf-8")
LAYER = "class Swish"


def blocks(language: str) -> list[str]:
    """The README's blocks of code in a language."""
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def commands(name: str) -> list[list[str]]:
    """The arguments of the README's ``python -m neuralite NAME`` commands."""
    return [shlex.split(told)[3:] for told in re.findall(rf"python -m neuralite {name}[^`#\n]*", README)]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sample: tuple[mnist.Images, mnist.Labels]) -> Path:
    """The folder in which a reader tries the examples: a picture, the layer, and a small MNIST."""
    images, labels = sample
    Image.fromarray(255 - images[labels == 7][0]).save(tmp_path / "seven.png")
    (tmp_path / "folder").mkdir()
    Image.fromarray(255 - images[labels == 3][0]).save(tmp_path / "folder" / "three.png")
    (tmp_path / "swish.py").write_text(next(block for block in blocks("python") if LAYER in block), encoding="utf-8")
    whole_split = mnist.split
    monkeypatch.setattr(mnist, "load_training", lambda folder: (images, labels))
    monkeypatch.setattr(mnist, "load_test", lambda folder: (images[:100], labels[:100]))
    monkeypatch.setattr(mnist, "split", lambda labels: whole_split(labels, validation=200))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_python_examples_run(desk: Path) -> None:
    namespace: dict[str, Any] = {}
    for block in blocks("python"):
        exec(block, namespace)
    assert namespace["reading"].text["mlp"] == "7"
    assert namespace["digit"].image.shape == (28, 28)


@pytest.mark.parametrize("arguments", commands("predict")[:3], ids=" ".join)
def test_the_predict_commands_are_taken(desk: Path, arguments: list[str]) -> None:
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.output


def test_the_layer_of_ones_own_trains_is_saved_and_reads_beside_the_others(desk: Path) -> None:
    trained = next(arguments for arguments in commands("train") if "swish" in arguments)
    read = next(arguments for arguments in commands("predict") if "swish" in arguments)
    for arguments in ([*trained, "--epochs", "1"], read):
        result = CliRunner().invoke(app, arguments)
        assert result.exit_code == 0, result.output
    assert "swish" in result.output
    for file in (PROJECT / "models").glob("mlp.*"):
        (desk / "runs" / file.name).write_bytes(file.read_bytes())
    reading = Recognizer(models_dir=desk / "runs", layers=[layer_class("swish.py:Swish")]).read("seven.png")
    assert set(reading.text) == {"mlp", "swish"}


@pytest.mark.parametrize("arguments", commands("train"), ids=" ".join)
def test_the_training_commands_are_taken(desk: Path, arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AGAIN", "FLOURISHED", "FEW_PIXELS", "OTHER_WAYS", "NO_DIGIT"):
        monkeypatch.setattr(judge, name, 0.06)
    monkeypatch.setattr(judge, "NEW", 20)
    out = [] if "--out" in arguments else ["--out", "runs"]
    result = CliRunner().invoke(app, [*arguments, "--epochs", "1", *out])
    assert result.exit_code == 0, result.output
    folder = desk / "runs" / ("judge" if arguments[1] == "judge" else "")
    assert (folder / f"{'strokes' if arguments[1] == 'judge' else arguments[1]}.npz").is_file()


def test_export_and_import_are_taken(desk: Path) -> None:
    for arguments in (commands("export")[0], commands("import")[0]):
        result = CliRunner().invoke(app, arguments)
        assert result.exit_code == 0, result.output


def test_the_tree_names_what_is_there() -> None:
    tree = re.search(r"## The tree\n\n```\n(.*?)```", README, re.DOTALL)
    assert tree is not None
    named, folders = set(), [""]
    for line in tree[1].splitlines():
        depth = (len(line) - len(line.lstrip())) // 2
        name = line.split()[0]
        folders[depth + 1 :] = [folders[depth] + name]
        named.add(folders[-1])
        assert len(line.split()) > 1 or name == "scripts/", f"{name} has no purpose"
    assert not [name for name in named if not (PROJECT / name).exists()]
    modules = {
        path.relative_to(PROJECT).as_posix()
        for path in (PROJECT / "neuralite").rglob("*.py")
        if not path.name.startswith("__") and path.parent.name not in ("cli", "ui")
    }
    scripts = {f"scripts/{path.name}" for path in (PROJECT / "scripts").glob("[!_]*.py")}
    assert modules | scripts <= named


@pytest.mark.parametrize("name", ["logistic", "logistic-hog", "mlp", "mlp-small"])
def test_the_accuracies_are_those_of_the_cards(name: str) -> None:
    card = json.loads((PROJECT / "models" / f"{name}.json").read_text(encoding="utf-8"))
    test = card["metrics"]["test"]
    low, high = test["interval"]
    row = next(line for line in README.splitlines() if line.startswith(f"| `{name}`"))
    figures = f"| {card['weights']:,} | {100 * test['accuracy']:.2f} % | {100 * low:.2f} - {100 * high:.2f} % |"
    assert figures in row
    seeds = json.loads((PROJECT / "docs" / "seeds.json").read_text(encoding="utf-8"))[name]
    accuracies = [100 * seed["test"] for seed in seeds]
    assert row.endswith(f"| {min(accuracies):.2f} - {max(accuracies):.2f} % |")
    best = max(seeds, key=lambda seed: seed["validation"])
    assert best["validation"] == card["metrics"]["validation"]["accuracy"]


def test_the_networks_are_as_good_as_was_measured() -> None:
    record = json.loads((PROJECT / "docs" / "networks.json").read_text(encoding="utf-8"))
    section = README[README.index("## Networks") : README.index("## A layer of your own")]
    rows = [line for line in section.splitlines() if line.startswith("|") and "`python -m neuralite train" in line]
    measured = [
        f"| `{network['command']}` | {100 * network['training']:.2f} % | {100 * network['test']:.2f} % |"
        for network in record["networks"]
    ]
    assert [row[row.index("| `") :] for row in rows] == measured


def test_the_json_line_is_as_the_readme_shows_it(desk: Path) -> None:
    arguments = next(arguments for arguments in commands("predict") if "jsonl" in arguments)
    told = json.loads(CliRunner().invoke(app, arguments).output)
    shown = json.loads(blocks("json")[0])
    assert list(told) == list(shown)
    assert told["text"].keys() == shown["text"].keys()
    assert told["digits"][0].keys() == shown["digits"][0].keys()
    assert told["digits"][0]["readings"]["mlp"].keys() == shown["digits"][0]["readings"]["mlp"].keys()


def test_windows_needs_the_same_three_commands() -> None:
    def plain(command: str) -> str:
        return command.replace("\\", "/").replace("/Scripts/", "/bin/").replace("py -m", "python3 -m")

    (windows,) = blocks("bat")
    unix = next(block for block in blocks("bash") if "-m venv" in block)
    assert [plain(command) for command in windows.splitlines()] == unix.splitlines()
    assert len(unix.splitlines()) == 3


@pytest.mark.parametrize("script", re.findall(r"python -m (scripts\.\w+)", README))
def test_the_scripts_start_from_the_projects_folder_without_more(script: str) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    command = [sys.executable, "-m", script, "--help"]
    told = subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=True, timeout=60)
    assert told.stdout.startswith("usage: ")


def test_all_packages_of_the_app_are_explained() -> None:
    pinned = [line.split("==")[0] for line in (PROJECT / "requirements.txt").read_text().splitlines() if "==" in line]
    table = README[README.index("## What it is built on") :]
    assert not [package for package in pinned if not re.search(rf"[|,] {package}[ ,]", table)]
    assert np.__name__ in pinned
