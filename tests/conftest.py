"""How the tests run beside each other, where they run in several processes, and what all of them have."""

import signal
from collections.abc import Generator

import hypothesis
import pytest

import postgres_server
from postgres_server import PostgresServer

FIRST = (
    # By the clock on the wall, and mostly waiting.
    "test_sound_card",
    "test_cli_listen",
    # Then what takes longest: who begins with that has all processes busy to the end.
    "test_packaging",
    "test_replay",
    "test_cluster",
    "test_bench_recognition",
    "test_vosk",
    "test_vosk_trouble",
    "test_code_style",
    "test_scenes",
    "test_scenes_power_cuts",
    "test_workers",
    "test_demo",
    "test_moonshine",
    "test_report_page",
    "test_bench",
    "test_bench_store_search",
    "test_contract_buying",
    "test_contract_quotes",
    "test_contract_after_sale",
    "test_record",
    "test_speech_engines",
    "test_models_cli",
    "test_choosing",
    "test_store_processes",
)
"""Files in the order in which they are begun, before all others."""

# How long an example takes depends on what else the machine does.
hypothesis.settings.register_profile("without the clock", deadline=None)
hypothesis.settings.load_profile("without the clock")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    order = {name: place for place, name in enumerate(FIRST)}
    items.sort(key=lambda item: order.get(item.path.stem, len(FIRST)))


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


@pytest.fixture(scope="session", autouse=True)
def _ctrl_c_is_heard() -> Generator[None]:
    """What is begun with `nohup` or `&` ignores Ctrl-C, and so would every process that a test interrupts."""
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
        yield
        return
    signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, signal.SIG_IGN)
