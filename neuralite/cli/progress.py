"""How far a training is: loss, accuracy, examples a second and the time left, live on the terminal."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from neuralite.nn import Batch
from neuralite.training.loop import Epoch

# How much of what is shown comes from the last batch.
FRESH = 0.02


class Display:
    """A bar over all examples of all epochs, and above it a line for each epoch that is done."""

    def __init__(self, name: str, epochs: int, examples: int, done: int = 0) -> None:
        columns = (
            TextColumn("{task.description}"),
            BarColumn(20),
            TaskProgressColumn(),
            TextColumn("loss {task.fields[loss]:.4f}  accuracy {task.fields[accuracy]:.2%}  {task.fields[speed]}"),
            TimeRemainingColumn(),
        )
        self.progress = Progress(*columns, console=Console(stderr=True), speed_estimate_period=60)
        self.task = self.progress.add_task(
            name, total=epochs * examples, completed=done * examples, loss=0.0, accuracy=0.0, speed=""
        )
        self.loss = self.accuracy = 0.0
        self.seen = 0

    def __enter__(self) -> "Display":
        self.progress.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.progress.stop()

    def batch(self, batch: Batch) -> None:
        """Take a batch into the running loss and accuracy."""
        self.seen += 1
        fresh = max(FRESH, 1 / self.seen)
        self.loss += fresh * (batch.loss - self.loss)
        self.accuracy += fresh * (batch.correct / batch.size - self.accuracy)
        speed = self.progress.tasks[self.task].speed
        told = f"{speed:,.0f} examples/s" if speed else ""
        self.progress.update(self.task, advance=batch.size, loss=self.loss, accuracy=self.accuracy, speed=told)

    def epoch(self, epoch: Epoch) -> None:
        """Print the line of an epoch."""
        self.progress.console.print(
            f"epoch {epoch.number:3d}  loss {epoch.training_loss:.4f} / {epoch.validation_loss:.4f}  "
            f"accuracy {epoch.training_accuracy:.2%} / {epoch.validation_accuracy:.2%} (training / validation)  "
            f"{epoch.seconds:.1f} s{'  best' if epoch.best else ''}",
            highlight=False,
            soft_wrap=True,
        )


@contextmanager
def interruptible() -> Iterator[threading.Event]:
    """An event that Ctrl-C sets; a second Ctrl-C ends the program as usual."""
    stop = threading.Event()

    def ask(number: int, frame: FrameType | None) -> None:
        stop.set()
        signal.signal(signal.SIGINT, before)

    before = signal.signal(signal.SIGINT, ask)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before)
