"""`fetch` tells how it went, and leaves the folder that was named with the files or the reason in a line."""

import hashlib
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from neuralite import mnist
from neuralite.mnist import DataFile

Run = Callable[..., Any]
CONTENT = b"digits" * 1000
FILES = [DataFile(f"{name}.gz", (1,), hashlib.sha256(CONTENT).hexdigest()) for name in ("one", "two", "three", "four")]


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Tests are quiet."""


@pytest.fixture
def mirror(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of the only mirror, which has all four files."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    folder = tmp_path / "mirror"
    folder.mkdir()
    for file in FILES:
        (folder / file.name).write_bytes(CONTENT)
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        address = f"http://127.0.0.1:{server.server_port}/"
        monkeypatch.setattr(mnist, "FILES", FILES)
        monkeypatch.setattr(mnist, "fetch", partial(mnist.fetch, mirrors=(address,), files=FILES, timeout=5))
        yield folder
        server.shutdown()
        thread.join()


@pytest.mark.usefixtures("mirror")
def test_it_puts_the_files_into_the_folder_and_says_so(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    ended = run("fetch", "--data-dir", folder)
    assert (ended.code, ended.out) == (0, f"MNIST is in {folder} (4 of 4 files downloaded).\n")
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {file.name: CONTENT for file in FILES}
    assert all(file.name in ended.err for file in FILES)


@pytest.mark.usefixtures("mirror")
def test_a_second_time_it_downloads_only_what_is_missing(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "data"
    run("fetch", "--data-dir", folder)
    (folder / "two.gz").unlink()
    monkeypatch.setenv("NEURALITE_DATA", str(folder))
    assert run("fetch").out == f"MNIST is in {folder} (1 of 4 files downloaded).\n"
    assert run("fetch").out == f"MNIST is in {folder} (0 of 4 files downloaded).\n"


def test_where_no_mirror_has_a_file_it_is_told_what_to_do_by_hand(run: Run, mirror: Path, tmp_path: Path) -> None:
    (mirror / "three.gz").unlink()
    (mirror / "two.gz").write_bytes(CONTENT[:-1])
    ended = run("fetch", "--data-dir", tmp_path / "data")
    assert (ended.code, ended.out) == (1, "")
    assert "Traceback" not in ended.err
    assert "neuralite: No mirror has two.gz:" in ended.err
    assert f"Put it into {tmp_path / 'data'} by hand" in ended.err
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["one.gz"]
