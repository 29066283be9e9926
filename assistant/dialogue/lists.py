"""The household's lists."""

from collections.abc import Mapping

from assistant.dialogue.actions import AddToList, ReadList, RemoveFromList, Say
from assistant.dialogue.happenings import Happening, ListIs
from assistant.dialogue.memory import Memory
from assistant.dialogue.moves import Handler, Move, Request, look_up, stay
from assistant.dialogue.states import State
from intents.meaning import Intent, Understood


def _add(_memory: Memory, meaning: Understood) -> Move:
    return look_up(AddToList(items=meaning.items)) if meaning.items else _name_it()


def _remove(memory: Memory, meaning: Understood) -> Move:
    if meaning.instead is not None:
        memory.then = AddToList(items=(meaning.instead,))
    return look_up(RemoveFromList(items=meaning.items)) if meaning.items else _name_it()


def _read(_memory: Memory, _meaning: Understood) -> Move:
    return look_up(ReadList())


def _name_it() -> Move:
    return stay(State.IDLE, Say(key="name_it"))


def _list_is(memory: Memory, happening: ListIs) -> Move:
    """The shopping list was read or changed."""
    asked = memory.asked
    assert asked is not None
    if memory.then is not None:
        then, memory.then = memory.then, None
        return look_up(then)
    if asked.intent is Intent.READ_LIST:
        return stay(
            State.IDLE, Say(key="list" if happening.entries else "list_empty", values=_entries(happening))
        )
    adding = asked.intent is Intent.ADD_TO_LIST or asked.instead is not None
    if not happening.changed:
        return stay(State.IDLE, Say(key="not_on_list", values={"names": [item.text for item in asked.items]}))
    return stay(State.IDLE, Say(key="listed" if adding else "unlisted", values=_entries(happening)))


def _entries(happening: ListIs) -> dict[str, object]:
    return {
        "entries": [entry.model_dump() for entry in happening.entries],
        "changed": [entry.model_dump() for entry in happening.changed],
    }


REQUESTS: Mapping[Intent, Request] = {
    Intent.ADD_TO_LIST: _add,
    Intent.REMOVE_FROM_LIST: _remove,
    Intent.READ_LIST: _read,
}
ANSWERS: Mapping[type[Happening], Handler] = {ListIs: _list_is}
