"""The person's list in the grammar of a talk."""

from pathlib import Path

import pytest

from assistant.conversation import Conversation
from assistant.dialogue.replies import Replies
from assistant.errands import Errands
from assistant.ports import Transcript
from assistant.reporting import Reporter
from assistant.settings import Household as Buying
from assistant.shopping.household import Household
from fakes import SHELF, FakeStore
from intents import costs
from intents.automaton import DEAD, KNOWN
from intents.parser import Parser


def may_be_removed(talk: Conversation, name: str) -> bool:
    walker = talk.grammar().walker(KNOWN)
    at, _ = walker.walk(walker.start, f" remove {name} from my list")
    return at != DEAD and bool(walker.ending(at).ending)


async def test_what_stands_on_the_list_may_be_named_from_the_first_sentence_and_after_each_change(
    tmp_path: Path,
) -> None:
    household, reporter = Household(tmp_path / "household.db"), Reporter()
    household.add_to_list("beetroot")
    errands = Errands(FakeStore(), household, Buying(name="Sam"), reporter)
    talk = Conversation(Parser(), errands, Replies(), reporter)
    talk.warm_up()
    assert may_be_removed(talk, "beetroot")
    assert not may_be_removed(talk, "dragon fruit")
    heard = talk.understood(Transcript(text="add dragon fruit to my list", confidence=1))
    assert heard is not None
    assert [reply async for reply in talk.replies(heard)]
    assert may_be_removed(talk, "dragon fruit")
    household.close()


def cost_of(talk: Conversation, text: str) -> float:
    walker = talk.grammar().walker(KNOWN)
    at, cost = walker.walk(walker.start, f" {text}")
    return cost + walker.ending(at).cost


async def say(talk: Conversation, text: str) -> None:
    heard = talk.understood(Transcript(text=text, confidence=1))
    assert heard is not None
    assert [reply async for reply in talk.replies(heard)]


async def test_clearing_the_cart_is_unlikely_while_it_is_empty(tmp_path: Path) -> None:
    household, reporter = Household(tmp_path / "household.db"), Reporter()
    errands = Errands(FakeStore(), household, Buying(name="Sam"), reporter)
    talk = Conversation(Parser(), errands, Replies(), reporter)
    talk.warm_up()
    empty = cost_of(talk, "clear my cart")
    await say(talk, "what's in my cart")
    assert cost_of(talk, "clear my cart") == empty
    await say(talk, f"add {SHELF[0].name} to my cart")
    filled = cost_of(talk, "clear my cart")
    assert empty == pytest.approx(filled + costs.POINTLESS)
    household.close()
