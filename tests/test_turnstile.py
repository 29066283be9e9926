"""Tests that run by the clock on the wall have the machine to themselves."""

import fcntl
from pathlib import Path
from threading import Thread

import pytest

from turnstile import Turnstile


def entering(folder: Path, *, alone: bool) -> Thread:
    """Somebody who passes as soon as nobody is in the way."""

    def enter() -> None:
        with Turnstile(folder).passed(alone=alone):
            pass

    thread = Thread(target=enter)
    thread.start()
    return thread


def test_many_are_in_at_once(tmp_path: Path) -> None:
    with Turnstile(tmp_path).passed(alone=False):
        entering(tmp_path, alone=False).join()


@pytest.mark.parametrize(("inside", "waiting"), [(True, True), (True, False), (False, True)])
def test_who_is_to_be_alone_is(tmp_path: Path, *, inside: bool, waiting: bool) -> None:
    with Turnstile(tmp_path).passed(alone=inside):
        how = fcntl.LOCK_EX if waiting else fcntl.LOCK_SH
        with (tmp_path / "room.lock").open("w") as room, pytest.raises(BlockingIOError):
            fcntl.flock(room, how | fcntl.LOCK_NB)
        other = entering(tmp_path, alone=waiting)
    other.join()
