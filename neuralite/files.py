"""Files that are there whole or not at all."""

import os
from pathlib import Path


def write(files: dict[Path, bytes]) -> None:
    """Write all beside their places and only then into them, so that a reader of each file meets a whole one."""
    parts = {path: path.with_name(f".{path.name}.{os.getpid()}.part") for path in files}
    try:
        for path, data in files.items():
            with parts[path].open("wb") as part:
                part.write(data)
                # On the disk before it has the name: after a power cut the name may else be that of an empty file.
                part.flush()
                os.fsync(part.fileno())
        for path in files:
            parts[path].replace(path)
    finally:
        for left in parts.values():
            left.unlink(missing_ok=True)
