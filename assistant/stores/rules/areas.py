"""Which of several rules holds for a place."""

from collections.abc import Iterable
from typing import TypeVar

from assistant.shopping.fulfilment import Destination
from assistant.stores.terms import Area, Shop

A = TypeVar("A", bound=Area)


def settled(destination: Destination | None, shop: Shop) -> Destination:
    """A destination without its address, with the shop's own area where nothing else was said."""
    given = destination or Destination()
    abroad = bool(given.country) and given.country.upper() != shop.country.upper()
    return Destination(
        country=(given.country or shop.country).upper(),
        region=(given.region or ("" if abroad else shop.region)).upper(),
        postal_code=_plain(given.postal_code or ("" if abroad else shop.postal_code)),
    )


def best(areas: Iterable[A], place: Destination) -> A | None:
    """The area that says most of those which a place is in; the first of equals, None where there is none."""
    inside = [area for area in areas if _holds(area, place)]
    return max(inside, key=lambda area: _said(area, place), default=None)


def _holds(area: Area, place: Destination) -> bool:
    return (
        area.country.upper() in {"", place.country}
        and area.region.upper() in {"", place.region}
        and (not area.postal_codes or bool(_longest(area, place)))
    )


def _said(area: Area, place: Destination) -> tuple[int, bool, bool]:
    return _longest(area, place), bool(area.region), bool(area.country)


def _longest(area: Area, place: Destination) -> int:
    """Characters of the longest beginning of postal codes that fits."""
    beginnings = map(_plain, area.postal_codes)
    return max((len(code) for code in beginnings if place.postal_code.startswith(code)), default=0)


def _plain(code: str) -> str:
    return code.replace(" ", "").replace("-", "").upper()
