"""A training as the command line follows it: told of epoch by epoch, saved where asked, ended by Ctrl-C."""

import sys
from pathlib import Path

from neuralite.cli.progress import Display, interruptible
from neuralite.training import checkpoints, loop
from neuralite.training.feed import Examples, Feed
from neuralite.training.loop import Run
from neuralite.training.recipes import Recipe


def learn(recipe: Recipe, run: Run, feed: Feed, validation: Examples, saved: Path | None = None) -> None:
    """Train, tell of it on the terminal, and save the state after every epoch where a file is named.

    Raises ValueError where Ctrl-C came before there was anything to keep.
    """
    with interruptible() as stop, Display(recipe.name, recipe.epochs, len(feed), len(run.epochs)) as display:
        records = loop.train(
            run,
            feed,
            validation,
            epochs=recipe.epochs,
            patience=recipe.patience,
            watch=display.batch,
            stopped=stop.is_set,
        )
        for epoch in records:
            display.epoch(epoch)
            if saved is not None:
                checkpoints.save(saved, run, recipe.to_json())
    if stop.is_set():
        if not run.epochs:
            raise ValueError("stopped before the first epoch was done: there is nothing to keep")
        print(f"neuralite: stopped after {len(run.epochs)} epochs; the best so far is kept", file=sys.stderr)
