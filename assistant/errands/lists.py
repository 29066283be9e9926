"""Reads and changes the lists."""

import asyncio

from assistant.dialogue.actions import AddToList, ReadList, RemoveFromList
from assistant.dialogue.happenings import ListIs
from assistant.errands.workplace import Errands, Workplace
from assistant.shopping.household import ListEntry


class ListErrands:
    """What is done with the household's lists."""

    def __init__(self, place: Workplace) -> None:
        self._place = place

    @property
    def errands(self) -> Errands:
        """What this area does."""
        return {ReadList: self._read, AddToList: self._add, RemoveFromList: self._remove}

    async def _read(self, _action: ReadList) -> ListIs:
        return ListIs(entries=await self._list())

    async def _list(self) -> tuple[ListEntry, ...]:
        return await asyncio.to_thread(self._place.household.read_list)

    async def _add(self, action: AddToList) -> ListIs:
        changed = [
            await asyncio.to_thread(
                self._place.household.add_to_list, item.text, item.quantity or 1, item.unit
            )
            for item in action.items
        ]
        return ListIs(entries=await self._list(), changed=tuple(changed))

    async def _remove(self, action: RemoveFromList) -> ListIs:
        removed = [
            await asyncio.to_thread(self._place.household.remove_from_list, item.text)
            for item in action.items
        ]
        return ListIs(entries=await self._list(), changed=tuple(gone for gone in removed if gone is not None))
