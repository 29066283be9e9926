"""Puts products on the embedded store's shelves, and takes them off."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple, TypeAlias

from assistant.shopping.listings import Listing
from assistant.stores.embedded.departments import category_numbers
from assistant.stores.embedded.finding import Finder, Indexing
from assistant.stores.embedded.goods import ATTRIBUTE, PRODUCT, RELATION, Goods, Row, goods
from assistant.stores.embedded.session import Session, next_numbers
from assistant.stores.embedded.shelves import numbered
from assistant.stores.embedded.stocking_variants import put_variants

_PART = 500
"""Products that are written at a time."""
_MANY = 1000
"""Products after which what the tables hold may be quite another thing."""
_PLACED = ("listed", "mark", "category", *PRODUCT)


class Put(NamedTuple):
    """What became of products that were put on the shelves."""

    new: int
    changed: int
    """Those that were there before."""


Putting: TypeAlias = Callable[[Sequence[Goods]], Put]
"""Puts some products on the shelves, no two of one id, with what the search knows of them."""


def next_mark(session: Session) -> int:
    """A number for an import, which tells its products from those that it did not have."""
    return next_numbers(session, "imports")


def put(session: Session, finder: Finder, listings: Iterable[Listing], mark: int) -> Put:
    """Put products on the shelves, or change those that are there; of two with one id the last counts.

    Args:
        session: the transaction in which all of it is done.
        finder: whose index is kept up to date.
        listings: checked products.
        mark: of the import.
    """
    given = list({listing.id: listing for listing in listings}.values())
    with stocking(session, finder, mark) as putting:
        counts = [
            putting([goods(listing, finder.entry) for listing in given[at : at + _PART]])
            for at in range(0, len(given), _PART)
        ]
    return Put(sum(count.new for count in counts), sum(count.changed for count in counts))


@contextmanager
def stocking(session: Session, finder: Finder, mark: int) -> Iterator[Putting]:
    """What puts products on the shelves, part by part. They are found when the block has ended.

    Args:
        session: the transaction in which all of it is done.
        finder: whose index is kept up to date.
        mark: of the import.
    """
    _queue(session)
    counts: list[int] = []
    with finder.indexing(session) as index:

        def putting(part: Sequence[Goods]) -> Put:
            counts.append(len(part))
            return _put(session, finder, index, mark, part)

        yield putting
    if sum(counts) >= _MANY:
        for statement in session.dialect.survey:
            session.change(statement)


def _queue(session: Session) -> None:
    """Wait for others who are stocking: what is on the shelves is then as they have left it."""
    session.locked("SELECT value FROM counters WHERE name = 'imports'")


def delist_others(session: Session, finder: Finder, mark: int) -> int:
    """Take all products off the shelves that an import did not have; how many. They can still be named."""
    _queue(session)
    rows = session.rows(
        "SELECT number FROM products WHERE listed AND mark <> :mark ORDER BY number", mark=mark
    )
    numbers = [int(row["number"]) for row in rows]
    with finder.indexing(session) as index:
        for at in range(0, len(numbers), _PART):
            index.remove(list(_entries(session, finder, numbers[at : at + _PART]).items()))
    session.change("UPDATE products SET listed = FALSE WHERE listed AND mark <> :mark", mark=mark)
    return len(numbers)


def _put(session: Session, finder: Finder, index: Indexing, mark: int, part: Sequence[Goods]) -> Put:
    known = _known(session, part)
    before = _entries(session, finder, [number for number, listed in known.values() if listed])
    numbers = _numbers(session, part, {name: number for name, (number, _) in known.items()})
    _put_products(session, part, numbers, known, mark)
    old = [number for number, _ in known.values()]
    put_variants(session, part, numbers, old)
    _put_details(session, part, numbers, old)
    # What only costs something else now, or is there in another number, is found as before.
    found = [(numbers[each.id], each) for each in part]
    changed = [(number, each) for number, each in found if before.get(number) != each.entry]
    index.remove([(number, before[number]) for number, _ in changed if number in before])
    index.add([(number, each.entry) for number, each in changed])
    return Put(len(part) - len(known), len(known))


def _entries(session: Session, finder: Finder, numbers: Sequence[int]) -> dict[int, Any]:
    """What the search knows of products, by their numbers."""
    return {number: finder.entry(listing) for number, listing in numbered(session, numbers)}


def _known(session: Session, part: Sequence[Goods]) -> dict[str, tuple[int, bool]]:
    """Number and listing of the products that are in the tables, by their ids."""
    rows = session.among("SELECT id, number, listed FROM products WHERE", "id", [each.id for each in part])
    return {row["id"]: (int(row["number"]), bool(row["listed"])) for row in rows}


def _numbers(session: Session, part: Sequence[Goods], known: Mapping[str, int]) -> dict[str, int]:
    new = [each.id for each in part if each.id not in known]
    first = next_numbers(session, "products", len(new)) if new else 0
    return {**known, **{name: first + place for place, name in enumerate(new)}}


def _put_products(
    session: Session,
    part: Sequence[Goods],
    numbers: Mapping[str, int],
    known: Mapping[str, tuple[int, bool]],
    mark: int,
) -> None:
    categories = category_numbers(session, {each.path for each in part})
    new: list[Row] = []
    changed: list[Row] = []
    for each in part:
        number, row = numbers[each.id], (True, mark, categories[each.path], *each.product)
        if each.id in known:
            changed.append((*row, number))
        else:
            new.append((number, each.id, *row))
    session.insert("products", ("number", "id", *_PLACED), new)
    session.update("products", _PLACED, changed)


def _put_details(
    session: Session, part: Sequence[Goods], numbers: Mapping[str, int], old: Sequence[int]
) -> None:
    if old:
        session.change_among("DELETE FROM attributes WHERE", "product", old)
        session.change_among("DELETE FROM relations WHERE", "product", old)
    attributes = [(numbers[each.id], *row) for each in part if each.attributes for row in each.attributes]
    relations = [(numbers[each.id], *row) for each in part if each.relations for row in each.relations]
    session.insert("attributes", ("product", *ATTRIBUTE), attributes)
    session.insert("relations", ("product", *RELATION), relations)
