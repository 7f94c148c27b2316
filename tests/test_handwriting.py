"""Pictures under their labels: scored, and packed as the command line takes them."""

import zipfile
from io import BytesIO

import pytest

from neuralite.handwriting import Collection, CollectionFullError, Filed


def filed(label: str, data: bytes = b"picture", **text: str) -> Filed:
    return Filed(data, "png", label, text)


def test_the_score_counts_what_each_model_read_right() -> None:
    mine = Collection()
    mine.file(filed("7", b"a", mlp="7", logistic="1"))
    mine.file(filed("1984", b"b", mlp="1984", logistic="194"))
    mine.file(filed("3", b"c", mlp="8"))
    assert mine.score("mlp") == (2, 3)
    assert mine.score("logistic") == (0, 2)
    assert mine.score("nobody") == (0, 0)


@pytest.mark.parametrize(("read", "right"), [("?", 1), ("", 1), ("??", 1), ("4", 0), ("?4", 0)])
def test_where_there_is_no_digit_to_refuse_is_right(read: str, right: int) -> None:
    mine = Collection()
    mine.file(filed("none", mlp=read))
    assert mine.score("mlp") == (right, 1)


def test_a_picture_has_one_label_the_last() -> None:
    mine = Collection()
    mine.file(filed("1", mlp="7"))
    mine.file(filed("7", mlp="7"))
    assert len(mine) == 1
    assert mine.label(b"picture") == "7"
    assert mine.score("mlp") == (1, 1)
    mine.forget(b"picture")
    assert (len(mine), mine.label(b"picture")) == (0, None)


def test_the_zip_has_a_folder_a_label() -> None:
    mine = Collection()
    mine.file(filed("7", b"a", mlp="7"))
    mine.file(filed("none", b"b", mlp="7"))
    mine.file(filed("7", b"c", mlp="7"))
    with zipfile.ZipFile(BytesIO(mine.as_zip())) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == {
            "7/001.png": b"a",
            "none/002.png": b"b",
            "7/003.png": b"c",
        }


@pytest.mark.parametrize("label", ["", "x", "../7", "٧", "7/1"])
def test_a_label_can_only_be_digits_or_none(label: str) -> None:
    with pytest.raises(ValueError, match="label"):
        Collection().file(filed(label))


def test_a_full_collection_says_what_to_do_and_keeps_what_it_has() -> None:
    mine = Collection(most_bytes=10)
    mine.file(filed("1", b"123456"))
    with pytest.raises(CollectionFullError, match="download"):
        mine.file(filed("2", b"654321"))
    mine.file(filed("2", b"123456"))
    assert (len(mine), mine.label(b"123456")) == (1, "2")
