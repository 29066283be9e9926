"""Typed dialogues: each file in `dialogues` is played to the real parser, dialogue, household and shop.

How to write one stands in `dialogues/README.md`.
"""

import asyncio
from pathlib import Path

import pytest

from devices.recordings.dialogues.loading import load
from devices.recordings.dialogues.model import Loaded
from devices.recordings.dialogues.performing import perform
from devices.recordings.dialogues.shops import Shops

FOLDER = Path(__file__).parent / "dialogues"
SCRIPTS = load(FOLDER)


@pytest.fixture(scope="module")
def shops(tmp_path_factory: pytest.TempPathFactory) -> Shops:
    return Shops(tmp_path_factory.mktemp("shops"))


@pytest.mark.parametrize("loaded", SCRIPTS, ids=lambda loaded: loaded.id)
def test_dialogue(loaded: Loaded, shops: Shops) -> None:
    performance = asyncio.run(perform(loaded, shops))

    assert not performance.complaints, "\n".join(performance.complaints)
