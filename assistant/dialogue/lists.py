"""The household's lists: what comes onto them, off them, and how they stand."""

from collections.abc import Callable, Mapping

from assistant.dialogue.actions import Action, AddToList, ReadList, RemoveFromList, Say
from assistant.dialogue.asking import ask
from assistant.dialogue.happenings import Happening, ListIs, ListsAre
from assistant.dialogue.list_actions import CreateList, DeleteList, ReadLists, ReplaceList
from assistant.dialogue.list_replies import found_on, in_list, told_entries, told_list
from assistant.dialogue.lists_to_cart import to_cart
from assistant.dialogue.memory import Memory, Question
from assistant.dialogue.moves import Handler, Move, Request, look_up, stay
from assistant.dialogue.reading_out import REST, read_on
from assistant.dialogue.states import State
from assistant.dialogue.undoing import remember, undoing
from intents.meaning import Intent, Understood

_YES_OR_NO = frozenset({Intent.YES, Intent.NO})
_FOR_SHOPPING = frozenset({"shopping", "grocery", "groceries", "list"})
"""Words in a list's name that tell nothing: "my Costco shopping list"."""


def _named(meaning: Understood) -> str:
    """The list that was named, as it is kept; empty for the shopping list."""
    words = [word for word in meaning.list_name.split() if word not in _FOR_SHOPPING]
    return " ".join(words)


def _add(_memory: Memory, meaning: Understood) -> Move:
    if not meaning.items:
        return _name_it()
    return look_up(AddToList(items=meaning.items, list_name=_named(meaning)))


def _remove(_memory: Memory, meaning: Understood) -> Move:
    if not meaning.items:
        return _name_it()
    removal = RemoveFromList(items=meaning.items, instead=meaning.instead, list_name=_named(meaning))
    return look_up(removal)


def _read(memory: Memory, meaning: Understood) -> Move:
    return read_on(memory) if meaning.subject == REST else look_up(ReadList(list_name=_named(meaning)))


def _create(memory: Memory, meaning: Understood) -> Move:
    name = _named(meaning)
    if name:
        return look_up(CreateList(list_name=name))
    question = Question(
        say=Say(key="which_name"),
        expecting=frozenset({Intent.CREATE_LIST}),
        answered=_create_named,
        any_words=Intent.CREATE_LIST,
    )
    return ask(memory, question)


def _create_named(memory: Memory, meaning: Understood) -> Move | None:
    said = meaning.model_copy(update={"list_name": meaning.list_name or meaning.subject})
    return _create(memory, said) if _named(said) else None


def _read_all(_memory: Memory, _meaning: Understood) -> Move:
    return look_up(ReadLists())


def _name_it() -> Move:
    return stay(State.IDLE, Say(key="name_it"))


# --- what came of it


def _list_is(memory: Memory, happening: ListIs) -> Move:
    """A list was read or changed; what that is for depends on what was asked."""
    asked = memory.asked
    assert asked is not None
    if happening.before != happening.entries:
        remember(memory, ReplaceList(entries=happening.before, list_name=happening.name))
    if undoing(memory):
        return stay(State.IDLE, Say(key="list_undone", values=in_list(happening)))
    if not happening.there and asked.intent not in _MAKING:
        return stay(State.IDLE, Say(key="no_such_list", values=in_list(happening)))
    return _DONE_WITH_LIST[asked.intent](memory, happening, asked)


def _is_read(memory: Memory, happening: ListIs, _asked: Understood) -> Move:
    return stay(State.IDLE, told_list(memory, happening))


def _is_added(_memory: Memory, happening: ListIs, _asked: Understood) -> Move:
    return stay(State.IDLE, Say(key="listed", values=told_entries(happening)))


def _is_removed(_memory: Memory, happening: ListIs, asked: Understood) -> Move:
    if not happening.changed:
        names = [item.text for item in asked.items]
        values = told_entries(happening) | {"names": names}
        return stay(State.IDLE, Say(key="not_on_list", values=values))
    key = "checked_off" if asked.intent is Intent.CHECK_OFF else "unlisted"
    return stay(State.IDLE, Say(key=key, values=told_entries(happening)))


def _is_asked(memory: Memory, happening: ListIs, asked: Understood) -> Move:
    """Whether the things are on it; those that are not are offered to be put there."""
    if not asked.items:
        return _is_read(memory, happening, asked)
    there, missing = found_on(happening.entries, asked.items)
    values = in_list(happening) | {"there": there, "missing": [item.text for item in missing]}
    if not missing:
        return stay(State.IDLE, Say(key="on_list", values=values))
    wanted = Understood(intent=Intent.ADD_TO_LIST, text=asked.text, items=missing, list_name=happening.name)
    return _ask(memory, Say(key="add_missing", values=values), wanted, _add)


def _is_counted(_memory: Memory, happening: ListIs, _asked: Understood) -> Move:
    values = in_list(happening) | {"count": len(happening.entries)}
    return stay(State.IDLE, Say(key="list_count", values=values))


def _to_be_cleared(memory: Memory, happening: ListIs, asked: Understood) -> Move:
    """Emptied, after a yes; the shopping list is always there and can only be found_on."""
    if memory.question is not None or happening.before:
        return stay(State.IDLE, Say(key="list_cleared", values=in_list(happening)))
    if not happening.entries:
        return stay(State.IDLE, Say(key="list_empty", values=in_list(happening)))
    clear = ReplaceList(list_name=happening.name)
    values = in_list(happening) | {"count": len(happening.entries)}
    return _ask(memory, Say(key="clear_list", values=values), asked, lambda *_: look_up(clear))


def _to_be_deleted(memory: Memory, happening: ListIs, asked: Understood) -> Move:
    if not happening.name:
        return _to_be_cleared(memory, happening, asked)
    if memory.question is not None:
        return stay(State.IDLE, Say(key="list_deleted", values=in_list(happening)))
    delete: Action = DeleteList(list_name=happening.name)
    values = in_list(happening) | {"count": len(happening.entries)}
    return _ask(memory, Say(key="delete_list", values=values), asked, lambda *_: look_up(delete))


def _is_created(_memory: Memory, happening: ListIs, _asked: Understood) -> Move:
    key = "list_there" if happening.there else "list_created"
    return stay(State.IDLE, Say(key=key, values=in_list(happening)))


def _ask(memory: Memory, say: Say, wanted: Understood, done: Request) -> Move:
    """Do something after a yes."""

    def answered(memory: Memory, meaning: Understood) -> Move | None:
        if meaning.intent is Intent.NO:
            return stay(State.IDLE, Say(key="all_right"))
        memory.asked = wanted
        return done(memory, wanted)

    return ask(memory, Question(say=say, expecting=_YES_OR_NO, answered=answered))


def _lists_are(_memory: Memory, happening: ListsAre) -> Move:
    names = [each.model_dump() for each in happening.lists]
    return stay(State.IDLE, Say(key="lists", values={"lists": names, "shopping": happening.shopping}))


_MAKING = frozenset({Intent.ADD_TO_LIST, Intent.CREATE_LIST})
"""What makes a list that there is not."""
_DONE_WITH_LIST: Mapping[Intent, Callable[[Memory, ListIs, Understood], Move]] = {
    Intent.READ_LIST: _is_read,
    Intent.ADD_TO_LIST: _is_added,
    Intent.REMOVE_FROM_LIST: _is_removed,
    Intent.CHECK_OFF: _is_removed,
    Intent.ASK_LIST: _is_asked,
    Intent.COUNT_LIST: _is_counted,
    Intent.CLEAR_LIST: _to_be_cleared,
    Intent.DELETE_LIST: _to_be_deleted,
    Intent.CREATE_LIST: _is_created,
    Intent.LIST_TO_CART: to_cart,
}
REQUESTS: Mapping[Intent, Request] = {
    **dict.fromkeys(_DONE_WITH_LIST, _read),
    Intent.ADD_TO_LIST: _add,
    Intent.REMOVE_FROM_LIST: _remove,
    Intent.CHECK_OFF: _remove,
    Intent.CREATE_LIST: _create,
    Intent.READ_LISTS: _read_all,
}
ANSWERS: Mapping[type[Happening], Handler] = {ListIs: _list_is, ListsAre: _lists_are}
