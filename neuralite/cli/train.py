"""``neuralite train``: train a model by its recipe, or one of one's own."""

import shlex
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from threadpoolctl import threadpool_limits

from neuralite import mnist, storage
from neuralite.classifiers import ACTIVATIONS, Classifier
from neuralite.cli.lesson import learn
from neuralite.cli.options import DataDir
from neuralite.cli.recipe import choose_recipe
from neuralite.cli.train_judge import train_judge
from neuralite.custom_layers import layer_classes
from neuralite.features import FEATURES
from neuralite.rejection import FOLDER
from neuralite.training import checkpoints
from neuralite.training.card import write_card
from neuralite.training.recipes import OPTIMIZERS, RECIPES, SCHEDULES, Recipe

# Where a recipe goes that was changed, unless --out says otherwise.
CHANGED = Path("runs")
# What says how to go about a training, not what comes of it: no part of the recipe.
CONDUCT = ("data_dir", "out", "checkpoint", "resume")


def train(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help=f"{', '.join(RECIPES)}, judge, or a new name, which needs --layers.")],
    data_dir: DataDir = None,
    layers: Annotated[str | None, typer.Option(metavar="784-256-10", help="Sizes from features to digits.")] = None,
    features: Annotated[str | None, typer.Option(help=", ".join(FEATURES))] = None,
    activation: Annotated[str | None, typer.Option(help=f"{', '.join(ACTIVATIONS)} or FILE.py:Class.")] = None,
    optimizer: Annotated[str | None, typer.Option(help=", ".join(OPTIMIZERS))] = None,
    learning_rate: Annotated[float | None, typer.Option(help="The largest learning rate.")] = None,
    schedule: Annotated[str | None, typer.Option(help=", ".join(SCHEDULES))] = None,
    weight_decay: Annotated[float | None, typer.Option(help="How strongly weights are pulled to zero.")] = None,
    dropout: Annotated[float | None, typer.Option(help="Share of hidden units dropped in training.")] = None,
    augmentation: Annotated[
        float | None, typer.Option(help="How far digits are turned and bent, 1 as the recipe has it, 0 not at all.")
    ] = None,
    flourishes: Annotated[
        float | None,
        typer.Option(help="Share of MNIST's 0, 1, 7 and 9 that get a slash, flag, bar or hook."),
    ] = None,
    redrawn: Annotated[
        float | None,
        typer.Option(help="Digits drawn again, some with flourishes, for each of the training part."),
    ] = None,
    smoothing: Annotated[float | None, typer.Option(help="Share of certainty taken from labels.")] = None,
    averaging: Annotated[float | None, typer.Option(help="Decay of the moving average of the weights.")] = None,
    teacher: Annotated[str | None, typer.Option(help="A model whose answers are learnt.")] = None,
    epochs: Annotated[int | None, typer.Option(help="Most passes over the training part.")] = None,
    batch_size: Annotated[int | None, typer.Option(help="Digits a step.")] = None,
    patience: Annotated[int | None, typer.Option(help="Epochs without a better one before it stops.")] = None,
    seed: Annotated[int | None, typer.Option(help="Fixes the first weights and all that is drawn.")] = None,
    threads: Annotated[int | None, typer.Option(help="Of matrix products; more than 1 change the last bits.")] = None,
    out: Annotated[Path | None, typer.Option(help="Folder for the model. Default: the models' own, or runs.")] = None,
    checkpoint: Annotated[Path | None, typer.Option(help="Folder for the state after every epoch.")] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on from the checkpoint.")] = False,
) -> None:
    """Train a model on MNIST and write its weights, its card and four pictures.

    NAME is a recipe, of which the options change single figures, or a new name for a network of your own. A changed
    recipe goes to the folder runs, beside the model of the recipe as it is. The best epoch on the validation part
    is kept; Ctrl-C ends the training and keeps the best so far. The same command gives the same weights.
    """
    given = {key: value for key, value in context.params.items() if key not in ("name", *CONDUCT) and value is not None}
    if name == FOLDER:
        if checkpoint is not None or resume:
            raise ValueError("a judge is trained in one go: leave out --checkpoint and --resume")
        train_judge(mnist.data_folder(data_dir), out, given, _command(name, given))
        return
    recipe = choose_recipe(name, given)
    if resume and checkpoint is None:
        raise ValueError("--resume needs --checkpoint, the folder to go on from")
    folder = mnist.data_folder(data_dir)
    parts = mnist.load_parts(folder)
    models = _folder(recipe, out)
    run = recipe.begin(len(parts["training"][1]))
    saved = None if checkpoint is None else checkpoints.path_of(checkpoint, name)
    if resume and saved is not None:
        checkpoints.restore(saved, run, recipe.to_json())
    if recipe.redrawn:
        print("neuralite: drawing digits again", file=sys.stderr)
    feed = recipe.feed(parts["training"], run.classifier, _teacher(recipe, out))
    with threadpool_limits(recipe.threads):
        learn(recipe, run, feed, parts["validation"], saved)
        parts["test"] = mnist.load_test(folder)
        card = write_card(recipe, run.classifier, run.epochs, parts, command=_command(name, given))
    _write(models, recipe.name, run.classifier, card)


def _teacher(recipe: Recipe, out: Path | None) -> Classifier | None:
    """The model that the recipe learns from: of the folder it goes to, else of the models' own."""
    if not recipe.teacher:
        return None
    folder = storage.models_folder(out)
    if recipe.teacher not in storage.names(folder):
        folder = storage.models_folder()
    return storage.load(folder, recipe.teacher, layer_classes()).classifier


def _folder(recipe: Recipe, out: Path | None) -> Path:
    """The folder for the model, made before the training: nobody is to wait an hour to hear that it can't be made."""
    changed = recipe.name in RECIPES and recipe != RECIPES[recipe.name]
    folder = CHANGED if changed and out is None else storage.models_folder(out)
    folder.mkdir(parents=True, exist_ok=True)
    if folder is CHANGED:
        print(f"neuralite: a changed recipe does not replace {recipe.name!r}: it goes to {CHANGED}/", file=sys.stderr)
    return folder


def _command(name: str, given: dict[str, Any]) -> str:
    """The command that makes the model again, whatever folder its data are in."""
    options = [f"--{key.replace('_', '-')} {shlex.quote(str(value))}" for key, value in given.items()]
    return " ".join(["python -m neuralite train", name, *options])


def _write(folder: Path, name: str, classifier: Classifier, card: dict[str, Any]) -> None:
    # Late, since no other command draws.
    from neuralite import plots

    storage.save(folder, name, classifier, card)
    plots.save_all(plots.of_card(card), folder, name)
    shares = ", ".join(f"{part} {figures['accuracy']:.2%}" for part, figures in card["metrics"].items())
    print(f"{name}: {shares}, after {card['training_seconds']:.0f} s. Written to {folder}.")
