"""What holds of every comparison: of made-up products, and of those in the market."""

import itertools
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.shopping.comparing.comparison import (
    CautionKind,
    Comparison,
)
from assistant.shopping.comparing.side_by_side import compare
from assistant.shopping.comparing.unit_costs import known_units
from assistant.shopping.listings import Listing
from assistant.shopping.products import Product
from assistant.stores.catalogue import bundled, parse
from assistant.stores.catalogue import content as written
from assistant.stores.rules.offering import offered
from compared import product

SIZES = (
    "12 ounces",
    "24 ounces",
    "one pound",
    "5 lb",
    "340 g",
    "2 x 8 oz",
    "",
    "a bunch",
    "12 ct",
    "64 fl oz",
)
ATTRIBUTES = (
    ("diet", "vegan"),
    ("allergen", "milk"),
    ("free from", "peanut"),
    ("color", "red"),
    ("width", "1 foot"),
)


# --- whatever they are


@st.composite
def products(draw: st.DrawFn, currency: str = "") -> list[Product]:
    money = currency or draw(st.sampled_from(("USD", "JPY", "KWD")))
    return [
        product(
            f"{number}",
            draw(st.integers(0, 10**6)),
            draw(st.sampled_from(SIZES)),
            currency=money,
            stock=draw(st.sampled_from((None, 0, 1, 50))),
            rating=draw(st.none() | st.tuples(st.floats(0, 5), st.integers(0, 5000))),
            together=draw(st.none() | st.tuples(st.integers(2, 5), st.integers(0, 10**6))),
            attributes=draw(st.lists(st.sampled_from(ATTRIBUTES), max_size=3, unique=True)),
        )
        for number in range(draw(st.integers(2, 4)))
    ]


@settings(max_examples=30)
@given(products())
def test_verdicts_do_not_depend_on_the_order(some: list[Product]) -> None:
    first = compare(some)
    for order in itertools.permutations(some):
        again = compare(order)
        for one, other in zip(first.verdicts, again.verdicts, strict=True):
            assert {some[at].id for at in one.winners} == {order[at].id for at in other.winners}
            assert one.refused is other.refused
            assert sorted(caution.text for caution in one.cautions) == sorted(
                each.text for each in other.cautions
            )
        assert [(each.field, each.value) for each in first.rows] == [
            (each.field, each.value) for each in again.rows
        ]


@settings(max_examples=60)
@given(products())
def test_the_cheapest_is_the_cheapest_and_nothing_cheaper_is_hidden(some: list[Product]) -> None:
    found = compare(some)
    there = [each.price.amount for each in some if not each.variant.sold_out]

    assert {some[at].price.amount for at in found.cheapest.winners} == ({min(there)} if there else set())
    assert not any(some[at].variant.sold_out for verdict in found.verdicts for at in verdict.winners)
    assert len(found.cheapest.because) == len(some)
    told = {each.position for each in found.cheapest.cautions if each.kind is CautionKind.SOLD_OUT}
    assert told == {at for at, each in enumerate(some) if there and each.price.amount < min(there)}


@settings(max_examples=60)
@given(products())
def test_the_arithmetic_is_right_and_the_best_has_the_least_unit_price(some: list[Product]) -> None:
    found = compare(some)
    half = Fraction(1, 2 * 10**found.places)

    for working in found.best_value.because:
        assert working.amount
        assert working.rate == Fraction(working.cost.amount) / working.amount
        assert working.said is not None
        assert abs(working.said - working.rate) <= half
        assert (working.said * 10**found.places).denominator == 1
    there = [working for working in found.best_value.because if not some[working.position].variant.sold_out]
    best = {working.position for working in there if working.said == min(each.said or 0 for each in there)}
    assert set(found.best_value.winners) == best


@settings(max_examples=40)
@given(products(currency="USD"), st.integers(2, 50))
def test_twice_the_price_for_all_changes_no_verdict(some: list[Product], times: int) -> None:
    def dearer(each: Product) -> Product:
        return each.model_copy(
            update={"variant": each.variant.model_copy(update={"price": each.price * times})}
        )

    assert compare(some).cheapest.winners == compare([dearer(each) for each in some]).cheapest.winners


@given(st.integers(1, 10**6), st.integers(1, 5000), st.integers(1, 40))
def test_so_many_times_the_content_for_so_many_times_the_price_is_equally_good(
    price: int, ounces: int, times: int
) -> None:
    found = compare(
        [product("one", price, f"{ounces} oz"), product("many", price * times, f"{ounces * times} oz")]
    )
    assert found.best_value.winners == (0, 1)


# --- the market


@pytest.fixture(scope="module")
def market() -> dict[str, Listing]:
    path = bundled("market")
    return {listing.id: listing for listing in parse(written(path), path).listings()}


def test_everything_in_the_market_can_be_compared_with_itself_and_with_what_goes_with_it(
    market: dict[str, Listing],
) -> None:
    sold = {name: offered(listing, "USD", 0) for name, listing in market.items()}
    assert len(sold) > 800
    for name, listing in market.items():
        itself = compare([sold[name], sold[name]])
        assert all(not verdict.winners or len(verdict.winners) == 2 for verdict in itself.verdicts)
        assert not itself.different
        for other in {*listing.substitutes, *listing.bought_with}:
            found = compare([sold[name], sold[other]])
            assert all(verdict.statement for verdict in found.verdicts)
            assert (found.best_value.refused is None) == (found.unit is not None) or _all_sold_out(found)


def _all_sold_out(found: Comparison) -> bool:
    return all(subject.sold_out for subject in found.subjects)


def test_every_unit_is_told_in_words_for_what_is_measured_so() -> None:
    sizes = ("1000 g", "1000 ml", "1000 m", "1000 sq m", "1000 ct")
    for unit in known_units():
        verdicts = [
            compare([product("a", 30_000, size), product("b", 20_000, size)], unit=unit).best_value
            for size in sizes
        ]
        assert any(not verdict.refused for verdict in verdicts), unit
