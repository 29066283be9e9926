"""Settings to perform scenarios with, with a market that was never used; a plugin of their tests."""

from collections.abc import Iterator

import pytest

from assistant.settings import Settings
from devices.recordings.fresh import copied, prepared


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A market that was never used, to be copied."""
    return prepared(Settings(), tmp_path_factory.mktemp("ready"))


@pytest.fixture
def settings(ready: Settings) -> Iterator[Settings]:
    with copied(ready) as mine:
        yield mine
