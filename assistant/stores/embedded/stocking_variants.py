"""Puts variants on the embedded store's shelves: prices, stock, and the prices of before."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from assistant.stores.embedded.goods import HISTORY, PRICE, STOCK, VARIANT, Goods, Row
from assistant.stores.embedded.holds import cut
from assistant.stores.embedded.session import Session, next_numbers

_PLACED = ("product", "position", "priced_at", *VARIANT)
_ONCE = "ON CONFLICT (variant, since) DO NOTHING"


class _Given(NamedTuple):
    product: int
    place: int
    row: Row
    history: tuple[Row, ...]


def put_variants(
    session: Session, part: Sequence[Goods], numbers: Mapping[str, int], old: Sequence[int]
) -> None:
    """Put the variants of some products on the shelves.

    Args:
        session: the transaction.
        part: the products.
        numbers: of the products, by their ids.
        old: the numbers of those that were there before.
    """
    given = {
        row[0]: _Given(numbers[each.id], place, row, history)
        for each in part
        for place, (row, history) in enumerate(zip(each.variants, each.histories, strict=True))
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
    new = [name for name in given if name not in known]
    first = next_numbers(session, "variants", len(new)) if new else 0
    places = {name: first + place for place, name in enumerate(new)}
    session.insert(
        "variants",
        ("number", *_PLACED),
        [(places[name], *_row(given[name], session.now, 0)) for name in new],
    )
    if known:
        _change(session, given, known)
        places.update({name: int(row["number"]) for name, row in known.items()})
    _put_history(session, given, places)


def _change(session: Session, given: Mapping[str, _Given], known: Mapping[str, Any]) -> None:
    """Change the variants that were there before."""
    held = _held(session, list(known))
    for name, count in held.items():
        stock = given[name].row[STOCK]
        if stock is not None and count > stock:
            cut(session, name, stock)
    session.update(
        "variants",
        _PLACED,
        [
            (*_row(given[name], _priced_at(given[name], row, session.now), held.get(name, 0)), row["number"])
            for name, row in known.items()
        ],
    )


def _row(given: _Given, priced_at: float, held: int) -> Row:
    row = given.row
    if held and row[STOCK] is not None:
        row = (*row[:STOCK], max(0, row[STOCK] - held), *row[STOCK + 1 :])
    return (given.product, given.place, priced_at, *row)


def _priced_at(given: _Given, was: Any, now: float) -> float:
    """Since when the price holds."""
    return float(was["priced_at"]) if was["price"] == given.row[PRICE] else now


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
        (row["number"], row["priced_at"], row["price"])
        for name, row in known.items()
        if row["price"] != given[name].row[PRICE]
    ]
    session.insert("price_history", ("variant", *HISTORY), changed, _ONCE)


def _put_history(session: Session, given: Mapping[str, _Given], places: Mapping[str, int]) -> None:
    rows = [(places[name], *point) for name, each in given.items() if each.history for point in each.history]
    session.insert("price_history", ("variant", *HISTORY), rows, _ONCE)


def _held(session: Session, names: Sequence[str]) -> dict[str, int]:
    """How many pieces of variants are held, be it too long."""
    rows = session.among(
        "SELECT item, CAST(sum(quantity) AS BIGINT) AS held FROM holds WHERE kind = 'stock' AND",
        "item",
        names,
        "GROUP BY item",
    )
    return {row["item"]: int(row["held"]) for row in rows}
