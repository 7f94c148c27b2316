"""A model comes back from its two files as it went in, and they are replaced together or not at all."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from neuralite import MLP, LogisticRegression, Recognizer, mnist, storage
from neuralite.images.normalization import PREPARATION_VERSION
from neuralite.nn import Layer, Tanh
from neuralite.storage import ModelFileError


@pytest.fixture
def classifier() -> MLP:
    return MLP((5,), rng=np.random.default_rng(1), activation="tanh", dropout=0.25, input_dropout=0.1)


def test_a_model_comes_back_to_the_bit(
    tmp_path: Path, classifier: MLP, sample: tuple[mnist.Images, mnist.Labels]
) -> None:
    storage.save(tmp_path / "new", "small", classifier, {"title": "A small one", "epochs": [1, 2]})
    model = storage.load(tmp_path / "new", "small")
    assert model.name == "small"
    assert model.title == "A small one"
    assert model.card["epochs"] == [1, 2]
    assert model.classifier.network.architecture() == classifier.network.architecture()
    images = sample[0][:50]
    assert model.classifier.predict_proba(images).tobytes() == classifier.predict_proba(images).tobytes()


def test_the_files_say_what_the_model_is(tmp_path: Path, classifier: MLP) -> None:
    storage.save(tmp_path, "small", classifier, {})
    card = json.loads((tmp_path / "small.json").read_text())
    assert card["format_version"] == 1
    assert card["features"] == "pixels"
    assert card["weights"] == 784 * 5 + 5 + 5 * 10 + 10
    assert [layer["type"] for layer in card["architecture"]["layers"]] == [
        *("Dropout", "Dense", "Tanh", "Dropout", "Dense")
    ]
    with np.load(tmp_path / "small.npz", allow_pickle=False) as arrays:
        assert {name: (arrays[name].shape, arrays[name].dtype.str) for name in arrays.files} == {
            "1.weight": ((784, 5), "<f4"),
            "1.bias": ((5,), "<f4"),
            "4.weight": ((5, 10), "<f4"),
            "4.bias": ((10,), "<f4"),
        }


def test_a_model_without_a_title_goes_by_its_name(tmp_path: Path, classifier: MLP) -> None:
    storage.save(tmp_path, "small", classifier, {})
    assert storage.load(tmp_path, "small").title == "small"


@pytest.fixture
def old(tmp_path: Path) -> dict[str, bytes]:
    """The two files of an untrained model `one`, as bytes by their name."""
    storage.save(tmp_path, "one", LogisticRegression(), {"title": "old"})
    return files(tmp_path)


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("suffix", [".npz", ".json"])
def test_when_the_disk_is_full_the_old_pair_stays(
    tmp_path: Path, old: dict[str, bytes], monkeypatch: pytest.MonkeyPatch, suffix: str
) -> None:
    opened = Path.open

    def open_part(path: Path, *arguments: Any, **options: Any) -> Any:
        if suffix in path.name:
            raise OSError(28, "No space left on device")
        return opened(path, *arguments, **options)

    monkeypatch.setattr(Path, "open", open_part)
    with pytest.raises(OSError, match="No space left"):
        storage.save(tmp_path, "one", MLP((3,), rng=np.random.default_rng(0)), {"title": "new"})
    monkeypatch.undo()
    assert files(tmp_path) == old


@pytest.mark.parametrize("figure", [float("nan"), {1, 2}])
def test_a_card_that_json_cant_hold_leaves_the_old_pair(tmp_path: Path, old: dict[str, bytes], figure: object) -> None:
    with pytest.raises((TypeError, ValueError), match="JSON"):
        storage.save(tmp_path, "one", MLP((3,), rng=np.random.default_rng(0)), {"accuracy": figure})
    assert files(tmp_path) == old


@pytest.mark.usefixtures("old")
def test_a_pair_that_was_cut_apart_is_noticed(tmp_path: Path, classifier: MLP, monkeypatch: pytest.MonkeyPatch) -> None:
    storage.save(tmp_path, "one", classifier, {})
    replace = Path.replace

    def cut(path: Path, target: Path) -> Path:
        if target.suffix == ".json":
            raise OSError(5, "Input/output error")
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", cut)
    classifier.network.parameters["1.bias"] += 1
    with pytest.raises(OSError, match="Input/output"):
        storage.save(tmp_path, "one", classifier, {})
    assert sorted(files(tmp_path)) == ["one.json", "one.npz"]
    with pytest.raises(ModelFileError, match="do not belong together"):
        storage.load(tmp_path, "one")


def test_the_models_of_a_folder_are_its_pairs(tmp_path: Path) -> None:
    for name in ("b.npz", "b.json", "a.npz", "a.json", "lonely.npz", "c.json", "loss.png"):
        (tmp_path / name).touch()
    assert storage.names(tmp_path) == ["a", "b"]
    assert storage.names(tmp_path / "missing") == []


def test_the_option_goes_before_the_variable_and_the_variable_before_the_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEURALITE_MODELS", str(tmp_path / "variable"))
    assert storage.models_folder(tmp_path / "option") == tmp_path / "option"
    assert storage.models_folder() == tmp_path / "variable"
    monkeypatch.delenv("NEURALITE_MODELS")
    monkeypatch.chdir(tmp_path)
    assert storage.models_folder() == Path(__file__).resolve().parent.parent / "models"


def test_a_missing_model_is_told_with_those_that_are_there(tmp_path: Path, old: dict[str, bytes]) -> None:
    with pytest.raises(ModelFileError, match=r"There is no model 'two' in .*; there are: one"):
        storage.load(tmp_path, "two")


def impostor(name: str) -> type[Layer]:
    """A layer of one's own under a name that may be another's."""
    return type(name, (Tanh,), {})


@pytest.mark.parametrize(
    ("layers", "name"),
    [([impostor("ReLU")], "ReLU"), ([impostor("Mine"), impostor("Mine")], "Mine")],
    ids=["of the package", "of one's own"],
)
def test_a_name_of_a_layer_stands_for_one_class(
    tmp_path: Path, classifier: MLP, layers: list[type[Layer]], name: str
) -> None:
    storage.save(tmp_path, "one", classifier, {"preparation_version": PREPARATION_VERSION})
    with pytest.raises(ValueError, match=f"there are two layers '{name}': give your own another name"):
        storage.load(tmp_path, "one", layers)
    with pytest.raises(ValueError, match=f"there are two layers '{name}'"):
        Recognizer(models_dir=tmp_path, layers=layers)


def test_the_same_class_may_be_passed_twice(tmp_path: Path, classifier: MLP) -> None:
    storage.save(tmp_path, "one", classifier, {})
    mine = impostor("Mine")
    assert storage.load(tmp_path, "one", [mine, Tanh, mine]).name == "one"


def test_a_layer_that_would_load_as_another_is_not_saved(tmp_path: Path) -> None:
    network = MLP((3,), rng=np.random.default_rng(0), activation=impostor("ReLU"))
    with pytest.raises(ValueError, match="there are two layers 'ReLU'"):
        storage.save(tmp_path, "one", network, {})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["", "../evil", "a/b", "a\\b", ".hidden", "-x", "A", "ä", "a b", "a\n"])
def test_a_name_that_leads_elsewhere_is_not_written_to(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="a model's name is of lower-case letters"):
        storage.save(tmp_path / "models", name, LogisticRegression(), {})
    assert list(tmp_path.rglob("*.npz")) == []


def test_a_card_cant_claim_another_format(tmp_path: Path) -> None:
    card: dict[str, Any] = {"format_version": 99, "weights": 3}
    storage.save(tmp_path, "one", LogisticRegression(), card)
    assert storage.load(tmp_path, "one").card["format_version"] == 1
    assert card == {"format_version": 99, "weights": 3}
