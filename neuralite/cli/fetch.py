"""``neuralite fetch``: get MNIST."""

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from neuralite import mnist
from neuralite.cli.options import DataDir


class Bar:
    """One file's bar on the terminal, as `pooch` drives it."""

    def __init__(self, progress: Progress, name: str) -> None:
        self.progress = progress
        self.task = progress.add_task(name, total=None)

    @property
    def total(self) -> int:
        """Bytes of the file, 0 before they are known."""
        return int(self.progress.tasks[self.task].total or 0)

    @total.setter
    def total(self, size: int) -> None:
        self.progress.update(self.task, total=size)

    def update(self, size: int) -> None:
        """So many bytes have come."""
        self.progress.advance(self.task, size)

    def reset(self) -> None:
        """Begin again at zero."""
        self.progress.reset(self.task)

    def close(self) -> None:
        """Take away the bar of a download that did not end well."""
        if not self.progress.tasks[self.task].finished:
            self.progress.update(self.task, visible=False)


def fetch(data_dir: DataDir = None) -> None:
    """Download MNIST's four files (11 MB), checked by SHA-256, from the first mirror that has them."""
    folder = mnist.data_folder(data_dir)
    columns = TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn()
    with Progress(*columns, console=Console(stderr=True)) as progress:
        came = mnist.fetch(folder, progress=lambda name: Bar(progress, name))
    print(f"MNIST is in {folder} ({len(came)} of {len(mnist.FILES)} files downloaded).")
