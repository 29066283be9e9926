"""The ways in which goods get home: for how much, when, and with room for how many."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from assistant.shopping.fulfilment import Destination, FulfilmentKind, FulfilmentOption, Window
from assistant.shopping.money import Money
from assistant.stores.rules.areas import best
from assistant.stores.rules.times import between, local
from assistant.stores.terms import Shop, Terms, Windows, Zone

_DAY = 24 * 60
_EVENING = 18


@dataclass(frozen=True, slots=True)
class Way:
    """A way in which goods get home."""

    option: FulfilmentOption
    due_at: float
    """When they are there, in seconds since 1970."""
    by_day: bool
    """Whether a day is promised, not a time of day."""
    regular_fee: int
    """What it costs while it is not free, in minor units."""
    free_from: int | None
    """The subtotal, in minor units, from which it is free."""
    full: bool = False


def ways(shop: Shop, place: Destination, subtotal: int, taken: Mapping[str, int], now: float) -> list[Way]:
    """All ways to a place, the usual one first; none where nothing is delivered there.

    Args:
        shop: whose ways they are.
        place: where to.
        subtotal: minor units.
        taken: how many others have chosen a window, by the option's id.
        now: seconds since 1970.
    """
    return [
        way
        for terms in (shop.fulfilment, *shop.more_fulfilment)
        for way in _ways(terms, shop, best(terms.zones, place), subtotal, taken, now)
    ]


def unreachable(shop: Shop, now: float) -> Way:
    """The usual way, for a quote to a place where there is none."""
    terms = shop.fulfilment.model_copy(update={"windows": None})
    return next(_ways(terms, shop, None, 0, {}, now))


def _ways(
    terms: Terms, shop: Shop, zone: Zone | None, subtotal: int, taken: Mapping[str, int], now: float
) -> Iterator[Way]:
    if zone is not None and zone.refused:
        return
    fee, free_from = _fee(terms, zone)
    free = free_from is not None and subtotal >= free_from
    plain = FulfilmentOption(
        id=terms.id or terms.kind,
        name=terms.name,
        promise=(zone.promise if zone else "") or terms.promise,
        price=Money(amount=0 if free else fee, currency=shop.currency),
        kind=FulfilmentKind(terms.kind),
    )
    if terms.windows is None:
        minutes = terms.minutes if zone is None or zone.minutes is None else zone.minutes
        yield _promised(plain, minutes, now, fee, free_from)
        return
    for starts_at, ends_at in _windows(terms.windows, local(now)):
        option = _in_window(plain, starts_at, ends_at, terms.windows, taken, local(now))
        full = option.window is not None and option.window.left == 0
        yield Way(option, ends_at.timestamp(), by_day=False, regular_fee=fee, free_from=free_from, full=full)


def _promised(option: FulfilmentOption, minutes: int, now: float, fee: int, free_from: int | None) -> Way:
    """A way that takes so long. Who promises a day has until its evening."""
    due, by_day = local(now + 60 * minutes), minutes >= _DAY
    if by_day:
        due = max(due, due.replace(hour=_EVENING, minute=0, second=0, microsecond=0))
    return Way(option, due.timestamp(), by_day, fee, free_from)


def _fee(terms: Terms, zone: Zone | None) -> tuple[int, int | None]:
    if zone is None:
        return terms.fee, terms.free_from
    fee = terms.fee if zone.fee is None else zone.fee
    return fee, terms.free_from if zone.free_from is None else zone.free_from


def _windows(windows: Windows, now: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The windows that can still be chosen, soonest first."""
    for day in range(windows.days):
        date = now.date() + timedelta(days=day)
        for hours in windows.hours:
            first, last = (datetime.strptime(hour, "%H:%M").time() for hour in hours.split("-"))  # noqa: DTZ007 - a time of day
            starts_at, ends_at = (datetime.combine(date, hour).astimezone() for hour in (first, last))
            if ends_at > starts_at >= now + timedelta(minutes=windows.notice):
                yield starts_at, ends_at


def _in_window(
    plain: FulfilmentOption,
    starts_at: datetime,
    ends_at: datetime,
    windows: Windows,
    taken: Mapping[str, int],
    now: datetime,
) -> FulfilmentOption:
    name = f"{plain.id}@{starts_at:%Y-%m-%dT%H:%M}"
    left = None if windows.capacity is None else max(0, windows.capacity - taken.get(name, 0))
    changes = {
        "id": name,
        "promise": between(starts_at, ends_at, now),
        "window": Window(starts_at=starts_at, ends_at=ends_at, left=left),
    }
    return plain.model_copy(update=changes)
