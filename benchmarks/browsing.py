"""The app as a visitor meets it: a server of its own, and a browser of this machine.

app -> served -> address and process
"""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

PROJECT = Path(__file__).resolve().parents[1]
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync", "--no-first-run")
START_SECONDS = 60


@dataclass(frozen=True)
class Server:
    """An app, served: where, and by which process."""

    address: str
    process: int


def chromium() -> str | None:
    """The path of a browser of this machine, or the one that NEURALITE_CHROMIUM names; None where there is none."""
    return os.environ.get("NEURALITE_CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)


@contextmanager
def served(app: Path = PROJECT / "app.py") -> Iterator[Server]:
    """A server of its own for an app, with the project's settings. Raises RuntimeError where it does not start."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(app), "--server.port", str(port)]
    with subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            address = f"http://127.0.0.1:{port}"
            wait_until_healthy(address, process)
            yield Server(address, process.pid)
        finally:
            process.kill()


def wait_until_healthy(address: str, server: "subprocess.Popen[bytes]") -> None:
    """Return when the server says ``ok``: it answers 200 to anything, so its words are compared.

    Raises RuntimeError when it has ended, or is not ready in time.
    """
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and server.poll() is None:
        try:
            with urlopen(f"{address}/_stcore/health", timeout=5) as reply:
                if reply.read() == b"ok":
                    return
        except (URLError, ConnectionError, TimeoutError):
            pass
        time.sleep(0.1)
    raise RuntimeError(f"The server at {address} has ended, or was not ready within {START_SECONDS} s.")
