"""How much of a model's accuracy is luck: its recipe with three seeds, and the table of docs/seeds.json.

python -m scripts.three_seeds mlp                 # trains into runs/seeds/1, 2 and 3, and writes docs/seeds.json
python -m scripts.three_seeds mlp --table-only    # from what was trained there before
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

SEEDS = (1, 2, 3)
RUNS = Path("runs") / "seeds"
TABLE = Path("docs") / "seeds.json"


def train(name: str, seed: int, data_dir: list[str]) -> None:
    """Train a recipe with a seed."""
    options = [f"--seed={seed}", f"--out={RUNS / str(seed)}", *data_dir]
    subprocess.run([sys.executable, "-m", "neuralite", "train", name, *options], check=True)


def figures(name: str, seed: int) -> dict[str, Any]:
    """What the card of a run says."""
    card = json.loads((RUNS / str(seed) / f"{name}.json").read_text(encoding="utf-8"))
    accuracies = {part: card["metrics"][part]["accuracy"] for part in ("validation", "test")}
    return {"command": card["command"], "seed": seed, **accuracies, "training_seconds": card["training_seconds"]}


def main() -> None:
    """Train, and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name", help="a recipe")
    parser.add_argument("--data-dir", help="the folder with MNIST's four files")
    parser.add_argument("--table-only", action="store_true", help="train nothing")
    given = parser.parse_args()
    if not given.table_only:
        for seed in SEEDS:
            train(given.name, seed, [f"--data-dir={given.data_dir}"] if given.data_dir else [])
    table = json.loads(TABLE.read_text(encoding="utf-8")) if TABLE.is_file() else {}
    table[given.name] = [figures(given.name, seed) for seed in SEEDS]
    TABLE.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")
    for row in table[given.name]:
        print(f"seed {row['seed']}: validation {row['validation']:.2%}, test {row['test']:.2%}")


if __name__ == "__main__":
    main()
