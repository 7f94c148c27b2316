"""The readable JSON is layers, nodes, and each node's bias and incoming weights, and is the model to the bit."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from neuralite import MLP, exchange, mnist, storage
from neuralite.nn import Layer
from neuralite.nn.arrays import Array
from neuralite.storage import Model, ModelFileError

Sample = tuple[mnist.Images, mnist.Labels]


class Scale(Layer):
    """y = s x, with one s for each number of a row: parameters of a kind that has no nodes."""

    def build(self, inputs: int, rng: np.random.Generator) -> int:
        self.parameters = {"scale": rng.normal(1, 0.1, inputs)}
        return inputs

    def forward(self, x: Array, rng: np.random.Generator) -> tuple[Array, None]:
        return x * self.parameters["scale"], None


def through_text(model: Model, layers: tuple[type[Layer], ...] = ()) -> Model:
    return exchange.from_json(json.loads(json.dumps(exchange.to_json(model))), "m.json", layers)


@pytest.mark.parametrize("name", ["logistic", "mlp"])
def test_a_shipped_model_comes_back_to_the_same_predictions(
    monkeypatch: pytest.MonkeyPatch, sample: Sample, name: str
) -> None:
    monkeypatch.delenv("NEURALITE_MODELS", raising=False)
    model = storage.load(storage.models_folder(), name)
    again = through_text(model)
    assert (again.name, again.card["metrics"]) == (name, model.card["metrics"])
    images = sample[0]
    assert again.classifier.predict_proba(images).tobytes() == model.classifier.predict_proba(images).tobytes()


@pytest.fixture
def model() -> Model:
    classifier = MLP((3,), rng=np.random.default_rng(4), activation="sigmoid", dropout=0.5)
    for array in classifier.network.parameters.values():
        array += np.random.default_rng(5).normal(size=array.shape)
    return Model("small", classifier, {"title": "A small one", "features": "pixels"})


def test_a_person_can_compute_the_answer_from_the_nodes(model: Model, sample: Sample) -> None:
    told = exchange.to_json(model)
    assert (told["format"], told["name"], told["card"]["title"]) == ("neuralite network", "small", "A small one")
    hidden, sigmoid, dropout, output = told["layers"]
    assert [layer["type"] for layer in told["layers"]] == ["Dense", "Sigmoid", "Dropout", "Dense"]
    assert dropout["rate"] == 0.5
    assert "nodes" not in sigmoid
    pixels = sample[0][0].ravel() / 255

    def answers(layer: dict[str, Any], x: Any) -> Array:
        return np.array([node["bias"] + np.dot(node["weights"], x) for node in layer["nodes"]])

    logits = answers(output, 1 / (1 + np.exp(-answers(hidden, pixels))))
    np.testing.assert_allclose(model.classifier.logits(sample[0][:1])[0], logits, rtol=1e-5, atol=1e-5)


def test_numbers_are_written_as_short_as_they_can_be(model: Model) -> None:
    model.classifier.network.parameters["0.bias"][:] = [0.1, -2.5, 1e-30]
    assert [node["bias"] for node in exchange.to_json(model)["layers"][0]["nodes"]] == [0.1, -2.5, 1e-30]


def test_a_layer_of_ones_own_comes_back_when_its_class_is_passed_in(sample: Sample) -> None:
    model = Model("own", MLP((4,), rng=np.random.default_rng(2), activation=Scale), {"features": "pixels"})
    again = through_text(model, (Scale,))
    images = sample[0][:20]
    assert again.classifier.logits(images).tobytes() == model.classifier.logits(images).tobytes()
    with pytest.raises(ModelFileError, match="'Scale' that is not known here: pass its class"):
        through_text(model)


class Norm(Layer):
    """y = w x + b for each number of a row by itself: a weight and a bias, but no nodes."""

    def build(self, inputs: int, rng: np.random.Generator) -> int:
        self.parameters = {"weight": rng.normal(1, 0.1, inputs), "bias": rng.normal(size=inputs)}
        return inputs

    def forward(self, x: Array, rng: np.random.Generator) -> tuple[Array, None]:
        return x * self.parameters["weight"] + self.parameters["bias"], None


def test_a_weight_and_a_bias_without_nodes_come_back(sample: Sample) -> None:
    model = Model("own", MLP((4,), rng=np.random.default_rng(2), activation=Norm), {"features": "pixels"})
    assert exchange.to_json(model)["layers"][1]["parameters"].keys() == {"weight", "bias"}
    images = sample[0][:20]
    again = through_text(model, (Norm,))
    assert again.classifier.logits(images).tobytes() == model.classifier.logits(images).tobytes()


def test_an_edited_network_is_built_as_it_reads(model: Model) -> None:
    told = exchange.to_json(model)
    hidden, _, _, output = told["layers"]
    hidden["nodes"].pop()
    hidden["outputs"] = 2
    for node in output["nodes"]:
        node["weights"].pop()
    assert exchange.from_json(told, "m.json").classifier.network.parameters["0.weight"].shape == (784, 2)


CLAIMS = {"command": "c", "recipe": {}, "training_seconds": 1.0, "epochs": [], "metrics": {"test": {"accuracy": 0.9}}}


@pytest.fixture
def told(model: Model, tmp_path: Path) -> Any:
    """The model with a card that claims figures, as it is exported."""
    storage.save(tmp_path, "small", model.classifier, model.card | CLAIMS)
    return exchange.to_json(storage.load(tmp_path, "small"))


def test_a_network_that_was_not_edited_keeps_its_figures(told: Any) -> None:
    assert exchange.from_json(told, "m.json").card == told["card"]
    # An older card may not tell of every argument.
    del told["card"]["architecture"]["layers"][0]["initializer"]
    assert exchange.from_json(told, "m.json").card == told["card"]


@pytest.mark.parametrize(
    "edit",
    [
        pytest.param(lambda layers: layers[0]["nodes"][0].update(bias=0.5), id="a bias"),
        pytest.param(lambda layers: layers[1].update(type="Tanh"), id="an activation"),
        pytest.param(lambda layers: layers.append({"type": "Sigmoid"}), id="one more layer"),
    ],
)
def test_an_edited_network_claims_nothing_of_the_one_before(told: Any, edit: Callable[[Any], object]) -> None:
    edit(told["layers"])
    card = exchange.from_json(told, "m.json").card
    assert not card.keys() & CLAIMS.keys()
    assert card["title"] == "A small one"


@pytest.mark.parametrize("data", [None, [], "x", {}, {"format": "onnx", "version": 1}])
def test_another_json_is_not_taken_for_a_network(data: object) -> None:
    with pytest.raises(ModelFileError, match=r"m\.json is not a network that `neuralite export` wrote"):
        exchange.from_json(data, "m.json")


def test_a_newer_version_is_refused(model: Model) -> None:
    with pytest.raises(ModelFileError, match="wrote \\(version 1\\)"):
        exchange.from_json(exchange.to_json(model) | {"version": 2}, "m.json")


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        pytest.param(("card",), None, "is damaged", id="no card"),
        pytest.param(("card",), {}, "does not say how its network is built", id="empty card"),
        pytest.param(("layers",), None, "is damaged: a layer can't be read", id="no layers"),
        pytest.param(("layers",), ["Dense"], "is damaged: a layer can't be read", id="a name for a layer"),
        pytest.param(("layers",), {"0": {}}, "is damaged: a layer can't be read", id="layers by name"),
        pytest.param(("layers", 1), [], "is damaged: a layer can't be read", id="a list for a layer"),
        pytest.param(("layers", 1), {}, "does not say how its network is built", id="no type"),
        pytest.param(("layers", 1), {"type": "Gelu"}, "'Gelu' that is not known here", id="unknown layer"),
        pytest.param(("layers", 1, "parameters"), [], "is damaged", id="parameters in a list"),
        pytest.param(
            ("layers", 1, "parameters"),
            {"s": {"shape": [2], "values": [1.0]}},
            "is damaged: a layer can't be read .*reshape",
            id="shape",
        ),
        pytest.param(("layers", 0, "outputs"), 2, r"0\.weight has the shape \(784, 3\), not \(784, 2\)", id="outputs"),
        pytest.param(("layers", 0, "nodes", 1), {"bias": 1.0}, "is damaged: .*weights", id="no weights"),
        pytest.param(("layers", 0, "nodes", 1, "weights"), [1.0], "is damaged", id="too few weights"),
        pytest.param(("layers", 0, "nodes", 1, "bias"), "big", "is damaged", id="a word"),
        pytest.param(("layers", 0, "nodes", 1, "bias"), None, r"0\.bias has numbers that are not finite", id="null"),
        pytest.param(("layers", 0, "nodes", 1, "bias"), 1e39, r"0\.bias has numbers that are not finite", id="large"),
        pytest.param(("layers", 0, "nodes", 1, "bias"), 10**400, "is damaged", id="huge"),
        pytest.param(("layers", 0, "nodes", 1, "weights", 7), float("nan"), r"0\.weight .* not finite", id="nan"),
    ],
)
def test_damage_is_told_in_words(model: Model, path: tuple[str | int, ...], value: object, words: str) -> None:
    told: Any = exchange.to_json(model)
    at = told
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = value
    with pytest.raises(ModelFileError, match=rf"m\.json.*{words}"):
        exchange.from_json(told, "m.json")
