"""The recipe that the command line asks for: a shipped one, some of its figures changed, or one of one's own."""

from dataclasses import replace
from typing import Any

from neuralite import storage
from neuralite.classifiers import ACTIVATIONS, CLASSES
from neuralite.custom_layers import layer_class
from neuralite.features import FEATURE_COUNTS, FEATURES, PIXELS
from neuralite.nn import Layer
from neuralite.training.recipes import HANDS, RECIPES, Recipe


def choose_recipe(name: str, given: dict[str, Any]) -> Recipe:
    """The recipe NAME with the figures that the command line gave.

    Raises ValueError for a name or an option that does not fit.
    """
    storage.check_name(name)
    if name not in RECIPES and "layers" not in given:
        raise ValueError(f"there is no recipe {name!r}, only {', '.join(RECIPES)}; a new name needs --layers")
    recipe = RECIPES.get(name) or Recipe(name, name, optimizer="adam", learning_rate=0.001, epochs=20)
    if given.get("features", recipe.features) not in FEATURES:
        raise ValueError(f"no features {given['features']!r}; there are {', '.join(FEATURES)}")
    changes = {key: value for key, value in given.items() if key != "layers"}
    if "layers" in given:
        changes["hidden"] = hidden_sizes(given["layers"], FEATURE_COUNTS[given.get("features", recipe.features)])
    if "augmentation" in given:
        far = given["augmentation"]
        changes["augmentation"] = (recipe.augmentation or HANDS).times(far) if far else None
        if not far:
            changes.setdefault("flourishes", 0.0)
    hidden = changes.get("hidden", recipe.hidden)
    if not hidden and (useless := given.keys() & {"activation", "dropout"}):
        raise ValueError(f"softmax regression has no hidden layer: leave out --{min(useless)}, or name --layers")
    if ":" in str(given.get("activation", "")):
        changes["activation"] = activation_class(given["activation"])
    elif given.get("activation", "relu") not in ACTIVATIONS:
        raise ValueError(f"no activation {given['activation']!r}; there are {', '.join(ACTIVATIONS)} and FILE.py:Class")
    if bool(hidden) != bool(recipe.hidden):
        # Another kind of model: neither the title nor a dropout that was chosen for the other holds.
        changes = {"title": name, "dropout": 0.0, "input_dropout": 0.0} | changes
    return replace(recipe, **changes)


def activation_class(name: str) -> type[Layer]:
    """The class that ``FILE.py:Class`` names, if it can be made without arguments. Raises ValueError."""
    found = layer_class(name)
    storage.known_layers([found])
    try:
        found()
    except TypeError as error:
        raise ValueError(f"an activation is made without arguments; give those of {name} defaults ({error})") from None
    return found


def hidden_sizes(layers: str, inputs: int = PIXELS) -> tuple[int, ...]:
    """Sizes of the hidden layers of ``784-256-10``, for features of 784 numbers.

    >>> hidden_sizes("784-256-128-10"), hidden_sizes("784-10")
    ((256, 128), ())
    """
    try:
        first, *hidden, last = (int(size) for size in layers.split("-"))
    except ValueError:
        first, hidden, last = 0, [], 0
    if (first, last) != (inputs, CLASSES) or any(size < 1 for size in hidden):
        raise ValueError(f"layers are written {inputs}-...-{CLASSES}, like {inputs}-256-{CLASSES}, not {layers!r}")
    return tuple(hidden)
