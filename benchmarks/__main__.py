"""``python -m benchmarks [NAME...] [--data-dir DIR]``: measure, and print the tables of docs/benchmarks.md."""

import argparse
from collections.abc import Callable
from pathlib import Path

from benchmarks import convergence, epochs, ninety_nine, profile, reading, serving, start
from neuralite import mnist

BENCHMARKS: dict[str, Callable[[Path], None]] = {
    "profile": profile.measure,
    "epochs": epochs.measure,
    "convergence": convergence.measure,
    "serving": serving.measure,
    "reading": reading.measure,
    "start": start.measure,
    "ninety-nine": ninety_nine.measure,
}


def main() -> None:
    """Run the benchmarks that are named, or all."""
    parser = argparse.ArgumentParser(description="Measure NeuraLite beside other libraries.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"{', '.join(BENCHMARKS)}; default: all")
    parser.add_argument("--data-dir", type=Path, help="folder with MNIST's files")
    arguments = parser.parse_args()
    if unknown := [name for name in arguments.names if name not in BENCHMARKS]:
        parser.error(f"no benchmark {unknown[0]!r}; there are {', '.join(BENCHMARKS)}")
    folder = mnist.data_folder(arguments.data_dir)
    for name in arguments.names or BENCHMARKS:
        print(f"\n## {name}\n", flush=True)
        BENCHMARKS[name](folder)


if __name__ == "__main__":
    main()
