"""How the tests run beside each other, where they run in several processes."""

from collections.abc import Generator
from pathlib import Path

import pytest

import postgres_server
from postgres_server import PostgresServer
from turnstile import Turnstile

FIRST = (
    "test_sound_card",
    "test_replay",
    "test_cli_listen",
    "test_packaging",
    "test_record",
    "test_cluster",
    "test_scenes",
    "test_workers",
    "test_report_page",
    "test_demo",
    "test_bench",
    "test_code_style",
)
"""Files that take long: who begins with them has both processes busy to the end."""
_TURNSTILE = pytest.StashKey[Turnstile]()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    order = {name: place for place, name in enumerate(FIRST)}
    items.sort(key=lambda item: order.get(item.path.stem, len(FIRST)))


def pytest_sessionstart(session: pytest.Session) -> None:
    # Each process has a folder of its own in the one of all.
    if hasattr(session.config, "workerinput"):
        factory: pytest.TempPathFactory = session.config._tmp_path_factory  # type: ignore[attr-defined]
        session.config.stash[_TURNSTILE] = Turnstile(Path(factory.getbasetemp()).parent)


@pytest.fixture(scope="session", autouse=True)
def _no_data_of_the_user(tmp_path_factory: pytest.TempPathFactory) -> Generator[None]:
    """With a Vosk model of the user's own, "auto" would be another recogniser; and a household is theirs."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("data-home")))
        yield


@pytest.fixture(scope="session")
def postgres() -> Generator[PostgresServer]:
    """A real PostgreSQL server; each test asks it for a database of its own."""
    if missing := postgres_server.missing():
        pytest.skip(f"not installed: {missing}")
    with postgres_server.running() as server:
        yield server


# Outermost: to wait is no part of what a test takes.
@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """What is marked as `alone` keeps to the clock on the wall: nothing else runs meanwhile."""
    turnstile = item.config.stash.get(_TURNSTILE, None)
    if turnstile is None:
        return (yield)
    with turnstile.passed(alone=item.get_closest_marker("alone") is not None):
        return (yield)
