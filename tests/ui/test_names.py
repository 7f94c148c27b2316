"""Models are called on the page by their titles, and told apart where titles are alike."""

from pathlib import Path

from neuralite import LogisticRegression, Recognizer, storage
from neuralite.images.normalization import PREPARATION_VERSION
from neuralite.ui.names import titles


def test_models_of_one_title_are_told_apart_by_their_names(tmp_path: Path) -> None:
    for name, title in (("first", "Mine"), ("second", "Mine"), ("third", "Other")):
        card = {"title": title, "preparation_version": PREPARATION_VERSION}
        storage.save(tmp_path, name, LogisticRegression(), card)
    called = titles(Recognizer(models_dir=tmp_path))
    assert called == {"first": r"Mine \(first\)", "second": r"Mine \(second\)", "third": "Other"}
