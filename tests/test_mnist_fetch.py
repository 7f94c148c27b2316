"""Fetching takes the first good copy, tells of every bad one, and never leaves a half file behind."""

import hashlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest

from neuralite import mnist
from neuralite.mnist import DataFile, DatasetError

CONTENT = np.random.default_rng(0).bytes(3 * mnist.CHUNK)
FILE = DataFile("small.gz", (3,), hashlib.sha256(CONTENT).hexdigest())
OTHER = DataFile("other.gz", (3,), FILE.sha256)
# How a mirror fails, and what is told of it.
FAILURES = {
    "forbidden": "it answered 403",
    "page": "it sent something else",
    "half": "it stopped half-way",
    "wrong": "it sent something else",
    "closed": "it can't be reached",
    "silent": "it does not answer",
    "stuck": "it does not answer",
}


class Mirrors(ThreadingHTTPServer):
    """Mirrors at /KIND/, each of which fails in its own way, but for /good/; ``asked`` are the paths so far."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.asked: list[str] = []
        self.over = threading.Event()

    def __getitem__(self, kind: str) -> str:
        return f"http://127.0.0.1:{self.server_port}/{kind}/"


class Answer(BaseHTTPRequestHandler):
    """What the mirror that the path names answers."""

    server: Mirrors

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        match self.path.split("/")[1]:
            case "good":
                self.send(CONTENT)
            case "forbidden":
                self.send(b"Forbidden", status=403)
            case "page":
                self.send(b"<html><body>Please log in</body></html>", kind="text/html")
            case "half":
                self.send(CONTENT[: len(CONTENT) // 2], length=len(CONTENT))
            case "wrong":
                self.send(CONTENT[::-1])
            case "silent":
                self.server.over.wait()
            case "stuck":
                self.send(CONTENT[:1000], length=len(CONTENT))
                self.server.over.wait()

    def send(
        self, body: bytes, *, status: int = 200, kind: str = "application/gzip", length: int | None = None
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    def log_message(self, *_: object) -> None:
        """Tests are quiet."""


@pytest.fixture
def mirrors(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mirrors]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with Mirrors() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.over.set()
        server.shutdown()
        thread.join()


def fetch(folder: Path, *mirrors: str, files: tuple[DataFile, ...] = (FILE,)) -> list[str]:
    return mnist.fetch(folder, mirrors=mirrors, files=files, timeout=0.2)


def listing(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*"))


@pytest.mark.parametrize("failure", FAILURES)
def test_after_a_bad_mirror_the_next_one_is_asked(mirrors: Mirrors, tmp_path: Path, failure: str) -> None:
    assert fetch(tmp_path, mirrors[failure], mirrors["good"]) == [FILE.name]
    assert (tmp_path / FILE.name).read_bytes() == CONTENT
    assert listing(tmp_path) == [FILE.name]


def test_mirrors_are_asked_in_their_order_until_one_is_good(mirrors: Mirrors, tmp_path: Path) -> None:
    order = [*FAILURES, "good", "page"]
    fetch(tmp_path / "new" / "folder", *(mirrors[kind] for kind in order))
    assert mirrors.asked == [f"/{kind}/{FILE.name}" for kind in order[:-1]]
    assert listing(tmp_path / "new" / "folder") == [FILE.name]


def test_where_no_mirror_is_good_it_is_told_why_and_where_to_put_the_file(mirrors: Mirrors, tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=r"No mirror has small\.gz") as told:
        fetch(tmp_path, *(mirrors[kind] for kind in FAILURES))
    lines = str(told.value).splitlines()
    for line, (kind, words) in zip(lines[1:-1], FAILURES.items(), strict=True):
        assert line.startswith(f"  {mirrors[kind]}: {words}")
    assert f"Put it into {tmp_path} by hand" in lines[-1]
    assert listing(tmp_path) == []


def test_without_any_server_it_is_told_that_it_cant_be_reached(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="it can't be reached"):
        fetch(tmp_path, "http://127.0.0.1:9/")
    assert listing(tmp_path) == []


def test_a_good_file_is_not_fetched_again(mirrors: Mirrors, tmp_path: Path) -> None:
    (tmp_path / FILE.name).write_bytes(CONTENT)
    assert fetch(tmp_path, mirrors["good"], files=(FILE, OTHER)) == [OTHER.name]
    assert mirrors.asked == [f"/good/{OTHER.name}"]


def test_a_file_that_was_unpacked_by_hand_is_not_fetched_again_unless_it_is_damaged(
    mirrors: Mirrors, tmp_path: Path
) -> None:
    unpacked = tmp_path / FILE.name.removesuffix(".gz")
    unpacked.write_bytes(FILE.header + b"123")
    assert fetch(tmp_path, mirrors["good"]) == []
    unpacked.write_bytes(FILE.header + b"12")
    assert fetch(tmp_path, mirrors["good"]) == [FILE.name]


def test_a_damaged_file_is_replaced(mirrors: Mirrors, tmp_path: Path) -> None:
    (tmp_path / FILE.name).write_bytes(CONTENT[:-1])
    assert fetch(tmp_path, mirrors["good"]) == [FILE.name]
    assert (tmp_path / FILE.name).read_bytes() == CONTENT


def test_a_damaged_file_stays_until_a_good_one_has_come(mirrors: Mirrors, tmp_path: Path) -> None:
    (tmp_path / FILE.name).write_bytes(b"mine")
    with pytest.raises(DatasetError):
        fetch(tmp_path, mirrors["half"])
    assert (tmp_path / FILE.name).read_bytes() == b"mine"


def test_a_folder_that_cant_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DatasetError, match=r"MNIST can't be put into .*file"):
        fetch(tmp_path / "file", "http://127.0.0.1:9/")


class Bar:
    """A progress bar that keeps what it is told."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.total = 0
        self.told: list[int] = []
        self.closed = False

    def update(self, size: int) -> None:
        self.told.append(size)

    def reset(self) -> None:
        self.told.clear()

    def close(self) -> None:
        self.closed = True


def test_progress_is_told_to_the_last_byte_and_every_bar_is_closed(mirrors: Mirrors, tmp_path: Path) -> None:
    bars: list[Bar] = []

    def bar(name: str) -> Bar:
        bars.append(Bar(name))
        return bars[-1]

    mnist.fetch(tmp_path, mirrors=(mirrors["half"], mirrors["good"]), files=(FILE,), progress=bar)
    assert [bar.name for bar in bars] == [FILE.name] * 2
    assert all(bar.closed for bar in bars)
    assert bars[0].told
    assert sum(bars[1].told) == bars[1].total == len(CONTENT)
