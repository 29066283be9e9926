"""Products side by side: unit prices, verdicts with their arithmetic, and what the shop doesn't say."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import SettingsError, UnusableInputError
from assistant.shopping.comparing.comparison import (
    Agreement,
    CautionKind,
    Comparison,
    NoVerdict,
    Row,
    Verdict,
)
from assistant.shopping.comparing.side_by_side import compare
from assistant.shopping.money import Money
from assistant.shopping.products import Availability, OptionGroup, OptionValue
from assistant.shopping.reviews import Rating
from assistant.shopping.standing import sure_of
from assistant.stores.rules.offering import chosen
from compared import product


def names(comparison: Comparison, verdict: Verdict) -> list[str]:
    return [comparison.subjects[position].label for position in verdict.winners]


def cautions(verdict: Verdict) -> dict[CautionKind, str]:
    return {caution.kind: caution.text for caution in verdict.cautions}


def row(comparison: Comparison, field: str, value: str = "") -> Row:
    (found,) = [row for row in comparison.rows if (row.field, row.value) == (field, value)]
    return found


# --- what it costs for what is in it


def test_the_arithmetic_of_the_better_value_is_shown() -> None:
    found = compare([product("small", 429, "12 ounces"), product("large", 649, "24 ounces")])

    assert found.best_value.statement == (
        "Best value: large. 24 ounces for $6.49 is 27 cents an ounce; 12 ounces for $4.29 is 35.8 cents."
        " Unit prices are rounded to a tenth of a cent."
    )
    best, other = found.best_value.because
    assert (best.position, best.amount, best.cost) == (1, Fraction(24), Money(amount=649))
    assert best.said == 27
    assert best.rate == Fraction(649, 24)
    assert (other.rate, other.said) == (Fraction(429, 12), Fraction(358, 10))


def test_who_pays_less_by_the_ounce_but_more_in_all_is_told() -> None:
    found = compare([product("small", 429, "12 ounces"), product("large", 649, "24 ounces")])

    assert names(found, found.cheapest) == ["small"]
    assert names(found, found.best_value) == ["large"]
    assert cautions(found.best_value) == {
        CautionKind.COSTS_MORE: "large: $2.20 more in all, $6.49 against $4.29."
    }


def test_packages_of_several_and_other_units_are_compared_in_one_unit() -> None:
    found = compare([product("cans", 360, "6 x 12 fl oz"), product("bottle", 200, "half gallon")])

    assert found.unit is not None
    assert found.unit.name == "fluid ounce"
    assert [working.amount for working in found.best_value.because] == [64, 72]
    assert names(found, found.best_value) == ["bottle"]


@pytest.mark.parametrize(
    ("sizes", "currency", "unit"),
    [
        (("8 oz", "2 lb"), "USD", "ounce"),
        (("2 lb", "80 oz"), "USD", "pound"),
        (("1.5 lb", "80 oz"), "USD", "ounce"),
        (("250 g", "1 kg"), "EUR", "100 grams"),
        (("1 kg", "5 kg"), "EUR", "kilogram"),
        (("330 ml", "1 l"), "EUR", "100 milliliters"),
        (("12 ct", "250 ct"), "USD", "piece"),
        (("200 ct", "250 ct"), "USD", "100 pieces"),
        (("10 ft", "2 m"), "USD", "foot"),
    ],
)
def test_the_unit_is_one_that_people_say(sizes: tuple[str, str], currency: str, unit: str) -> None:
    found = compare([product(size, 300, size, currency=currency) for size in sizes])
    assert found.unit is not None
    assert found.unit.name == unit


def test_another_unit_can_be_asked_for() -> None:
    milk = [product("quart", 299, "one quart"), product("gallon", 799, "one gallon")]

    assert "$7.99 a gallon" in compare(milk, unit="gallon").best_value.statement
    assert "an ounce" not in compare(milk, unit="ounce").best_value.statement
    assert "a fluid ounce" in compare(milk, unit="ounce").best_value.statement
    refused = compare(milk, unit="pound").best_value
    assert refused.refused is NoVerdict.UNIT
    assert refused.statement == "They are sold by volume, so there is no price for a pound."
    with pytest.raises(UnusableInputError, match="stone"):
        compare(milk, unit="stone")


@pytest.mark.parametrize(
    ("currency", "price", "told"),
    [
        ("USD", 649, "27 cents an ounce"),
        ("USD", 2, "0.083 cents an ounce"),
        ("JPY", 649, "¥95.4 for 100 grams"),
        ("KWD", 649, "0.0954 KWD for 100 grams"),
        ("EUR", 649, "95.4 cents for 100 grams"),
        ("GBP", 68039, "£100.00 for 100 grams"),
        ("CHF", 680, "0.999 CHF for 100 grams"),
    ],
)
def test_unit_prices_are_told_in_any_currency(currency: str, price: int, told: str) -> None:
    two = [product(name, price, "24 ounces", currency=currency) for name in ("one", "other")]
    assert told in compare(two).best_value.statement


def test_what_is_the_same_is_called_the_same() -> None:
    found = compare([product("a", 300, "10 oz"), product("b", 300, "10 oz"), product("c", 400, "10 oz")])

    assert names(found, found.cheapest) == names(found, found.best_value) == ["a", "b"]
    assert found.cheapest.statement.startswith("The same price to the cent: a and b.")
    assert found.best_value.statement.startswith("Equally good value: a and b.")


def test_a_difference_below_what_is_told_is_none() -> None:
    found = compare([product("a", 1000, "100 oz"), product("b", 1001, "100 oz")])

    assert names(found, found.best_value) == ["a", "b"]
    assert names(found, found.cheapest) == ["a"]


def test_buying_several_for_less_is_told_beside_the_verdict() -> None:
    found = compare([product("soup", 200, "10 oz", together=(5, 500)), product("stew", 180, "10 oz")])

    assert names(found, found.best_value) == ["stew"]
    assert cautions(found.best_value) == {
        CautionKind.TOGETHER: "soup, bought together:"
        " 5 packages, 50 ounces in all, for $5.00 is 10 cents an ounce."
    }


@pytest.mark.parametrize(("stock", "together"), [(4, (5, 500)), (9, (5, 1000)), (0, (5, 500))])
def test_no_offer_is_told_that_cannot_be_had_or_saves_nothing(stock: int, together: tuple[int, int]) -> None:
    found = compare(
        [product("soup", 200, "10 oz", stock=stock, together=together), product("stew", 180, "10 oz")]
    )
    assert CautionKind.TOGETHER not in cautions(found.best_value)


# --- what cannot be judged


@pytest.mark.parametrize(
    ("sizes", "reason"),
    [
        (("75 oz", "60 ct"), NoVerdict.MEASURES),
        (("75 oz", ""), NoVerdict.CONTENT_UNKNOWN),
        (("a bunch", ""), NoVerdict.CONTENT_UNKNOWN),
    ],
)
def test_without_a_common_unit_there_is_no_value_verdict_but_a_reason(
    sizes: tuple[str, str], reason: NoVerdict
) -> None:
    found = compare([product("powder", 799, sizes[0]), product("pods", 1399, sizes[1])])

    assert found.unit is None
    assert found.best_value.refused is reason
    assert not found.best_value.winners
    assert not found.best_value.because
    assert names(found, found.cheapest) == ["powder"]


def test_one_of_unknown_size_is_left_out_and_named() -> None:
    found = compare([product("a", 300, "10 oz"), product("b", 500, "20 oz"), product("c", 100)])

    assert names(found, found.best_value) == ["b"]
    assert cautions(found.best_value)[CautionKind.LEFT_OUT].startswith("c: left out")
    assert names(found, found.cheapest) == ["c"]


def test_different_currencies_are_not_compared() -> None:
    dollars = product("a", 300, "10 oz", rating=(4.0, 90))
    found = compare([dollars, product("b", 1, "10 oz", currency="EUR", rating=(4.5, 90))])

    assert found.cheapest.refused is found.best_value.refused is NoVerdict.CURRENCIES
    assert "different currencies" in found.cheapest.statement
    assert names(found, found.best_rated) == ["b"]
    assert row(found, "variant.price").cells == ("$3.00", "€0.01")


@pytest.mark.parametrize("count", [0, 1, 5])
def test_fewer_than_two_or_more_than_four_are_refused(count: int) -> None:
    with pytest.raises(UnusableInputError, match="2 to 4"):
        compare([product(str(number), 100) for number in range(count)])


@pytest.mark.parametrize("language", ["xx", "../en", ""])
def test_a_language_without_words_is_refused(language: str) -> None:
    with pytest.raises(SettingsError, match="language"):
        compare([product("a", 1), product("b", 2)], language=language)


# --- what can be had


def test_what_is_sold_out_is_shown_but_not_recommended() -> None:
    found = compare(
        [
            product("gone", 100, "10 oz", stock=0, rating=(5.0, 900)),
            product("here", 300, "10 oz", rating=(4.0, 900)),
        ]
    )

    for verdict in found.verdicts:
        assert names(found, verdict) == ["here"]
        assert cautions(verdict)[CautionKind.SOLD_OUT] == "Better, but sold out: gone."
        assert [working.position for working in verdict.because] == [0, 1]
        assert "gone (sold out)" in verdict.statement
    assert found.subjects[0].sold_out


def test_where_all_is_sold_out_nothing_is_recommended() -> None:
    found = compare([product("a", 100, "10 oz", stock=0), product("b", 300, "10 oz", stock=0)])

    assert found.cheapest.refused is found.best_value.refused is NoVerdict.SOLD_OUT
    assert len(found.best_value.because) == 2


def test_what_is_on_sale_and_what_comes_later_is_told() -> None:
    found = compare([product("a", 100, usual=250), product("b", 300, availability=Availability.PREORDER)])
    assert cautions(found.cheapest) == {CautionKind.ON_SALE: "a: on sale for $1.00, usually $2.50."}

    later = compare([product("a", 100, availability="in a month"), product("b", 300)])
    assert "in a month" in cautions(later.cheapest)[CautionKind.LATER]


# --- ratings


def test_a_perfect_rating_of_two_is_not_better_than_a_good_one_of_many() -> None:
    found = compare([product("new", 100, rating=(5.0, 2)), product("known", 300, rating=(4.6, 900))])

    assert names(found, found.best_rated) == ["known"]
    assert "new with 5 stars from 2 ratings" in found.best_rated.statement


def test_few_ratings_and_none_are_told() -> None:
    found = compare([product("a", 1, rating=(5.0, 3)), product("b", 1, rating=(1.0, 2)), product("c", 1)])
    assert cautions(found.best_rated) == {
        CautionKind.FEW_RATINGS: "a: few ratings, 3 in all.",
        CautionKind.LEFT_OUT: "c: left out, as the shop doesn't say enough.",
    }
    unrated = compare([product("a", 1, rating=(5.0, 3)), product("b", 1, rating=(4.0, 0))])
    assert unrated.best_rated.refused is NoVerdict.UNRATED


@given(st.floats(0, 5), st.integers(1, 10**7))
def test_the_bound_of_a_rating_is_below_it_and_nearer_with_more_ratings(average: float, count: int) -> None:
    bound, nearer = (sure_of(Rating(average=average, count=many)) for many in (count, 2 * count))
    assert 0 <= bound <= nearer + 1e-9 <= average + 2e-9


def test_the_bound_is_that_of_wilson() -> None:
    # 20 of 20: 1 / (1 + z² / 20). 50 of 100: 0.5 - z / (2 * sqrt(100 + z²)).
    assert sure_of(Rating(average=5, count=20)) / 5 == pytest.approx(0.8389, abs=1e-4)
    assert sure_of(Rating(average=2.5, count=100)) / 5 == pytest.approx(0.4038, abs=1e-4)


# --- side by side


def test_the_table_shows_what_differs_what_is_alike_and_what_is_not_told() -> None:
    one = product(
        "a", 1, attributes=[("diet", "vegan"), ("width", "12 inches"), ("color", "red"), ("material", "wood")]
    )
    other = product(
        "b", 2, attributes=[("diet", "vegan"), ("diet", "organic"), ("width", "1 foot"), ("color", "blue")]
    )
    found = compare([one, other])

    assert row(found, "attributes.diet", "vegan").agreement is Agreement.ALIKE
    assert row(found, "attributes.diet", "organic").cells == (None, "organic")
    assert row(found, "attributes.diet", "organic").agreement is Agreement.NOT_TOLD
    assert row(found, "attributes.width").agreement is Agreement.ALIKE
    assert row(found, "attributes.color").agreement is Agreement.DIFFERENT
    assert row(found, "attributes.material").cells == ("wood", None)
    assert {each.field for each in found.different} == {"variant.price", "attributes.color"}
    assert {each.field for each in found.alike} == {
        "variant.availability",
        "attributes.diet",
        "attributes.width",
    }


def test_what_is_in_them_is_contained_absent_or_not_told() -> None:
    found = compare(
        [
            product("a", 1, attributes=[("allergen", "milk"), ("may contain", "soy")]),
            product("b", 1, attributes=[("free from", "milk")]),
            product("c", 1),
        ]
    )
    assert row(found, "attributes.allergen", "milk").cells == ("contains", "free from", None)
    assert row(found, "attributes.allergen", "milk").agreement is Agreement.DIFFERENT
    assert row(found, "attributes.allergen", "soy").cells == ("may contain", None, None)
    assert row(found, "attributes.allergen", "soy").agreement is Agreement.NOT_TOLD


def test_a_product_is_compared_with_itself_in_other_options() -> None:
    sizes = OptionGroup(
        name="size", values=(OptionValue(value="small"), OptionValue(value="large", surcharge=120))
    )
    latte = product("latte", 445).model_copy(update={"options": (sizes,)})
    found = compare([chosen(latte, {"size": "large"}), chosen(latte, {"size": "small"})])

    assert [subject.label for subject in found.subjects] == ["latte, large", "latte, small"]
    assert names(found, found.cheapest) == ["latte, small"]


def test_products_of_one_name_are_told_apart_by_their_size() -> None:
    found = compare([product("milk", 1, "one quart"), product("milk", 2, "one gallon"), product("tea", 1)])
    assert [subject.label for subject in found.subjects] == ["milk, one quart", "milk, one gallon", "tea"]


def test_a_comparison_survives_json() -> None:
    found = compare(
        [product("a", 300, "7 oz", rating=(4.1, 70)), product("b", 200, "3 oz", rating=(4.2, 70))]
    )
    assert Comparison.model_validate_json(found.model_dump_json()) == found
