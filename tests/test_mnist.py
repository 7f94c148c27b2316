"""MNIST's files are believed only where they are what their names say, and the split never moves."""

import gzip
import hashlib
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from neuralite import mnist
from neuralite.mnist import DataFile, DatasetError

SAMPLE = Path(__file__).resolve().parent / "sample" / "digits.npz"
# Three pictures of 2x2, as the format's description has them: magic number, three dimensions, bytes row by row.
SMALL = DataFile("small-idx3-ubyte.gz", (3, 2, 2), "")
HEADER = bytes.fromhex("00000803 00000003 00000002 00000002")
BODY = bytes(range(12))
packed = partial(gzip.compress, mtime=0)
GOOD = packed(HEADER + BODY)


@pytest.mark.parametrize(("name", "data"), [(SMALL.name, GOOD), (SMALL.name.removesuffix(".gz"), HEADER + BODY)])
def test_a_file_is_read_compressed_and_not(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    assert mnist.read_idx(tmp_path, SMALL).tolist() == [[[0, 1], [2, 3]], [[4, 5], [6, 7]], [[8, 9], [10, 11]]]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        pytest.param(GOOD[:-12], "is damaged: it ends early", id="truncated"),
        pytest.param(b"", "it begins with nothing, not 00000803", id="empty"),
        pytest.param(b"<html>Not found</html>", "can't be read: Not a gzipped file", id="not gzip"),
        pytest.param(GOOD[:10] + b"\xff" + GOOD[11:], "can't be read: .*invalid block type", id="corrupt stream"),
        pytest.param(GOOD[:-8] + b"\0\0\0\0" + GOOD[-4:], "can't be read: CRC check failed", id="wrong checksum"),
        pytest.param(packed(b"\0\0\x0d\x03" + HEADER[4:] + BODY), "it begins with 00000d03", id="wrong magic"),
        pytest.param(packed(b"\0\0\x08\x01\0\0\0\x0c" + BODY), "it begins with 00000801", id="swapped with labels"),
        pytest.param(
            packed(HEADER[:4] + bytes.fromhex("7fffffff") + HEADER[8:] + BODY),
            r"it announces the shape \(2147483647, 2, 2\), not \(3, 2, 2\)",
            id="lying header",
        ),
        pytest.param(packed(HEADER[:9]), r"it announces the shape \(3,\)", id="half a header"),
        pytest.param(packed(HEADER + BODY[:-1]), "it has 11 instead of 12 bytes of data", id="too short"),
        pytest.param(packed(HEADER + BODY + b"\0"), "it has more than 12 bytes of data", id="too long"),
    ],
)
def test_a_damaged_file_is_named_with_what_is_wrong_and_what_to_do(tmp_path: Path, data: bytes, words: str) -> None:
    (tmp_path / SMALL.name).write_bytes(data)
    with pytest.raises(DatasetError, match=words) as told:
        mnist.read_idx(tmp_path, SMALL)
    assert str(tmp_path / SMALL.name) in str(told.value)
    assert f'python -m neuralite fetch --data-dir "{tmp_path}"' in str(told.value)


def test_a_missing_file_is_named_with_its_folder(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=r"There is no small-idx3-ubyte\.gz in") as told:
        mnist.read_idx(tmp_path, SMALL)
    assert str(tmp_path) in str(told.value)
    assert "NEURALITE_DATA" in str(told.value)


def test_a_label_over_nine_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    labels = DataFile("labels.gz", (3,), "")
    monkeypatch.setattr(mnist, "TEST_IMAGES", SMALL)
    monkeypatch.setattr(mnist, "TEST_LABELS", labels)
    (tmp_path / SMALL.name).write_bytes(GOOD)
    (tmp_path / labels.name).write_bytes(packed(bytes.fromhex("00000801 00000003") + b"\1\x0a\2"))
    with pytest.raises(DatasetError, match=r"labels\.gz is damaged: it has the label 10, over 9"):
        mnist.load_test(tmp_path)


def test_the_option_goes_before_the_variable_and_the_variable_before_the_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEURALITE_DATA", str(tmp_path / "variable"))
    assert mnist.data_folder(tmp_path / "option") == tmp_path / "option"
    assert mnist.data_folder() == tmp_path / "variable"
    monkeypatch.delenv("NEURALITE_DATA")
    monkeypatch.chdir(tmp_path)
    assert mnist.data_folder() == Path(__file__).resolve().parent.parent / "data"


def test_mnist_is_what_its_makers_say_of_it(mnist_dir: Path) -> None:
    images, labels = mnist.load_training(mnist_dir)
    assert images.shape == (60_000, 28, 28)
    assert labels[:10].tolist() == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]
    assert np.bincount(labels).tolist() == [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]
    images, labels = mnist.load_test(mnist_dir)
    assert labels[:10].tolist() == [7, 2, 1, 0, 4, 1, 4, 9, 5, 9]
    assert np.bincount(labels).tolist() == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
    assert images.mean() / 255 == pytest.approx(0.1325, abs=5e-5)
    assert (images > 0).mean() == pytest.approx(0.193, abs=1e-3)


def test_the_files_at_hand_are_the_originals(mnist_dir: Path) -> None:
    for file in mnist.FILES:
        assert hashlib.sha256((mnist_dir / file.name).read_bytes()).hexdigest() == file.sha256


@pytest.fixture
def labels() -> mnist.Labels:
    """A thousand labels, with far more of some digits than of others, in no order."""
    return np.random.default_rng(3).binomial(9, 0.4, 1000).astype(np.uint8)


def test_every_row_is_in_one_part_of_the_split(labels: mnist.Labels) -> None:
    training, validation = mnist.split(labels, validation=170)
    assert len(validation) == 170
    assert sorted([*training, *validation]) == list(range(1000))


def test_each_class_gives_its_share_to_validation(labels: mnist.Labels) -> None:
    _, validation = mnist.split(labels, validation=170)
    shares = np.bincount(labels, minlength=10) * 0.17
    assert np.abs(np.bincount(labels[validation], minlength=10) - shares).max() < 1


def test_the_seed_alone_fixes_the_split(labels: mnist.Labels) -> None:
    first, again, other = (mnist.split(labels, validation=170, seed=seed)[1].tolist() for seed in (1, 1, 2))
    assert first == again
    assert first != other


@pytest.mark.parametrize("validation", [0, -1, 1000, 1001])
def test_a_split_without_one_of_its_parts_is_refused(labels: mnist.Labels, validation: int) -> None:
    with pytest.raises(ValueError, match="1 to 999 can be for validation"):
        mnist.split(labels, validation=validation)


def test_the_committed_sample_is_of_mnist_and_of_its_validation_part(mnist_dir: Path) -> None:
    images, labels = mnist.load_training(mnist_dir)
    _, validation = mnist.split(labels)
    with np.load(SAMPLE) as sample:
        rows = sample["training_index"]
        np.testing.assert_array_equal(sample["images"], images[rows])
        np.testing.assert_array_equal(sample["labels"], labels[rows])
    assert len(set(rows.tolist())) == 1000
    assert set(rows.tolist()) <= set(validation.tolist())


def test_the_sample_has_as_many_of_each_digit(sample: tuple[mnist.Images, mnist.Labels]) -> None:
    assert np.bincount(sample[1]).tolist() == [100] * 10


def test_a_digest_is_of_all_bytes_in_their_order() -> None:
    two = np.array([[1, 2]], np.uint8), np.array([3], np.uint8)
    assert mnist.digest(*two) == hashlib.sha256(b"\1\2\3").hexdigest()
