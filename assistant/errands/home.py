"""Keeps what is known of the household, and what it has said is not to be bought."""

import asyncio
from datetime import timedelta

from assistant.dialogue.happenings import Happening
from assistant.dialogue.home_actions import Forget, MeetPerson, Prefer, ReadHome, SetHouse
from assistant.dialogue.home_happenings import Bar, HomeIs, NotAllowed
from assistant.errands.workplace import Errands, Workplace
from assistant.shopping.home import Home, House
from assistant.shopping.household import JournalState
from assistant.shopping.money import Money

_PERIODS = {"week": timedelta(days=7), "month": timedelta(days=30)}
_MOST_ORDERS = 1000
"""In a month."""


class HomeErrands:
    """What is done with the household's own data."""

    def __init__(self, place: Workplace) -> None:
        self._place = place
        self._book = place.household.home

    @property
    def errands(self) -> Errands:
        """What this area does."""
        return {
            ReadHome: self._read,
            MeetPerson: self._meet,
            SetHouse: self._set,
            Prefer: self._prefer,
            Forget: self._forget,
        }

    async def _read(self, _action: object = None) -> HomeIs:
        home = await asyncio.to_thread(self._book.read)
        return HomeIs(home=home, address=await asyncio.to_thread(lambda: self._place.buyer.address))

    async def _meet(self, action: MeetPerson) -> HomeIs:
        await asyncio.to_thread(self._book.meet, action.name)
        if action.speaks:
            await asyncio.to_thread(self._book.set, House.SPEAKER, action.name)
        return await self._read()

    async def _set(self, action: SetHouse) -> HomeIs:
        await asyncio.to_thread(self._book.set, action.key, action.value)
        return await self._read()

    async def _prefer(self, action: Prefer) -> HomeIs:
        home = await asyncio.to_thread(self._book.read)
        person = "" if action.shared else home.speaker
        named = [each.model_copy(update={"person": person}) for each in action.preferences]
        await asyncio.to_thread(self._book.prefer, named)
        return await self._read()

    async def _forget(self, action: Forget) -> HomeIs:
        if action.everything:
            await asyncio.to_thread(self._book.forget_everything)
        elif action.person:
            await asyncio.to_thread(self._book.forget_person, action.person)
        else:
            await asyncio.to_thread(self._book.drop, action.preferences)
        return await self._read()


async def barred(place: Workplace, total: Money | None = None) -> Happening | None:
    """Why nothing, or nothing for this much, may be bought; None where it may.

    Args:
        place: whose household is asked.
        total: what it would cost; None where that is not known yet.
    """
    home = await asyncio.to_thread(place.household.home.read)
    if home.kid_mode:
        return NotAllowed(bar=Bar.KIDS)
    if not home.voice_purchases:
        return NotAllowed(bar=Bar.VOICE)
    return None if total is None else await asyncio.to_thread(_over_limit, place, home, total)


def _over_limit(place: Workplace, home: Home, total: Money) -> NotAllowed | None:
    for period, amount in home.limits.items():
        spent = _spent(place, _PERIODS[period], total.currency) if period in _PERIODS else 0
        if spent + total.amount > amount:
            return NotAllowed(
                bar=Bar(period),
                limit=Money(amount=amount, currency=total.currency),
                total=total,
                spent=Money(amount=spent, currency=total.currency),
            )
    return None


def _spent(place: Workplace, period: timedelta, currency: str) -> int:
    since = place.now() - period
    return sum(
        entry.total.amount
        for entry in place.household.journal(_MOST_ORDERS)
        if entry.state is JournalState.PLACED
        and entry.total.currency == currency
        and entry.created_at >= since
    )
