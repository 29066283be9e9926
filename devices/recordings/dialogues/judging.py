"""Whether what came of a turn is what was expected of it."""

from collections.abc import Iterable

from assistant.shopping.household import SHOPPING, Household, ListEntry
from devices.recordings.dialogues.model import DialogueExpectation, ExpectedEntry, SaidTurn, Turn, UnheardTurn
from devices.recordings.expectation import ExpectedReply
from devices.recordings.judging import Observed, judged
from devices.recordings.stopwatch import Exchange


def complaints(expect: DialogueExpectation, observed: Observed, household: Household) -> list[str]:
    """What did not come about: a sentence each, with what was expected and what there was.

    Args:
        expect: what was to come about.
        observed: what there was.
        household: whose lists are looked up.
    """
    wanted = dict(expect.lists or {})
    if expect.list is not None:
        wanted[SHOPPING] = expect.list
    lists = [_list(name, entries, household.read_list(name)) for name, entries in wanted.items()]
    return [each for each in (*judged(expect, observed).values(), *lists) if each]


def unanswered(turn: Turn, exchange: Exchange) -> str:
    """That somebody spoke and was not answered, where an answer is due; else nothing."""
    reply = turn.expect.reply
    none = isinstance(reply, ExpectedReply) and reply.none
    due = isinstance(turn, SaidTurn | UnheardTurn) and not none
    return "Nothing was answered." if due and not exchange.replies else ""


def _list(name: str, wanted: Iterable[ExpectedEntry], found: Iterable[ListEntry]) -> str:
    left = list(found)
    for entry in wanted:
        match = next((each for each in left if _is(entry, each)), None)
        if match is None:
            return _another_list(name, wanted, found)
        left.remove(match)
    return _another_list(name, wanted, found) if left else ""


def _is(wanted: ExpectedEntry, found: ListEntry) -> bool:
    same = wanted.item.casefold() == found.text.casefold() and wanted.quantity == found.quantity
    return same and wanted.unit in {None, found.unit}


def _another_list(name: str, wanted: Iterable[ExpectedEntry], found: Iterable[ListEntry]) -> str:
    were = ", ".join(f"{each.quantity} {each.unit or ''} {each.item}" for each in wanted)
    are = ", ".join(f"{each.quantity} {each.unit} {each.text}" for each in found)
    told = [" ".join(each.split()) or "nothing" for each in (were, are)]
    return f"The {name} list was to hold {told[0]}; it holds {told[1]}."
