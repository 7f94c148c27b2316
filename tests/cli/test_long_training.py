"""A training that is interrupted loses nothing: Ctrl-C keeps the best so far, --resume goes on to the same weights."""

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from neuralite.cli import progress

Run = Callable[..., Any]
TRAIN = ("train", "mine", "--layers", "784-16-10", "--dropout", 0.1, "--augmentation", 0.5, "--averaging", 0.9)


@pytest.fixture
def interrupt(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Presses Ctrl-C at a batch, counted from the first."""

    def interrupt(at: int) -> None:
        seen = 0
        whole = progress.Display.batch

        def batch(display: progress.Display, told: Any) -> None:
            nonlocal seen
            seen += 1
            if seen == at:
                os.kill(os.getpid(), signal.SIGINT)
            whole(display, told)

        monkeypatch.setattr(progress.Display, "batch", batch)

    return interrupt


def test_ctrl_c_keeps_the_best_so_far(
    run: Run, small_mnist: Path, tmp_path: Path, interrupt: Callable[[int], None]
) -> None:
    interrupt(12)  # 600 digits are five batches an epoch: in the third
    ended = run(*TRAIN, "--epochs", 9, "--data-dir", small_mnist, "--out", tmp_path)
    assert ended.code == 0
    assert "stopped after 2 epochs; the best so far is kept" in ended.err
    assert (tmp_path / "mine.npz").is_file()


def test_ctrl_c_in_the_first_epoch_says_that_there_is_nothing_to_keep(
    run: Run, small_mnist: Path, tmp_path: Path, interrupt: Callable[[int], None]
) -> None:
    interrupt(2)
    ended = run(*TRAIN, "--epochs", 9, "--data-dir", small_mnist, "--out", tmp_path)
    assert ended.code == 1
    assert "there is nothing to keep" in ended.err
    assert not (tmp_path / "mine.npz").exists()


def test_resuming_ends_in_the_same_weights_as_a_run_without_a_break(
    run: Run, small_mnist: Path, tmp_path: Path, interrupt: Callable[[int], None]
) -> None:
    whole, broken, states = tmp_path / "whole", tmp_path / "broken", tmp_path / "states"
    common = (*TRAIN, "--epochs", 4, "--data-dir", small_mnist)
    assert run(*common, "--out", whole).code == 0
    interrupt(12)
    assert run(*common, "--out", broken, "--checkpoint", states).code == 0
    assert (broken / "mine.npz").read_bytes() != (whole / "mine.npz").read_bytes()
    assert run(*common, "--out", broken, "--checkpoint", states, "--resume").code == 0
    assert (broken / "mine.npz").read_bytes() == (whole / "mine.npz").read_bytes()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--resume"], "--resume needs --checkpoint"),
        (["--checkpoint", "states", "--resume"], "There is no checkpoint"),
    ],
)
def test_what_cant_be_resumed_is_told(
    run: Run, small_mnist: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: list[str], words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert words in run(*TRAIN, *options, "--data-dir", small_mnist, "--out", tmp_path).complaint
