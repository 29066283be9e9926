"""Reads and changes the lists."""

import asyncio
from collections.abc import Sequence

from assistant.dialogue.actions import AddToList, ReadList, RemoveFromList
from assistant.dialogue.happenings import ListIs, ListsAre
from assistant.dialogue.list_actions import CreateList, DeleteList, ReadLists, ReplaceList
from assistant.errands.workplace import Errands, Workplace
from assistant.shopping.household import SHOPPING, Household, ListEntry
from intents.meaning import Item


class ListErrands:
    """What is done with the household's lists."""

    def __init__(self, place: Workplace) -> None:
        self._household = place.household

    @property
    def errands(self) -> Errands:
        """What this area does."""
        return {
            ReadList: self._read,
            AddToList: self._add,
            RemoveFromList: self._remove,
            ReplaceList: self._replace,
            CreateList: self._create,
            DeleteList: self._delete,
            ReadLists: self._read_all,
        }

    async def _read(self, action: ReadList) -> ListIs:
        return await asyncio.to_thread(_read, self._household, action.list_name)

    async def _add(self, action: AddToList) -> ListIs:
        return await asyncio.to_thread(_added, self._household, action.list_name, action.items)

    async def _remove(self, action: RemoveFromList) -> ListIs:
        return await asyncio.to_thread(_removed, self._household, action)

    async def _replace(self, action: ReplaceList) -> ListIs:
        return await asyncio.to_thread(_replaced, self._household, action)

    async def _create(self, action: CreateList) -> ListIs:
        return await asyncio.to_thread(_created, self._household, action.list_name)

    async def _delete(self, action: DeleteList) -> ListIs:
        return await asyncio.to_thread(_deleted, self._household, action.list_name)

    async def _read_all(self, _action: ReadLists) -> ListsAre:
        lists = await asyncio.to_thread(self._household.lists.all)
        return ListsAre(lists=lists, shopping=len(await asyncio.to_thread(self._household.read_list)))


def _read(household: Household, said: str) -> ListIs:
    """A list as it is, under its own name; one that there is not is empty."""
    if not said:
        return ListIs(entries=household.read_list(SHOPPING))
    name = household.lists.find(said)
    if name is None:
        return ListIs(entries=(), name=said, there=False)
    return ListIs(entries=household.read_list(name), name=name)


def _after(household: Household, before: ListIs, changed: Sequence[ListEntry]) -> ListIs:
    return before.model_copy(
        update={
            "entries": household.read_list(before.name or SHOPPING),
            "changed": tuple(changed),
            "before": before.entries,
        }
    )


def _added(household: Household, said: str, items: Sequence[Item]) -> ListIs:
    before = _read(household, said)
    if not before.there:
        household.lists.create(before.name)
    return _after(household, before, [_put(household, item, before.name) for item in items])


def _put(household: Household, item: Item, name: str) -> ListEntry:
    return household.add_to_list(item.text, item.quantity or 1, item.container, name or SHOPPING)


def _removed(household: Household, action: RemoveFromList) -> ListIs:
    before = _read(household, action.list_name)
    if not before.there:
        return before
    gone = [household.remove_from_list(item.text, before.name or SHOPPING) for item in action.items]
    instead = _put(household, action.instead, before.name) if action.instead else None
    after = _after(household, before, [entry for entry in gone if entry is not None])
    return after.model_copy(update={"instead": instead})


def _replaced(household: Household, action: ReplaceList) -> ListIs:
    before = _read(household, action.list_name)
    if not before.there:
        household.lists.create(before.name)
    household.replace_list(action.entries, before.name or SHOPPING)
    return _after(household, before, ())


def _created(household: Household, said: str) -> ListIs:
    before = _read(household, said)
    if not before.there:
        household.lists.create(said)
    return before


def _deleted(household: Household, said: str) -> ListIs:
    before = _read(household, said)
    if before.there:
        household.lists.delete(before.name)
    return before.model_copy(update={"entries": (), "before": before.entries})
