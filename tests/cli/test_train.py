"""`train` writes weights, card and four pictures, and the command that the card names makes the same weights."""

import json
import shlex
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from neuralite import cli, storage
from neuralite.cli.recipe import choose_recipe
from neuralite.training.recipes import RECIPES

Run = Callable[..., Any]
PICTURES = ["mine-accuracy.png", "mine-confusion.png", "mine-coverage.png", "mine-loss.png"]
COMMAND = (
    "train mine --layers 784-16-10 --activation tanh --optimizer nesterov --learning-rate 0.05 --schedule step "
    "--weight-decay 0.001 --dropout 0.1 --epochs 3 --batch-size 40 --patience 2 --seed 7"
)


@pytest.fixture(scope="module")
def trained(small_mnist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the model `mine`, trained from the command line with every option."""
    folder = tmp_path_factory.mktemp("models")
    with pytest.MonkeyPatch.context() as monkeypatch:
        arguments = [*shlex.split(COMMAND), "--data-dir", str(small_mnist), "--out", str(folder)]
        monkeypatch.setattr(sys, "argv", ["neuralite", *arguments])
        with pytest.raises(SystemExit, match="0"):
            cli.main()
    return folder


@pytest.fixture
def card(trained: Path) -> Any:
    return json.loads((trained / "mine.json").read_text())


def test_it_writes_weights_card_and_four_pictures_and_no_more(trained: Path) -> None:
    assert sorted(path.name for path in trained.iterdir()) == [*(*PICTURES, "mine.json", "mine.npz")]


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_a_png_of_a_sane_size_that_shows_something(trained: Path, name: str) -> None:
    with Image.open(trained / name) as image:
        assert image.format == "PNG"
        assert 400 <= min(image.size) <= max(image.size) <= 1200
        assert len(np.unique(np.asarray(image.convert("L")))) > 20


def test_the_card_tells_all_that_the_options_said(card: Any) -> None:
    told = {
        "hidden": [16],
        "activation": "tanh",
        "optimizer": "nesterov",
        "learning_rate": 0.05,
        "schedule": "step",
        "weight_decay": 0.001,
        "dropout": 0.1,
        "epochs": 3,
        "batch_size": 40,
        "patience": 2,
        "seed": 7,
    }
    assert {key: card["recipe"][key] for key in told} == told
    assert [layer["type"] for layer in card["architecture"]["layers"]] == ["Dense", "Tanh", "Dropout", "Dense"]
    assert card["command"] == f"python -m neuralite {COMMAND}"


def test_the_card_has_what_a_model_file_must_tell(card: Any) -> None:
    assert card.keys() >= {
        *("format_version", "title", "architecture", "features", "preparation_version", "recipe", "data_sha256"),
        *("training_seconds", "epochs", "metrics"),
    }
    assert card["examples"] == {"training": 600, "validation": 200, "test": 200}
    assert [epoch["number"] for epoch in card["epochs"]] == list(range(1, len(card["epochs"]) + 1))
    assert card["metrics"].keys() == {"training", "validation", "test"}
    for figures in card["metrics"].values():
        assert figures.keys() >= {"accuracy", "interval", "per_class", "confusion", "mistakes"}


def test_the_card_names_the_command_that_makes_the_same_weights(
    run: Run, card: Any, small_mnist: Path, tmp_path: Path
) -> None:
    python, option, module, *arguments = shlex.split(card["command"])
    assert (python, option, module) == ("python", "-m", "neuralite")
    ended = run(*arguments, "--data-dir", small_mnist, "--out", tmp_path)
    assert ended.code == 0
    again = json.loads((tmp_path / "mine.json").read_text())
    assert again["weights_sha256"] == card["weights_sha256"]
    assert again["metrics"] == card["metrics"]
    # While it trains, the terminal has a line an epoch; what is printed is the result.
    assert [line.split()[1] for line in ended.err.splitlines() if line.startswith("epoch")] == [
        str(epoch["number"]) for epoch in card["epochs"]
    ]
    assert ended.out.startswith(f"mine: training {card['metrics']['training']['accuracy']:.2%}, validation ")
    assert ended.out.endswith(f"Written to {tmp_path}.\n")


def test_evaluating_it_gives_the_figures_of_its_card(run: Run, trained: Path, card: Any, small_mnist: Path) -> None:
    ended = run("evaluate", "--models-dir", trained, "--data-dir", small_mnist, "--format", "json")
    figures = json.loads(ended.out)["models"]["mine"]
    assert figures["accuracy"] == card["metrics"]["test"]["accuracy"]
    assert figures["confusion"] == card["metrics"]["test"]["confusion"]


@pytest.mark.parametrize("name", ["logistic", "mlp"])
def test_a_recipe_can_be_changed_in_single_figures(run: Run, small_mnist: Path, tmp_path: Path, name: str) -> None:
    assert run("train", name, "--epochs", 1, "--data-dir", small_mnist, "--out", tmp_path).code == 0
    card = storage.load(tmp_path, name).card
    assert len(card["epochs"]) == 1
    assert card["command"] == f"python -m neuralite train {name} --epochs 1"


def test_a_changed_recipe_goes_to_runs_and_leaves_the_models_alone(
    run: Run, small_mnist: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NEURALITE_MODELS", str(tmp_path / "models"))
    ended = run("train", "logistic", "--epochs", 1, "--data-dir", small_mnist)
    assert ended.err.startswith("neuralite: a changed recipe does not replace 'logistic': it goes to runs/\n")
    assert ended.out.endswith("Written to runs.\n")
    assert storage.names(tmp_path / "runs") == ["logistic"]
    assert not (tmp_path / "models").exists()


@pytest.mark.parametrize("arguments", [["logistic"], ["logistic", "--epochs", "1"], ["mine", "--layers", "784-10"]])
def test_a_recipe_as_it_is_and_a_new_name_go_to_the_models(
    run: Run, small_mnist: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NEURALITE_MODELS", str(tmp_path / "models"))
    # A recipe that is followed as it is, in a second.
    monkeypatch.setitem(RECIPES, "logistic", replace(RECIPES["logistic"], epochs=1))
    ended = run("train", *arguments, "--data-dir", small_mnist)
    assert ended.code == 0
    assert storage.names(tmp_path / "models") == [arguments[0]]
    assert not (tmp_path / "runs").exists()


@pytest.mark.parametrize(
    ("name", "given", "title", "dropout", "input_dropout"),
    [
        ("mlp", {"layers": "784-10"}, "mlp", 0.0, 0.0),
        ("logistic", {"layers": "784-32-10"}, "logistic", 0.0, 0.0),
        ("logistic", {"layers": "784-32-10", "dropout": 0.3}, "logistic", 0.3, 0.0),
        ("mlp", {"layers": "784-32-10"}, "Multilayer perceptron", 0.4, 0.2),
        ("mlp", {"epochs": 3}, "Multilayer perceptron", 0.4, 0.2),
        ("logistic", {"seed": 3}, "Logistic regression", 0.0, 0.0),
    ],
)
def test_layers_of_another_kind_take_neither_the_title_nor_the_dropout_of_the_recipe(
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    given: dict[str, Any],
    title: str,
    dropout: float,
    input_dropout: float,
) -> None:
    monkeypatch.setitem(RECIPES, "mlp", replace(RECIPES["mlp"], dropout=0.4, input_dropout=0.2))
    recipe = choose_recipe(name, given)
    assert (recipe.title, recipe.dropout, recipe.input_dropout) == (title, dropout, input_dropout)


LAYER = '''
import numpy as np
from neuralite.nn import Layer


class Sine(Layer):
    """y = sin x"""

    def forward(self, x, rng):
        return np.sin(x), x

    def backward(self, dy, saved):
        return dy * np.cos(saved)
'''


def test_a_layer_of_ones_own_trains_and_reads_beside_the_others(
    run: Run, small_mnist: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sine.py").write_text(LAYER)
    Image.fromarray(255 - 255 * np.eye(40, dtype=np.uint8)).save(tmp_path / "x.png")
    named, models = f"{tmp_path / 'sine.py'}:Sine", tmp_path / "models"
    common = ("--epochs", 1, "--data-dir", small_mnist, "--out", models)
    assert run("train", "sine", "--layers", "784-16-10", "--activation", named, *common).code == 0
    assert run("train", "plain", "--layers", "784-10", *common).code == 0
    predict = ("predict", tmp_path / "x.png", "--models-dir", models, "--format", "jsonl")

    without = run(*predict)
    assert json.loads(without.out)["text"].keys() == {"plain"}
    assert "layer 'Sine' that is not known here" in without.err

    for options, variable in ((("--layer", named), ""), ((), named)):
        monkeypatch.setenv("NEURALITE_LAYERS", variable)
        ended = run(*predict, *options)
        assert json.loads(ended.out)["text"].keys() == {"plain", "sine"}
        assert ended.err == ""


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["mine"], "there is no recipe 'mine', only logistic, logistic-hog, mlp, mlp-small; a new name needs --layers"),
        (["../mine", "--layers", "784-10"], "a model's name is of lower-case letters"),
        (["mine", "--layers", "784-9"], "layers are written 784-...-10, like 784-256-10, not '784-9'"),
        (["mine", "--layers", "784-0-10"], "layers are written 784-...-10"),
        (["mine", "--layers", "big"], "layers are written 784-...-10"),
        (["mlp", "--activation", "swish"], "no activation 'swish'; there are relu, sigmoid, tanh and FILE.py:Class"),
        (["mlp", "--activation", "missing.py:Sine"], "'missing.py:Sine' names no layer"),
        (["mlp", "--optimizer", "lion"], "no optimizer 'lion'"),
        (["mlp", "--schedule", "linear"], "no schedule 'linear'"),
        (["mlp", "--learning-rate", "0"], "a learning rate is above 0"),
        (["mlp", "--epochs", "0"], "epochs, batch size and patience are at least 1"),
        (["mlp", "--dropout", "1"], "a dropout rate is at least 0 and below 1"),
        (["logistic", "--activation", "tanh"], "softmax regression has no hidden layer: leave out --activation"),
        (["mine", "--layers", "784-10", "--dropout", "0.2"], "softmax regression has no hidden layer"),
        (["mlp", "--seed", "-1"], "a seed is at least 0, not -1"),
    ],
)
def test_what_cant_be_trained_is_told_in_a_line(
    run: Run, small_mnist: Path, tmp_path: Path, options: list[str], words: str
) -> None:
    assert words in run("train", *options, "--data-dir", small_mnist, "--out", tmp_path / "models").complaint
    assert not (tmp_path / "models").exists()


def test_an_activation_that_needs_arguments_is_told_in_a_line(run: Run, tmp_path: Path) -> None:
    lines = "from neuralite.nn import Layer", "class Leaky(Layer):", "    def __init__(self, slope): ..."
    (tmp_path / "leaky.py").write_text("\n".join(lines))
    ended = run("train", "leaky", "--layers", "784-16-10", "--activation", f"{tmp_path / 'leaky.py'}:Leaky")
    assert "made without arguments" in ended.complaint
    assert "'slope'" in ended.complaint


def test_a_folder_that_cant_be_written_to_is_told_in_a_line(run: Run, small_mnist: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    ended = run("train", "logistic", "--epochs", 1, "--data-dir", small_mnist, "--out", tmp_path / "file")
    assert ended.complaint == f"[Errno 17] File exists: '{tmp_path / 'file'}'"


def test_a_training_that_diverges_ends_with_a_line_and_writes_no_model(
    run: Run, small_mnist: Path, tmp_path: Path
) -> None:
    options = ("--layers", "784-16-10", "--optimizer", "sgd", "--learning-rate", "1e30")
    ended = run("train", "mine", *options, "--data-dir", small_mnist, "--out", tmp_path)
    assert (ended.code, ended.out) == (1, "")
    last = ended.err.splitlines()[-1]
    assert last.startswith("neuralite: training diverged at step ")
    assert last.endswith("give a smaller --learning-rate")
    assert "Warning" not in ended.err
    assert list(tmp_path.iterdir()) == []


def test_without_mnist_it_is_told_how_to_get_it(run: Run, tmp_path: Path) -> None:
    complaint = run("train", "mlp", "--data-dir", tmp_path).complaint
    assert "train" in complaint
    assert "python -m neuralite fetch" in complaint
