"""Products that stand in a relation to another: similar, cheaper, bigger, instead of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.shopping.listings import Listing
from assistant.shopping.products import Relation
from assistant.shopping.searching import Reason, ReasonKind, SearchPage
from assistant.shopping.stores import StoreError, StoreErrorKind
from assistant.stores.embedded.products import PRICE_NOW, load
from assistant.stores.embedded.session import Session
from assistant.stores.embedded.shelves import numbered
from assistant.stores.search.candidates import Candidate, Restriction, Shelves
from assistant.stores.search.entries import entry, facet, product_of
from assistant.stores.search.expressions import Called, all_of, any_of
from assistant.stores.search.terms import telling

_LOOKED_AT = 200
_HEAD, _WORD, _KIND = 1.0, 1.0, 0.5
"""How much counts that it is the same kind of thing, the share of words in common, the same category."""
_COLUMNS = (
    "products.number AS number, products.measure AS measure, variants.stock AS stock,"
    " coalesce(variants.amount, products.amount) AS amount, variants.availability AS availability"
)
_SOLD = "FROM products JOIN variants ON variants.product = products.number AND variants.position = 0"
_KEPT = {Relation.SUBSTITUTE: "substitutes", Relation.BOUGHT_WITH: "bought_with"}


@dataclass(frozen=True, slots=True)
class _Offer:
    """What a product costs, and how much it is."""

    price: int
    amount: float | None
    """In its measure's unit."""
    measure: str | None
    buyable: bool

    def cheaper_than(self, other: "_Offer") -> bool:
        """Whether it costs less: for the same amount where both tell it, in all where not."""
        if self.amount and other.amount and self.measure == other.measure:
            return self.price * other.amount < other.price * self.amount
        return self.price < other.price

    def bigger_than(self, other: "_Offer") -> bool:
        """Whether it is more of the same measure."""
        return bool(
            self.amount and other.amount and self.measure == other.measure and self.amount > other.amount
        )


def related(
    session: Session, shelves: Shelves, product_id: str, relation: Relation, limit: int
) -> SearchPage:
    """The products that stand in a relation to one, best first.

    Raises:
        StoreError: if there is no such product.
    """
    number, listing = _product(session, product_id)
    named = _named(session, getattr(listing, _KEPT[relation])) if relation in _KEPT else []
    alike = [] if relation is Relation.BOUGHT_WITH else _alike(shelves, listing)
    offers = _offers(session, [number, *named, *alike])
    fitting = [one for one in dict.fromkeys((*named, *alike)) if one in offers and one != number]
    fitting = [one for one in fitting if _stands(offers[one], offers.get(number), relation)]
    if relation is Relation.CHEAPER:
        fitting.sort(key=lambda one: alike.index(one) // 5)
    shown = fitting[:limit]
    reason = Reason(kind=ReasonKind.RELATION, said=relation.value, found=listing.name)
    return SearchPage(
        items=load(session, shown),
        total=len(fitting),
        reasons=tuple((reason,) for _ in shown),
    )


def _product(session: Session, product_id: str) -> tuple[int, Listing]:
    row = session.row("SELECT number FROM products WHERE id = :id AND listed", id=product_id)
    found = [] if row is None else numbered(session, [int(row["number"])])
    if not found:
        raise StoreError(StoreErrorKind.NOT_FOUND, "The shop has no such product.", "Look for it again.")
    return found[0]


def _named(session: Session, ids: Sequence[str]) -> list[int]:
    """The numbers of products by their ids, in that order, without those that are not sold."""
    rows = session.among("SELECT id, number FROM products WHERE listed AND", "id", list(ids))
    numbers = {row["id"]: int(row["number"]) for row in rows}
    return [numbers[one] for one in ids if one in numbers]


def _alike(shelves: Shelves, listing: Listing) -> list[int]:
    """Products of the same kind, the most alike first."""
    own = entry(listing)
    names = [name for name in map(telling, own.names) if name]
    heads = {name[-1] for name in names}
    words = {term for name in names for term in name}.difference(telling(own.brand))
    leaf = frozenset(telling(own.categories[-1])) if own.categories else frozenset()
    wanted = [any_of(Called(head) for head in sorted(heads))] if heads else []
    if own.categories:
        within = facet("category", own.categories[-1])
        wanted = [all_of([*wanted, within]), within]
    some = {
        candidate.doc: candidate
        for expression in wanted
        for candidate in shelves.candidates(expression, Restriction(), _LOOKED_AT)
    }
    scored = [(_likeness(candidate, heads, words, leaf), candidate.doc) for candidate in some.values()]
    return [
        product_of(doc) for score, doc in sorted(scored, key=lambda one: (-one[0], one[1])) if score > _KIND
    ]


def _likeness(candidate: Candidate, heads: Iterable[str], words: set[str], leaf: frozenset[str]) -> float:
    others = candidate.called.difference(candidate.brand)
    shared = len(words & others) / len(words | others) if words | others else 0.0
    same = any(name and name[-1] in heads for name in candidate.names)
    return _HEAD * same + _WORD * shared + _KIND * (leaf == candidate.kind)


def _offers(session: Session, numbers: Sequence[int]) -> dict[int, _Offer]:
    chosen = session.dialect.among("products.number", "numbers")
    rows = session.rows(
        " ".join(("SELECT", f"{PRICE_NOW} AS price,", _COLUMNS, _SOLD, "WHERE", chosen)),
        numbers=session.dialect.list(numbers),
        now=session.now,
    )
    return {
        int(row["number"]): _Offer(
            price=int(row["price"]),
            amount=row["amount"],
            measure=row["measure"],
            buyable=row["stock"] != 0 and row["availability"] not in {"out_of_stock", "discontinued"},
        )
        for row in rows
    }


def _stands(one: _Offer, own: _Offer | None, relation: Relation) -> bool:
    if own is None:
        return False
    match relation:
        case Relation.CHEAPER:
            return one.buyable and one.cheaper_than(own)
        case Relation.BIGGER:
            return one.bigger_than(own)
        case Relation.SMALLER:
            return own.bigger_than(one)
        case Relation.SUBSTITUTE:
            return one.buyable
        case _:
            return True
