"""The README's lines make a working NeuraLite in a fresh environment, with no more than they install.

Run by `make soak`, since each test installs packages.
"""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

PROJECT = Path(__file__).resolve().parent.parent
pytestmark = pytest.mark.soak
LEFT_BEHIND = shutil.ignore_patterns(".git", ".venv", "runs", "data", "build", "*.egg-info", ".*_cache", "__pycache__")
# What the person who follows the README has not set.
OURS = ("NEURALITE_MODELS", "NEURALITE_DATA", "NEURALITE_LAYERS", "PYTHONPATH", "VIRTUAL_ENV")
ENVIRONMENT = {key: value for key, value in os.environ.items() if key not in OURS}


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """The project's own files in an empty folder."""
    return Path(shutil.copytree(PROJECT, tmp_path / "neuralite", ignore=LEFT_BEHIND))


@pytest.fixture
def seven(tmp_path: Path, sample: tuple[np.ndarray, np.ndarray]) -> Path:
    """A picture of a 7, dark on light."""
    images, labels = sample
    path = tmp_path / "seven.png"
    Image.fromarray(255 - images[labels == 7][0]).save(path)
    return path


def plain_lines() -> list[str]:
    """The README's lines for Linux and macOS, without make."""
    text = (PROJECT / "README.md").read_text(encoding="utf-8")
    block = re.search(r"Linux and macOS:\n\n```bash\n(.*?)```", text, re.DOTALL)
    assert block is not None
    return block[1].splitlines()


def free_port() -> int:
    """A port on which nothing listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def wait_until_healthy(port: int, seconds: float = 60) -> None:
    """Return when the server on the port says that it is well."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=5) as answer:
                if answer.read() == b"ok":
                    return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"the app does not answer on port {port} after {seconds} s")


def test_the_plain_lines_start_an_app_that_reads(clone: Path, seven: Path) -> None:
    *setup, start = plain_lines()
    for line in setup:
        subprocess.run(line, shell=True, cwd=clone, env=ENVIRONMENT, check=True)
    port = free_port()
    with subprocess.Popen(
        start.split(), cwd=clone, env=ENVIRONMENT | {"STREAMLIT_SERVER_PORT": str(port)}, stdout=subprocess.DEVNULL
    ) as server:
        try:
            wait_until_healthy(port)
        finally:
            server.terminate()
    page = (
        "from streamlit.testing.v1 import AppTest\n"
        "app = AppTest.from_file('app.py', default_timeout=30).run()\n"
        "assert not app.exception and [metric.value for metric in app.metric] == ['–', '–'], app\n"
    )
    python = clone / ".venv" / "bin" / "python"
    subprocess.run([python, "-c", page], cwd=clone, env=ENVIRONMENT, check=True, stderr=subprocess.DEVNULL)
    assert "mlp 7" in read(python, "-m", "neuralite", "predict", seven, cwd=clone)


def test_an_installed_package_reads_without_the_project(clone: Path, seven: Path, tmp_path: Path) -> None:
    environment = tmp_path / "environment"
    subprocess.run([sys.executable, "-m", "venv", environment], check=True)
    python = environment / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", clone], env=ENVIRONMENT, check=True)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    assert "mlp 7" in read(environment / "bin" / "neuralite", "predict", seven, cwd=elsewhere)


def read(*command: str | Path, cwd: Path) -> str:
    """What a command prints."""
    return subprocess.run(command, cwd=cwd, env=ENVIRONMENT, check=True, capture_output=True, text=True).stdout
