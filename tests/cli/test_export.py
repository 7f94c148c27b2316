"""`export` and `import`: a model goes out as JSON that a person can read, and comes back to the bit."""

import json
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from neuralite import MLP, mnist, storage

Run = Callable[..., Any]


@pytest.fixture
def models(tmp_path: Path) -> Path:
    """A folder with the small model `mine`."""
    storage.save(tmp_path / "models", "mine", MLP((3,), rng=np.random.default_rng(0)), {"title": "Mine"})
    return tmp_path / "models"


def test_a_model_goes_out_and_comes_back(
    run: Run, models: Path, tmp_path: Path, sample: tuple[mnist.Images, mnist.Labels]
) -> None:
    file, folder = tmp_path / "new" / "mine.json", tmp_path / "back"
    assert run("export", "mine", "--out", file, "--models-dir", models).out == f"mine is in {file}.\n"
    assert run("import", file, "--out", folder).out == f"mine is in {folder}.\n"
    before, after = storage.load(models, "mine"), storage.load(folder, "mine")
    assert after.card == before.card
    images = sample[0]
    assert after.classifier.predict_proba(images).tobytes() == before.classifier.predict_proba(images).tobytes()


def test_the_file_has_layers_nodes_biases_and_weights(run: Run, models: Path, tmp_path: Path) -> None:
    run("export", "mine", "--out", tmp_path / "mine.json", "--models-dir", models)
    layers = json.loads((tmp_path / "mine.json").read_text())["layers"]
    assert [layer["type"] for layer in layers] == ["Dense", "ReLU", "Dense"]
    assert [[len(node["weights"]) for node in layer["nodes"]] for layer in (layers[0], layers[2])] == [
        *([784] * 3, [3] * 10)
    ]


def test_a_model_can_come_back_under_another_name(run: Run, models: Path, tmp_path: Path) -> None:
    run("export", "mine", "--out", tmp_path / "mine.json", "--models-dir", models)
    run("import", tmp_path / "mine.json", "--name", "yours", "--out", models)
    assert storage.names(models) == ["mine", "yours"]


def test_a_model_that_is_there_is_only_replaced_by_name(
    run: Run, models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "mine.json"
    run("export", "mine", "--out", file, "--models-dir", models)
    weights = (models / "mine.npz").read_bytes()
    (models / "mine.npz").write_bytes(b"precious")
    monkeypatch.setenv("NEURALITE_MODELS", str(models))
    complaint = run("import", file).complaint
    assert complaint == f"There is a model 'mine' in {models} already: give another --name, or --out."
    assert (models / "mine.npz").read_bytes() == b"precious"
    assert run("import", file, "--name", "mine").code == 0
    assert (models / "mine.npz").read_bytes() == weights


def test_an_edited_network_comes_back_without_the_figures_of_the_one_before(
    run: Run, models: Path, tmp_path: Path
) -> None:
    storage.save(
        models, "mine", MLP((3,), rng=np.random.default_rng(0)), {"title": "Mine", "epochs": [], "metrics": {}}
    )
    file = tmp_path / "mine.json"
    run("export", "mine", "--out", file, "--models-dir", models)
    assert run("import", file, "--out", tmp_path / "same").err == ""
    told = json.loads(file.read_text())
    told["layers"][0]["nodes"][0]["bias"] = 7
    file.write_text(json.dumps(told))
    ended = run("import", file, "--out", tmp_path / "edited")
    assert ended.err == "neuralite: mine.json was edited; its card no longer tells epochs, metrics\n"
    assert storage.load(tmp_path / "same", "mine").card.keys() >= {"title", "epochs", "metrics"}
    card = storage.load(tmp_path / "edited", "mine").card
    assert card["title"] == "Mine"
    assert not card.keys() & {"epochs", "metrics"}


@pytest.mark.parametrize("suffix", [".json", ".npz"])
def test_an_export_never_takes_the_place_of_a_models_files(run: Run, models: Path, suffix: str) -> None:
    before = {path: path.read_bytes() for path in models.iterdir()}
    complaint = run("export", "mine", "--out", models / f"mine{suffix}", "--models-dir", models).complaint
    assert complaint == f"{models / f'mine{suffix}'} belongs to the model 'mine': choose another file"
    assert {path: path.read_bytes() for path in models.iterdir()} == before


def test_an_export_that_fails_leaves_the_file_of_before(
    run: Run, models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "x.json").write_text("old")

    def write(file: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", write)
    assert "No space left" in run("export", "mine", "--out", tmp_path / "x.json", "--models-dir", models).complaint
    assert (tmp_path / "x.json").read_text() == "old"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_an_export_can_go_into_a_pipe(run: Run, models: Path, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with ThreadPoolExecutor(1) as pool:
        text = pool.submit((tmp_path / "pipe").read_text)
        assert run("export", "mine", "--out", tmp_path / "pipe", "--models-dir", models).code == 0
        assert json.loads(text.result(60))["name"] == "mine"
    assert (tmp_path / "pipe").is_fifo()


def test_a_missing_model_is_told_in_a_line(run: Run, models: Path, tmp_path: Path) -> None:
    complaint = run("export", "your", "--out", tmp_path / "x.json", "--models-dir", models).complaint
    assert complaint == f"There is no model 'your' in {models}; there are: mine."
    assert not (tmp_path / "x.json").exists()


def test_a_file_that_cant_be_written_is_told_in_a_line(run: Run, models: Path) -> None:
    complaint = run("export", "mine", "--out", models / "mine.npz" / "x.json", "--models-dir", models).complaint
    assert str(models / "mine.npz") in complaint


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "bad.json can't be read"),
        ("[" * 100_000, "bad.json can't be read"),
        ("{}", "bad.json is not a network that `neuralite export` wrote (version 1)."),
        (None, "bad.json can't be read"),
    ],
)
def test_damaged_json_is_told_in_a_line(run: Run, tmp_path: Path, text: str | None, words: str) -> None:
    if text is not None:
        (tmp_path / "bad.json").write_text(text)
    assert words in run("import", tmp_path / "bad.json", "--out", tmp_path / "back").complaint
    assert not (tmp_path / "back").exists()


def test_the_name_in_the_file_cant_lead_out_of_the_folder(run: Run, models: Path, tmp_path: Path) -> None:
    file = tmp_path / "mine.json"
    run("export", "mine", "--out", file, "--models-dir", models)
    file.write_text(json.dumps(json.loads(file.read_text()) | {"name": "../evil"}))
    assert "a model's name is of lower-case letters" in run("import", file, "--out", tmp_path / "back").complaint
    assert not (tmp_path / "evil.npz").exists()
