"""A model as JSON that a person can read: layers, nodes, and each node's bias and incoming weights.

    Model -> to_json -> {"card": ..., "layers": [{"nodes": [{"bias": ..., "weights": [...]}]}]} -> from_json -> Model

Every number comes back to the same bits.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from neuralite.nn import Layer
from neuralite.nn.arrays import Array
from neuralite.storage import Card, Model, ModelFileError, build, put_arrays, weights_digest

FORMAT = "neuralite network"
VERSION = 1
# What a card tells of the making and the quality of one network.
CLAIMS = ("command", "recipe", "training_seconds", "epochs", "metrics", "temperature", "doubt", "least_confidence")


def to_json(model: Model) -> dict[str, Any]:
    """What a model is, for `json.dump`.

    A layer that weighs its inputs has ``nodes``; parameters of another kind stand under their names.
    """
    layers: list[dict[str, Any]] = []
    for layer in model.classifier.network.layers:
        described: dict[str, Any] = {"type": type(layer).__name__, **layer.config()}
        if _has_nodes(layer.parameters):
            incoming, biases = layer.parameters["weight"].T, layer.parameters["bias"]
            described["nodes"] = [
                {"bias": _shortest(bias), "weights": [_shortest(weight) for weight in weights]}
                for bias, weights in zip(biases, incoming, strict=True)
            ]
        elif layer.parameters:
            described["parameters"] = {
                name: {"shape": list(array.shape), "values": [_shortest(value) for value in array.ravel()]}
                for name, array in layer.parameters.items()
            }
        layers.append(described)
    return {"format": FORMAT, "version": VERSION, "name": model.name, "card": model.card, "layers": layers}


def _has_nodes(parameters: dict[str, Array]) -> bool:
    """Whether a layer is nodes that each weigh all inputs; ``weight`` and ``bias`` may also mean something else."""
    if parameters.keys() != {"weight", "bias"}:
        return False
    weight, bias = parameters["weight"], parameters["bias"]
    return weight.ndim == 2 and bias.shape == weight.shape[1:]


def _shortest(value: Any) -> float:
    """The number with the fewest digits that is still the same float32."""
    short = float(str(value))
    return short if np.float32(short) == value else float(value)


def from_json(data: Any, file: str, layers: Sequence[type[Layer]] = ()) -> Model:
    """The model that `to_json` told of. ``file`` is its name in the words of an error.

    Where the network was edited, its card comes without `CLAIMS`. Raises ModelFileError where something is missing
    or does not fit.
    """
    if not isinstance(data, dict) or data.get("format") != FORMAT or data.get("version") != VERSION:
        raise ModelFileError(f"{file} is not a network that `neuralite export` wrote (version {VERSION}).")
    try:
        name, card = str(data["name"]), dict(data["card"])
        # What overflows becomes infinite, which is refused below with the array's name.
        with np.errstate(over="ignore"):
            arrays = {
                f"{place}.{key}": array
                for place, layer in enumerate(data["layers"])
                for key, array in _arrays(layer).items()
            }
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise ModelFileError(f"{file} is damaged: a layer can't be read ({type(error).__name__}: {error}).") from None
    described = _with_architecture(card, data["layers"])
    classifier = build(described, arrays, file, file, layers)
    put_arrays(classifier, arrays, file)
    return Model(name, classifier, card if _speaks_of(card, described, arrays) else _without_claims(card))


def _with_architecture(card: Card, layers: list[dict[str, Any]]) -> Card:
    """The card with the architecture as the layers tell it, so that an edited file is built as it reads."""
    bare = [{key: layer[key] for key in layer if key not in ("nodes", "parameters")} for layer in layers]
    told = card.get("architecture")
    return {**card, "architecture": {**(told if isinstance(told, dict) else {}), "layers": bare}}


def _speaks_of(card: Card, described: Card, arrays: dict[str, Array]) -> bool:
    """Whether the card is of the very network that the file holds: the same weights in the same layers."""
    if card.get("weights_sha256") not in (None, weights_digest(arrays)):
        return False
    found = described["architecture"]["layers"]
    try:
        told = card["architecture"]["layers"] if "architecture" in card else found
        # What an older card does not say of a layer is as it was.
        return len(told) == len(found) and all(
            was.get(key, value) == value for was, now in zip(told, found, strict=True) for key, value in now.items()
        )
    except (AttributeError, KeyError, TypeError):
        return False


def _without_claims(card: Card) -> Card:
    """The card without what was true of the network before it was edited."""
    return {key: value for key, value in card.items() if key not in (*CLAIMS, "weights_sha256", "architecture")}


def _arrays(layer: dict[str, Any]) -> dict[str, Array]:
    if "nodes" in layer:
        return {
            "weight": np.ascontiguousarray(np.array([node["weights"] for node in layer["nodes"]], np.float32).T),
            "bias": np.array([node["bias"] for node in layer["nodes"]], np.float32),
        }
    return {
        name: np.array(told["values"], np.float32).reshape(told["shape"])
        for name, told in layer.get("parameters", {}).items()
    }
