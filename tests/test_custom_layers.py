"""A layer of one's own is one class: it trains, saves and loads, and its code never comes from a model's file."""

import json
import os
import sys
from pathlib import Path

import numpy as np
import pytest

from neuralite import MLP, LogisticRegression, ModelFileError, Recognizer, exchange, mnist, storage
from neuralite.custom_layers import layer_class, layer_classes
from neuralite.images.normalization import PREPARATION_VERSION
from neuralite.nn import Adam, Layer, check_layer

CODE = '''
import numpy as np
from neuralite.nn import Layer


class Square(Layer):
    """y = x |x|"""

    def forward(self, x, rng):
        return x * np.abs(x), x

    def backward(self, dy, saved):
        return 2 * np.abs(saved) * dy


class Cube(Square):
    """Another layer of the same file."""


class Stranger:
    """No layer."""
'''
CARD = {"preparation_version": PREPARATION_VERSION}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file with layers of one's own."""
    path = tmp_path / "my_layers.py"
    path.write_text(CODE)
    return path


@pytest.fixture
def square(file: Path) -> type[Layer]:
    return layer_class(f"{file}:Square")


@pytest.fixture
def models(tmp_path: Path, square: type[Layer]) -> Path:
    """A folder with an ordinary model and one that contains the layer of one's own."""
    storage.save(tmp_path / "models", "logistic", LogisticRegression(), CARD)
    storage.save(tmp_path / "models", "squared", MLP((6,), rng=np.random.default_rng(0), activation=square), CARD)
    return tmp_path / "models"


def test_one_class_is_enough_for_a_layer(square: type[Layer]) -> None:
    assert square()(np.array([[-2.0, 0.5]])).tolist() == [[-4.0, 0.25]]
    assert check_layer(square(), np.random.default_rng(0).normal(size=(3, 4))) < 1e-6


def test_a_network_with_it_learns(square: type[Layer], sample: tuple[mnist.Images, mnist.Labels]) -> None:
    images, labels = sample[0][:200], sample[1][:200]
    rng = np.random.default_rng(0)
    mlp = MLP((16,), rng=rng, activation=square).fit(images, labels, rng=rng, epochs=20, batch_size=32)
    assert mlp.score(images, labels) > 0.9


LEARNT = """
import numpy as np
from neuralite.nn import Layer


class PReLU(Layer):
    # y = x where x > 0, else s x, with one s that is learnt

    def build(self, inputs, rng):
        self.parameters = {"slope": np.float64(0.25)}
        return inputs

    def forward(self, x, rng):
        return np.where(x > 0, x, self.parameters["slope"] * x), x

    def backward(self, dy, saved):
        return np.where(saved > 0, dy, self.parameters["slope"] * dy)

    def gradients(self, dy, saved):
        return {"slope": (dy * np.minimum(saved, 0)).sum()}


class Affine(Layer):
    # y = w x + b for each number by itself

    def build(self, inputs, rng):
        self.parameters = {"weight": np.ones(inputs), "bias": np.zeros(inputs)}
        return inputs

    def forward(self, x, rng):
        return self.parameters["weight"] * x + self.parameters["bias"], x

    def backward(self, dy, saved):
        return self.parameters["weight"] * dy

    def gradients(self, dy, saved):
        return {"weight": (dy * saved).sum(axis=0), "bias": dy.sum(axis=0)}
"""


@pytest.mark.parametrize(("name", "first"), [("PReLU", {"slope": 0.25}), ("Affine", {"weight": 1, "bias": 0})])
def test_a_layer_that_learns_is_checked_trained_saved_loaded_exported_and_imported(
    file: Path, tmp_path: Path, sample: tuple[mnist.Images, mnist.Labels], name: str, first: dict[str, float]
) -> None:
    file.write_text(LEARNT)
    layer = layer_class(f"{file}:{name}")
    assert check_layer(layer(), np.random.default_rng(0).normal(size=(5, 4))) < 1e-6

    rng = np.random.default_rng(0)
    mlp = MLP((12,), rng=rng, activation=layer)
    part = sample[0][:300], sample[1][:300]
    mlp.fit(*part, rng=rng, epochs=8, batch_size=30, optimizer=Adam(0.01))
    assert mlp.score(*part) > 0.9
    for parameter, value in first.items():
        assert (mlp.network.parameters[f"1.{parameter}"] != value).all()

    storage.save(tmp_path / "models", "own", mlp, CARD)
    loaded = storage.load(tmp_path / "models", "own", [layer])
    imported = exchange.from_json(json.loads(json.dumps(exchange.to_json(loaded))), "own.json", [layer])
    for again in (loaded, imported):
        assert again.classifier.logits(sample[0]).tobytes() == mlp.logits(sample[0]).tobytes()


def test_a_model_with_it_loads_when_the_class_is_passed_in(
    models: Path, square: type[Layer], sample: tuple[mnist.Images, mnist.Labels]
) -> None:
    model = storage.load(models, "squared", [square])
    same = MLP((6,), rng=np.random.default_rng(0), activation=square)
    assert model.classifier.logits(sample[0][:9]).tobytes() == same.logits(sample[0][:9]).tobytes()


def test_without_the_class_the_model_is_refused_with_the_remedy(models: Path) -> None:
    with pytest.raises(
        ModelFileError, match=r"layer 'Square' that is not known here: pass its class .*NEURALITE_LAYERS"
    ):
        storage.load(models, "squared")


@pytest.mark.parametrize("name", ["my_layers.Square", "my_layers:Square", "neuralite.nn.layers.ReLU", "__import__"])
def test_a_name_in_a_models_file_imports_nothing(
    models: Path, file: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(file.parent)
    monkeypatch.syspath_prepend(file.parent)
    file.write_text(f"{CODE}\nopen('was-run', 'w').close()\n")
    card = json.loads((models / "squared.json").read_text())
    card["architecture"]["layers"][1]["type"] = name
    (models / "squared.json").write_text(json.dumps(card))
    with pytest.raises(ModelFileError, match="is not known here"):
        storage.load(models, "squared")
    assert not Path("was-run").exists()


def test_a_model_with_it_shows_up_beside_the_others(models: Path, square: type[Layer]) -> None:
    image = 255 - 255 * np.eye(60, dtype=np.uint8).repeat(3, axis=1)
    reading = Recognizer(models_dir=models, layers=[square]).read(image)
    assert reading.text.keys() == {"logistic", "squared"}
    assert set(reading.digits[0].readings) == {"logistic", "squared"}


def test_without_the_class_the_other_models_still_read(models: Path) -> None:
    recognizer = Recognizer(models_dir=models)
    assert list(recognizer.models) == ["logistic"]
    assert len(recognizer.problems) == 1
    assert "'Square'" in recognizer.problems[0]


def test_layers_come_from_the_options_and_from_the_variable(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert layer_classes() == []
    monkeypatch.setenv("NEURALITE_LAYERS", f"{file}:Square,{file}:Cube")
    assert [layer.__name__ for layer in layer_classes()] == ["Square", "Cube"]
    assert [layer.__name__ for layer in layer_classes([f"{file}:Cube"])] == ["Cube", "Square"]


def test_a_file_runs_once_for_all_its_classes_and_again_when_it_has_changed(file: Path) -> None:
    file.write_text(f"{CODE}\nwith open({str(file.parent / 'runs')!r}, 'a') as runs:\n    runs.write('x')\n")
    first, again = layer_classes([f"{file}:Square", f"{file.parent / '.' / file.name}:Cube"])
    assert issubclass(again, first)
    assert (file.parent / "runs").read_text() == "x"
    file.write_text(CODE.replace("Square", "Quadrat"))
    os.utime(file, ns=(1, 1))
    assert layer_class(f"{file}:Quadrat").__name__ == "Quadrat"


def test_files_of_one_name_in_two_folders_are_two_files(tmp_path: Path) -> None:
    classes = []
    for folder, code in (("a", CODE), ("b", CODE.replace("Cube", "Block"))):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "layers.py").write_text(code)
        classes.append(layer_class(f"{tmp_path / folder / 'layers.py'}:Square"))
    modules = [sys.modules[found.__module__] for found in classes]
    assert [hasattr(module, "Block") for module in modules] == [False, True]


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("class Square(", "SyntaxError: "),
        ("import torch_of_tomorrow", "ModuleNotFoundError: No module named 'torch_of_tomorrow'"),
        ("1 / 0", "ZeroDivisionError: division by zero"),
    ],
)
def test_a_file_that_cant_be_run_is_told_and_leaves_nothing_behind(file: Path, code: str, words: str) -> None:
    file.write_text(code)
    before = set(sys.modules)
    with pytest.raises(ValueError, match=rf"my_layers\.py can't be run: {words}"):
        layer_class(f"{file}:Square")
    assert set(sys.modules) == before


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Square", "names no layer: write FILE.py:Class"),
        ("missing.py:Square", "names no layer: write FILE.py:Class, of a file that exists"),
        ("my_layers.py:", "names no layer"),
        ("my_layers.py:Circle", "has no class 'Circle' that is a neuralite.nn.Layer"),
        ("my_layers.py:Stranger", "has no class 'Stranger' that is a neuralite.nn.Layer"),
        ("my_layers.py:np", "has no class 'np'"),
        ("notes.txt:Square", "is not a Python file"),
    ],
)
def test_what_names_no_layer_is_told(file: Path, monkeypatch: pytest.MonkeyPatch, name: str, words: str) -> None:
    monkeypatch.chdir(file.parent)
    Path("notes.txt").write_text(CODE)
    with pytest.raises(ValueError, match=words):
        layer_class(name)
