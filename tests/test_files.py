"""A file is there whole or as it was before, whatever goes wrong, and nothing is left beside it."""

import os
from pathlib import Path

import pytest

from neuralite import files


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    """Two files that are there already."""
    first, second = tmp_path / "first", tmp_path / "second"
    first.write_bytes(b"old 1")
    second.write_bytes(b"old 2")
    return first, second


def test_files_are_written_over_old_ones_and_where_there_was_none(pair: tuple[Path, Path], tmp_path: Path) -> None:
    files.write({pair[0]: b"new", tmp_path / "third": b"\0" * 1000})
    assert pair[0].read_bytes() == b"new"
    assert (tmp_path / "third").read_bytes() == b"\0" * 1000
    assert sorted(path.name for path in tmp_path.iterdir()) == ["first", "second", "third"]


def test_where_one_cant_be_written_all_stay_as_they_were(
    pair: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[int] = []

    def full(number: int) -> None:
        written.append(number)
        if len(written) == 2:
            raise OSError("no space left")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="no space left"):
        files.write(dict.fromkeys(pair, b"new"))
    assert [path.read_bytes() for path in pair] == [b"old 1", b"old 2"]
    assert sorted(pair[0].parent.iterdir()) == list(pair)


def test_a_reader_that_has_opened_the_old_file_reads_it_to_its_end(pair: tuple[Path, Path]) -> None:
    with pair[0].open("rb") as reader:
        files.write({pair[0]: b"new and longer"})
        assert reader.read() == b"old 1"
    assert pair[0].read_bytes() == b"new and longer"


def test_bytes_are_on_the_disk_before_they_have_the_name(
    pair: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[bytes] = []
    monkeypatch.setattr(os, "fsync", lambda _: seen.append(pair[0].read_bytes()))
    files.write({pair[0]: b"new"})
    assert seen == [b"old 1"]
