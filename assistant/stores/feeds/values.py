"""Values of feeds that are more than a text or a number: states, lists, trees and pairs."""

import csv
import json
from collections.abc import Iterable
from functools import lru_cache

from assistant.shopping.products import Availability
from assistant.stores.feeds import figures, texts
from assistant.stores.feeds.raw import RawRow
from assistant.stores.feeds.records import Pairs
from assistant.stores.feeds.refusals import RefusedError, shown

_AVAILABILITY = {
    "instock": Availability.IN_STOCK,
    "limitedstock": Availability.IN_STOCK,
    "limitedavailability": Availability.IN_STOCK,
    "instoreonly": Availability.IN_STOCK,
    "onlineonly": Availability.IN_STOCK,
    "outofstock": Availability.OUT_OF_STOCK,
    "soldout": Availability.OUT_OF_STOCK,
    "discontinued": Availability.DISCONTINUED,
    "preorder": Availability.PREORDER,
    "presale": Availability.PREORDER,
    "backorder": Availability.BACKORDER,
    "madetoorder": Availability.BACKORDER,
}
_USUAL = {state.value: state for state in Availability}
_BETWEEN = str.maketrans("", "", " _-")
LONGEST_VALUE = 1000
_OPTIONS = ("size", "color", "pattern", "material")
_FACTS = ("gender", "age_group")
_AROUND_ONE = 2
"""Quotation marks around the only member of a list."""
_DETAIL_PARTS = 3
_MOST_PAIRS = 100
_SOLD_OUT = (Availability.OUT_OF_STOCK, Availability.DISCONTINUED)


def availability(text: str) -> Availability:
    """Whether it can be bought: "in stock", "https://schema.org/InStock". Where nothing is said, it can.

    Raises:
        RefusedError: if it is none that is known.
    """
    return _USUAL.get(text) or _availability(text)


def _availability(text: str) -> Availability:
    plain = text.strip().rpartition("/")[2].casefold().translate(_BETWEEN)
    if not plain:
        return Availability.IN_STOCK
    if plain not in _AVAILABILITY:
        raise RefusedError(f"the availability {shown(text)} is unknown")
    return _AVAILABILITY[plain]


def stock(quantity: str, state: Availability) -> int | None:
    """How many there are; None where that is not said and it can be bought.

    Raises:
        RefusedError: if it is no whole number from 0.
    """
    counted = figures.count(quantity, "quantity") if quantity else None
    return 0 if state in _SOLD_OUT else counted


def listed(text: str) -> tuple[str, ...]:
    """The members of a list, with commas between them and quotation marks around those that hold one.

    Raises:
        RefusedError: if a member is too long or broken.
    """
    if text.count('"') == _AROUND_ONE and text[0] == text[-1] == '"':  # as most are, and quickly seen
        members = [text[1:-1]]
    else:
        members = next(csv.reader([text.replace("\n", " ").replace("\r", " ")], skipinitialspace=True), [])
    found = [texts.bounded(member, "list's member", texts.LONGEST_TITLE) for member in members]
    return tuple(dict.fromkeys(filter(None, found)))


def unlisted(members: Iterable[str]) -> str:
    """A list as `listed` reads it."""
    return ",".join(f'"{member.replace(chr(34), chr(34) * 2)}"' for member in members)


@lru_cache(maxsize=16384)
def categories(own: str, google: str, *, listed: bool = False) -> tuple[str, ...]:
    """The way down the tree: the shop's own where it has one, else that of Google.

    Args:
        own: the shop's.
        google: that of Google; some feeds have only a number out of its list.
        listed: whether there may be several, with commas between them; the first counts.

    Raises:
        RefusedError: if it is too deep or goes in a circle.
    """
    if own:
        return texts.path(_first(own) if listed else own)
    return texts.path(google) if google and not google.isdigit() else ()


def _first(text: str) -> str:
    """The first of several categories; a comma may also be a part of a name."""
    if text.startswith('"'):
        return next(csv.reader([text]), [""])[0]
    parts = text.split(",")
    return parts[0] if len(parts) > 1 and all(">" in part for part in parts) else text


def as_listed(category: str) -> str:
    """A category as the only one of several, in which a comma would begin another."""
    return unlisted([category]) if "," in category or '"' in category else category


def pairs(raw: RawRow) -> tuple[Pairs, Pairs]:
    """What tells a variant from the others, and other facts."""
    told = raw.size or raw.color or raw.pattern or raw.material or raw.gender or raw.age_group
    if not (told or raw.variant_dict or raw.product_detail):
        return (), ()
    given = [(name, value) for name in _OPTIONS if (value := getattr(raw, name))]
    facts = [(name, value) for name in _FACTS if (value := getattr(raw, name))]
    options: list[tuple[str, str]] = []
    if raw.variant_dict:
        options = _object(raw.variant_dict)
        known = {name.casefold() for name, _ in options}
        facts = [pair for pair in given if pair[0] not in known] + facts
    elif raw.item_group_id:
        options = given
    else:
        facts = given + facts
    if raw.product_detail:
        facts += details(raw.product_detail)
    return checked(options), checked(facts)


def checked(found: Iterable[tuple[str, str]]) -> Pairs:
    """Names and values that are cleaned, each pair once.

    Raises:
        RefusedError: if there are too many, or one is too long or broken.
    """
    clean = dict.fromkeys(
        (texts.bounded(name, "name of a fact", texts.LONGEST_NAME), texts.bounded(value, name, LONGEST_VALUE))
        for name, value in found
    )
    if len(clean) > _MOST_PAIRS:
        raise RefusedError(f"it has {len(clean)} options or facts; {_MOST_PAIRS} are the most")
    return tuple(pair for pair in clean if all(pair))


def _object(text: str) -> list[tuple[str, str]]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise RefusedError(f"its variant_dict {shown(text)} is no JSON object") from error
    if not isinstance(found, dict) or not all(isinstance(value, str) for value in found.values()):
        raise RefusedError(f"its variant_dict {shown(text)} is no JSON object of texts")
    return list(found.items())


def details(text: str) -> list[tuple[str, str]]:
    """Facts, from "Section:Name:Value" with commas between them; what is not of this form says nothing."""
    found = (detail.split(":", 2) for detail in next(csv.reader([text]), []))
    return [(parts[1].strip(), parts[2].strip()) for parts in found if len(parts) == _DETAIL_PARTS]


def related(raw: RawRow, kind: str, own: str) -> tuple[str, ...]:
    """Ids of the products that are of a kind to this one.

    Args:
        raw: the row.
        kind: "substitute" or "often_bought_with".
        own: what the row says of that kind alone.
    """
    ids = listed(own) if own else ()
    if raw.related_product_id and raw.relationship_type == kind:
        ids = (*ids, *listed(raw.related_product_id))
    return ids


def content(said: str, measured: str) -> str:
    """How much is in it, as it is said: as the feed says it, else from the measure of its unit price."""
    if said:
        return texts.bounded(said, "content", texts.LONGEST_NAME)
    return figures.measure(measured) if measured else ""
