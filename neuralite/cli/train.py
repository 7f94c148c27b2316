"""``neuralite train``: train a model by its recipe, or one of one's own."""

import shlex
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from neuralite import mnist, storage
from neuralite.classifiers import ACTIVATIONS, CLASSES, Classifier
from neuralite.cli.options import DataDir
from neuralite.custom_layers import layer_class
from neuralite.features import PIXELS
from neuralite.nn import Layer
from neuralite.training import loop
from neuralite.training.card import write_card
from neuralite.training.loop import Epoch, Examples
from neuralite.training.recipes import OPTIMIZERS, RECIPES, SCHEDULES, Recipe

# Where a recipe goes that was changed, unless --out says otherwise.
CHANGED = Path("runs")


def train(
    name: Annotated[str, typer.Argument(help=f"{' or '.join(RECIPES)}, or a new name, which needs --layers.")],
    data_dir: DataDir = None,
    layers: Annotated[str | None, typer.Option(metavar="784-256-10", help="Sizes from pixels to digits.")] = None,
    activation: Annotated[str | None, typer.Option(help=f"{', '.join(ACTIVATIONS)} or FILE.py:Class.")] = None,
    optimizer: Annotated[str | None, typer.Option(help=", ".join(OPTIMIZERS))] = None,
    learning_rate: Annotated[float | None, typer.Option(help="The largest learning rate.")] = None,
    schedule: Annotated[str | None, typer.Option(help=", ".join(SCHEDULES))] = None,
    weight_decay: Annotated[float | None, typer.Option(help="How strongly weights are pulled to zero.")] = None,
    dropout: Annotated[float | None, typer.Option(help="Share of hidden units dropped in training.")] = None,
    epochs: Annotated[int | None, typer.Option(help="Most passes over the training part.")] = None,
    batch_size: Annotated[int | None, typer.Option(help="Digits a step.")] = None,
    patience: Annotated[int | None, typer.Option(help="Epochs without a better one before it stops.")] = None,
    seed: Annotated[int | None, typer.Option(help="Fixes the first weights and the order of batches.")] = None,
    out: Annotated[Path | None, typer.Option(help="Folder for the model. Default: the models' own, or runs.")] = None,
) -> None:
    """Train a model on MNIST and write its weights, its card and three pictures.

    NAME is a recipe, of which the options change single figures, or a new name for a network of your own. A changed
    recipe goes to the folder runs, beside the model of the recipe as it is. The best epoch on the validation part
    is kept. The same command gives the same weights.
    """
    options = {
        "layers": layers,
        "activation": activation,
        "optimizer": optimizer,
        "learning_rate": learning_rate,
        "schedule": schedule,
        "weight_decay": weight_decay,
        "dropout": dropout,
        "epochs": epochs,
        "batch_size": batch_size,
        "patience": patience,
        "seed": seed,
    }
    given = {key: value for key, value in options.items() if value is not None}
    recipe = choose_recipe(name, given)
    folder = mnist.data_folder(data_dir)
    parts = split_training(folder)
    rng = np.random.default_rng(recipe.seed)
    classifier = recipe.classifier(rng)
    models = _folder(recipe, out)
    epochs_done = list(_told(recipe, classifier, parts, rng))
    parts["test"] = mnist.load_test(folder)
    card = write_card(recipe, classifier, epochs_done, parts, command=_command(name, given))
    _write(models, recipe.name, classifier, card)


def choose_recipe(name: str, given: dict[str, Any]) -> Recipe:
    """The recipe NAME with the figures that the command line gave.

    Raises ValueError for a name or an option that does not fit.
    """
    storage.check_name(name)
    if name not in RECIPES and "layers" not in given:
        raise ValueError(f"there is no recipe {name!r}, only {', '.join(RECIPES)}; a new name needs --layers")
    recipe = RECIPES.get(name) or Recipe(name, name, optimizer="adam", learning_rate=0.001, epochs=20)
    changes = {key: value for key, value in given.items() if key != "layers"}
    if "layers" in given:
        changes["hidden"] = hidden_sizes(given["layers"])
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


def _folder(recipe: Recipe, out: Path | None) -> Path:
    """The folder for the model, made before the training: nobody is to wait an hour to hear that it can't be made."""
    changed = recipe.name in RECIPES and recipe != RECIPES[recipe.name]
    folder = CHANGED if changed and out is None else storage.models_folder(out)
    folder.mkdir(parents=True, exist_ok=True)
    if folder is CHANGED:
        print(f"neuralite: a changed recipe does not replace {recipe.name!r}: it goes to {CHANGED}/", file=sys.stderr)
    return folder


def activation_class(name: str) -> type[Layer]:
    """The class that ``FILE.py:Class`` names, if it can be made without arguments. Raises ValueError."""
    found = layer_class(name)
    storage.known_layers([found])
    try:
        found()
    except TypeError as error:
        raise ValueError(f"an activation is made without arguments; give those of {name} defaults ({error})") from None
    return found


def hidden_sizes(layers: str) -> tuple[int, ...]:
    """Sizes of the hidden layers of ``784-256-10``.

    >>> hidden_sizes("784-256-128-10"), hidden_sizes("784-10")
    ((256, 128), ())
    """
    try:
        first, *hidden, last = (int(size) for size in layers.split("-"))
    except ValueError:
        first, hidden, last = 0, [], 0
    if (first, last) != (PIXELS, CLASSES) or any(size < 1 for size in hidden):
        raise ValueError(f"layers are written {PIXELS}-...-{CLASSES}, like {PIXELS}-256-{CLASSES}, not {layers!r}")
    return tuple(hidden)


def split_training(folder: Path) -> dict[str, Examples]:
    """MNIST's training set as its training part and its validation part."""
    images, labels = mnist.load_training(folder)
    rows = dict(zip(("training", "validation"), mnist.split(labels), strict=True))
    return {part: (images[chosen], labels[chosen]) for part, chosen in rows.items()}


def _told(
    recipe: Recipe, classifier: Classifier, parts: dict[str, Examples], rng: np.random.Generator
) -> Iterator[Epoch]:
    """Train, and tell of every epoch on the terminal, with the time that is left."""
    training = parts["training"]
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task(recipe.name, total=recipe.epochs)
        records = loop.train(
            classifier,
            training,
            parts["validation"],
            optimizer=recipe.make_optimizer(len(training[1])),
            epochs=recipe.epochs,
            batch_size=recipe.batch_size,
            rng=rng,
            patience=recipe.patience,
        )
        for epoch in records:
            progress.advance(task)
            progress.console.print(_line(epoch), highlight=False)
            yield epoch


def _line(epoch: Epoch) -> str:
    return (
        f"epoch {epoch.number:3d}  loss {epoch.training_loss:.4f} / {epoch.validation_loss:.4f}  "
        f"accuracy {epoch.training_accuracy:.2%} / {epoch.validation_accuracy:.2%} (training / validation)  "
        f"{epoch.seconds:.1f} s{'  best' if epoch.best else ''}"
    )


def _command(name: str, given: dict[str, Any]) -> str:
    """The command that makes the model again, whatever folder its data are in."""
    options: Sequence[str] = [f"--{key.replace('_', '-')} {shlex.quote(str(value))}" for key, value in given.items()]
    return " ".join(["python -m neuralite train", name, *options])


def _write(folder: Path, name: str, classifier: Classifier, card: dict[str, Any]) -> None:
    # Late, because matplotlib takes long to import, and no other command draws.
    from neuralite import plots

    storage.save(folder, name, classifier, card)
    test = card["metrics"]["test"]
    for kind, axes in (
        ("loss", plots.loss_curve(card["epochs"], f"{card['title']}: loss")),
        ("accuracy", plots.accuracy_curve(card["epochs"], f"{card['title']}: accuracy")),
        ("confusion", plots.confusion_matrix(test["confusion"], f"{card['title']}: MNIST test set")),
    ):
        plots.save(axes, folder / f"{name}-{kind}.png")
    shares = ", ".join(f"{part} {figures['accuracy']:.2%}" for part, figures in card["metrics"].items())
    print(f"{name}: {shares}, after {card['training_seconds']:.0f} s. Written to {folder}.")
