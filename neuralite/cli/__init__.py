"""The command line, a command a file; each ends with exit code 0, or 1 and one line that says what to do."""

import io
import os
import sys

import typer

from neuralite.cli import evaluate, export, fetch, import_json, predict, train
from neuralite.mnist import DatasetError
from neuralite.storage import ModelFileError
from neuralite.training.checkpoints import CheckpointError

app = typer.Typer(
    name="neuralite",
    help="Reads handwritten digits with nothing but NumPy.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("predict")(predict.predict)
app.command("evaluate")(evaluate.evaluate)
app.command("fetch")(fetch.fetch)
app.command("train")(train.train)
app.command("export")(export.export)
app.command("import")(import_json.import_json)


def main() -> None:
    """Run the command that the arguments name."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A file's name may hold what the terminal can't show; that is no reason to stop.
            stream.reconfigure(errors="backslashreplace")
    try:
        try:
            app()
        finally:
            sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read, `head` or a pager, has seen enough; nothing is to be flushed once more at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except (CheckpointError, DatasetError, ModelFileError, OSError, ValueError) as error:
        print(f"neuralite: {error}", file=sys.stderr)
        sys.exit(1)
