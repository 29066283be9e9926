"""Puts variants on the embedded store's shelves: prices, stock, and the prices of before."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from assistant.shopping.listings import Listing, VariantListing
from assistant.stores.embedded.session import Session, next_numbers

_PUT_VARIANT = """
INSERT INTO variants (
    number, id, product, position, options, content, amount, currency, price, priced_at, sale_price,
    sale_from, sale_until, stock, availability, gtin, multi_quantity, multi_price
) VALUES (
    :number, :id, :product, :position, :options, :content, :amount, :currency, :price, :priced_at,
    :sale_price, :sale_from, :sale_until, :stock, :availability, :gtin, :multi_quantity, :multi_price
) ON CONFLICT (number) DO UPDATE SET
    product = excluded.product, position = excluded.position, options = excluded.options,
    content = excluded.content, amount = excluded.amount, currency = excluded.currency,
    priced_at = CASE WHEN variants.price = excluded.price THEN variants.priced_at ELSE excluded.priced_at END,
    price = excluded.price, sale_price = excluded.sale_price, sale_from = excluded.sale_from,
    sale_until = excluded.sale_until, stock = excluded.stock, availability = excluded.availability,
    gtin = excluded.gtin, multi_quantity = excluded.multi_quantity, multi_price = excluded.multi_price
"""
_PUT_PRICE = """
INSERT INTO price_history (variant, since, price) VALUES (:variant, :since, :price)
ON CONFLICT (variant, since) DO NOTHING
"""


class _Given(NamedTuple):
    product: int
    place: int
    variant: VariantListing


def put_variants(
    session: Session, listings: Sequence[Listing], numbers: Mapping[str, int], old: Sequence[int]
) -> None:
    """Put the variants of some products on the shelves.

    Args:
        session: the transaction.
        listings: the products.
        numbers: of the products, by their ids.
        old: the numbers of those that were there before.
    """
    given = {
        variant.id: _Given(numbers[listing.id], place, variant)
        for listing in listings
        for place, variant in enumerate(listing.variants)
    }
    known = {
        row["id"]: row
        # Locked: what is held of them must not change until their stock is written.
        for row in session.among(
            "SELECT id, number, price, priced_at FROM variants WHERE",
            "id",
            list(given),
            f"ORDER BY id{session.dialect.for_update}",
        )
    }
    _drop_variants(session, old, given)
    _note_prices(session, known, given)
    places = _numbers(session, given, known)
    held = _held(session, list(known))
    session.many(
        _PUT_VARIANT,
        [_row(each, places[name], session.now, held.get(name, 0)) for name, each in given.items()],
    )
    _put_history(session, given, places)


def _numbers(session: Session, given: Mapping[str, _Given], known: Mapping[str, Any]) -> dict[str, int]:
    new = [name for name in given if name not in known]
    first = next_numbers(session, "variants", len(new)) if new else 0
    places = {name: int(row["number"]) for name, row in known.items()}
    places.update({name: first + place for place, name in enumerate(new)})
    return places


def _row(given: _Given, number: int, now: float, held: int) -> dict[str, Any]:
    variant = given.variant
    return {
        "number": number,
        "id": variant.id,
        "product": given.product,
        "position": given.place,
        "options": json.dumps(dict(variant.options), ensure_ascii=False) if variant.options else "{}",
        "content": variant.content,
        "amount": variant.amount,
        "currency": variant.currency,
        "price": variant.price,
        "priced_at": now,
        "sale_price": variant.sale_price,
        "sale_from": variant.sale_from,
        "sale_until": variant.sale_until,
        "stock": None if variant.stock is None else max(0, variant.stock - held),
        "availability": variant.availability,
        "gtin": variant.gtin,
        "multi_quantity": variant.multi_quantity,
        "multi_price": variant.multi_price,
    }


def _drop_variants(session: Session, old: Sequence[int], given: Mapping[str, _Given]) -> None:
    """Drop the variants that products had and have no more."""
    if not old:
        return
    rows = session.among("SELECT id, number FROM variants WHERE", "product", old)
    gone = [int(row["number"]) for row in rows if row["id"] not in given]
    if gone:
        session.change_among("DELETE FROM price_history WHERE", "variant", gone)
        session.change_among("DELETE FROM variants WHERE", "number", gone)


def _note_prices(session: Session, known: Mapping[str, Any], given: Mapping[str, _Given]) -> None:
    """Keep the prices that do not hold any more."""
    changed = [
        {"variant": row["number"], "since": row["priced_at"], "price": row["price"]}
        for name, row in known.items()
        if row["price"] != given[name].variant.price
    ]
    session.many(_PUT_PRICE, changed)


def _put_history(session: Session, given: Mapping[str, _Given], places: Mapping[str, int]) -> None:
    rows = [
        {"variant": places[name], "since": since, "price": price}
        for name, (_, _, variant) in given.items()
        for since, price in variant.history
    ]
    session.many(_PUT_PRICE, rows)


def _held(session: Session, names: Sequence[str]) -> dict[str, int]:
    """How many pieces of variants are held, be it too long."""
    rows = session.among(
        "SELECT item, CAST(sum(quantity) AS BIGINT) AS held FROM holds WHERE kind = 'stock' AND",
        "item",
        names,
        "GROUP BY item",
    )
    return {row["item"]: int(row["held"]) for row in rows}
