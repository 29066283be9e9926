"""The sentences that a recogniser is to reject cannot be said to the assistant."""

import asyncio
from pathlib import Path

import pytest

from assistant.bootstrap import conversation
from assistant.settings import Settings, Shop
from assistant.shopping.household import HOUSEHOLD_FILE, Household
from devices.bench.recognition.outside import sentences
from devices.recordings.fresh import fresh_settings, rehearsal
from intents.automaton import ALL
from intents.grammar import Grammar
from intents.network import plain


async def said_to(shop: str, folder: Path) -> Grammar:
    """What may be said to a fresh assistant at a shop."""
    chosen = Settings(data_dir=folder, store=Shop(name=shop))
    with fresh_settings(chosen) as settings:
        home = Household(settings.data_dir / HOUSEHOLD_FILE)
        async with rehearsal(settings) as store, conversation(settings, store=store, household=home) as talk:
            return talk.grammar()


def accepted(grammar: Grammar, text: str) -> bool:
    """Whether a sentence can be said, with any words where any may stand."""
    walker = grammar.walker(ALL)
    at, _ = walker.walk(walker.start, f" {plain(text).strip()}")
    return bool(walker.ending(at).ending)


@pytest.mark.parametrize("shop", ["coffee", "market"])
def test_no_sentence_that_is_to_be_rejected_can_be_said(shop: str, tmp_path: Path) -> None:
    grammar = asyncio.run(said_to(shop, tmp_path))
    assert accepted(grammar, "Do you have oat milk?")
    inside = [each.text for each in sentences() if each.language is None and accepted(grammar, each.text)]
    assert not inside
