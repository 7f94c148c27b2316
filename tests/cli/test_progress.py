"""The display tells how far a training is and how well it goes; Ctrl-C asks once, and the second time it ends."""

import os
import signal
from collections.abc import Iterator

import pytest

from neuralite.cli.progress import Display, interruptible
from neuralite.nn import Batch
from neuralite.training.loop import Epoch


@pytest.fixture
def display(monkeypatch: pytest.MonkeyPatch) -> Display:
    """Of three epochs of 200 examples, the first of which a run before has done."""
    monkeypatch.setenv("COLUMNS", "160")
    return Display("mlp", epochs=3, examples=200, done=1)


def test_it_tells_name_share_loss_and_accuracy(display: Display, capsys: pytest.CaptureFixture[str]) -> None:
    with display:
        display.batch(Batch(size=100, loss=0.5, correct=75))
    told = capsys.readouterr()
    assert told.out == ""
    # 200 + 100 of 600.
    for words in ("mlp", "50%", "loss 0.5000", "accuracy 75.00%"):
        assert words in told.err


def test_speed_and_time_left_are_those_of_the_batches(
    display: Display, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    clock = iter(range(1000))
    monkeypatch.setattr(display.progress, "get_time", lambda: float(next(clock)))
    for _ in range(3):
        display.batch(Batch(size=100, loss=0.5, correct=75))
    task = display.progress.tasks[0]
    # The clock moves on with every look at it: one and more a batch.
    assert task.speed is not None
    assert 0 < task.speed <= 100
    assert task.time_remaining == pytest.approx(100 / task.speed, abs=1)
    assert task.fields["speed"].endswith(" examples/s")
    display.progress.console.print(display.progress)
    assert "examples/s" in capsys.readouterr().err


def test_the_first_batches_count_alike_and_later_ones_push_the_old_ones_out(display: Display) -> None:
    display.batch(Batch(10, 3.0, 0))
    display.batch(Batch(10, 1.0, 10))
    assert (display.loss, display.accuracy) == pytest.approx((2.0, 0.5))
    for _ in range(500):
        display.batch(Batch(10, 0.25, 9))
    assert (display.loss, display.accuracy) == pytest.approx((0.25, 0.9), abs=1e-2)


@pytest.mark.parametrize(("best", "end"), [(True, "1.2 s  best"), (False, "1.2 s")])
def test_an_epoch_has_a_line_of_its_own(
    display: Display, capsys: pytest.CaptureFixture[str], *, best: bool, end: str
) -> None:
    display.epoch(Epoch(2, 0.1234, 0.95, 0.2345, 0.9375, 0.001, 1.23, best))
    assert capsys.readouterr().err == (
        f"epoch   2  loss 0.1234 / 0.2345  accuracy 95.00% / 93.75% (training / validation)  {end}\n"
    )


@pytest.fixture
def as_in_a_terminal() -> Iterator[None]:
    """Ctrl-C as a terminal has it: a program that a shell started in the background is deaf to it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("as_in_a_terminal")
def test_the_first_ctrl_c_only_asks_and_the_second_ends() -> None:
    before = signal.getsignal(signal.SIGINT)
    with interruptible() as stop:
        assert not stop.is_set()
        os.kill(os.getpid(), signal.SIGINT)
        assert stop.is_set()
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is before


def test_ctrl_c_is_as_before_when_the_training_is_over_or_has_failed() -> None:
    before = signal.getsignal(signal.SIGINT)
    with interruptible() as stop:
        assert signal.getsignal(signal.SIGINT) is not before
    assert signal.getsignal(signal.SIGINT) is before
    assert not stop.is_set()
    with pytest.raises(ValueError, match="failed"), interruptible():
        raise ValueError("failed")
    assert signal.getsignal(signal.SIGINT) is before
