"""Questions about products: answered from the catalogue, with the field, or not at all."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import SettingsError
from assistant.shopping.answering.answers import Answer, NotStated, answer
from assistant.shopping.answering.topics import Says
from assistant.shopping.attributes import Attribute
from assistant.shopping.content import content
from assistant.shopping.messages import Message, Severity
from assistant.shopping.money import Money
from assistant.shopping.products import Availability, OptionGroup, OptionValue, Product, Variant
from assistant.shopping.reviews import Rating, ReviewSummary
from assistant.stores.catalogue import bundled, parse
from assistant.stores.catalogue import content as written
from assistant.stores.rules.offering import offered

QUESTIONS: dict[str, list[dict[str, Any]]] = yaml.safe_load(
    Path(__file__).with_name("product_questions.yaml").read_text(encoding="utf-8")
)


def product(
    name: str = "biscuits",
    attributes: Sequence[tuple[str, str]] = (),
    *,
    size: str = "",
    stock: int | None = None,
    availability: str = Availability.IN_STOCK,
    **more: Any,
) -> Product:
    variant = Variant(
        id=name,
        price=Money(amount=399),
        stock=stock,
        availability=availability,
        content=size,
        package=content(size) if size else None,
    )
    told = tuple(Attribute(name=kind, value=value) for kind, value in attributes)
    return Product(id=name, title=name, name=name, content=size, variant=variant, attributes=told, **more)


@pytest.fixture(scope="module")
def market() -> dict[str, Product]:
    path = bundled("market")
    now = datetime(2025, 10, 1, tzinfo=UTC).timestamp()
    return {each.id: offered(each, "USD", now) for each in parse(written(path), path).listings()}


# --- the market


@pytest.mark.parametrize("case", QUESTIONS["answered"], ids=lambda case: f"{case['product']}: {case['ask']}")
def test_a_question_is_answered_from_the_field_that_says_it(
    market: dict[str, Product], case: dict[str, Any]
) -> None:
    found = answer(market[case["product"]], case["ask"])

    assert isinstance(found, Answer)
    assert found.says == case.get("says")
    assert found.quoted is case.get("quoted", False)
    assert found.facts[0].field == case["from"]
    assert found.facts[0].value == case.get("value", found.facts[0].value)


@pytest.mark.parametrize(
    "case", QUESTIONS["not stated"], ids=lambda case: f"{case['product']}: {case['ask']}"
)
def test_what_the_shop_does_not_say_is_not_answered(market: dict[str, Product], case: dict[str, Any]) -> None:
    found = answer(market[case["product"]], case["ask"])

    assert isinstance(found, NotStated)
    assert found.allergen is case.get("label", False)
    assert ("check the label" in found.statement) is found.allergen
    assert found.tells


@pytest.mark.parametrize(
    "ask", ["is it vegan", "what is it made of", "does it have nuts", "how many are in the box"]
)
def test_all_that_is_told_of_the_market_stands_in_its_fields(market: dict[str, Product], ask: str) -> None:
    for each in market.values():
        found = answer(each, ask)
        facts = found.facts if isinstance(found, Answer) else found.related
        assert all(fact.value in str(each.model_dump()) for fact in facts)


# --- what people may fall ill of


@pytest.mark.parametrize(
    ("attributes", "has", "free"),
    [
        ([("allergen", "almond")], Says.YES, Says.NO),
        ([("ingredients", "flour, sugar, peanut butter")], Says.YES, Says.NO),
        ([("may contain", "tree nut")], Says.MAY, Says.MAY),
        ([("free from", "tree nut"), ("free from", "peanut")], Says.NO, Says.YES),
        ([("diet", "nut free")], Says.NO, Says.YES),
        # What contradicts itself is contained.
        ([("allergen", "peanut"), ("diet", "nut free")], Says.YES, Says.NO),
    ],
)
def test_what_is_in_it_is_told_either_way_it_is_asked(
    attributes: list[tuple[str, str]], has: Says, free: Says
) -> None:
    biscuits = product(attributes=attributes)
    asked = [
        ("does it have nuts", has),
        ("are there any nuts in it", has),
        ("no, I asked you, does it contain nuts", has),
        ("is it nut free", free),
        ("is it nut-free?", free),
        ("is it without nuts", free),
        ("is it free from any nuts", free),
        ("are the biscuits free of nuts", free),
    ]
    for question, says in asked:
        found = answer(biscuits, question)
        assert isinstance(found, Answer), question
        assert found.says is says, question


@pytest.mark.parametrize(
    "attributes",
    [
        [],
        [("diet", "vegan"), ("diet", "gluten free")],
        [("allergen", "milk")],
        [("free from", "peanut")],
        [("free from", "tree nut")],
        [("ingredients", "flour, coconut milk, no nuts of ours")],
    ],
)
def test_silence_about_nuts_is_no_no(attributes: list[tuple[str, str]]) -> None:
    biscuits = product(attributes=attributes, description="Biscuits without nuts, they say. No nuts.")
    for question in ("does it have nuts", "is it nut free", "is there a nut in there", "nuts?"):
        found = answer(biscuits, question)
        assert isinstance(found, NotStated), question
        assert found.allergen
        assert "check the label" in found.statement


@given(
    st.lists(
        st.sampled_from(["nuts", "milk", "gluten", "free", "no", "is", "it", "any", "safe", "moon"]),
        max_size=7,
    )
)
def test_no_words_make_silence_an_answer_about_allergens(words: list[str]) -> None:
    found = answer(product(description="No nuts, no milk, no gluten. Safe."), " ".join(words))
    if {"nuts", "milk", "gluten"} & set(words):
        assert isinstance(found, NotStated)
        assert found.allergen


def test_what_is_in_it_is_told_even_if_a_question_is_not_understood() -> None:
    found = answer(
        product(attributes=[("allergen", "peanut")]), "does the topping of the second layer have nuts"
    )
    assert isinstance(found, Answer)
    assert found.says is None
    assert found.statement == "It contains nuts: the shop names peanut."

    free = answer(product(attributes=[("diet", "nut free")]), "is the factory free of nuts")
    assert isinstance(free, NotStated)
    assert "check the label" in free.statement


def test_the_name_of_a_product_is_no_question_about_what_is_in_it() -> None:
    oats = product("almond milk", [("diet", "vegan")])

    found = answer(oats, "is the almond milk vegan")
    assert isinstance(found, Answer)
    assert found.topic == "vegan"
    silent = answer(oats, "does the almond milk have milk in it")
    assert isinstance(silent, NotStated)
    assert (silent.topic, silent.allergen) == ("milk", True)


def test_what_the_shop_alone_names_can_be_asked_for() -> None:
    found = answer(product(attributes=[("free from", "oxybenzone")]), "does it contain oxybenzone")
    assert isinstance(found, Answer)
    assert found.says is Says.NO


# --- claims


@pytest.mark.parametrize(
    ("attributes", "says", "field"),
    [
        ([("diet", "vegetarian")], Says.YES, "attributes.diet"),
        ([("diet", "vegan")], Says.YES, "attributes.diet"),
        ([("allergen", "fish")], Says.NO, "attributes.allergen"),
        ([("diet", "vegetarian"), ("allergen", "fish")], None, "attributes.diet"),
    ],
)
def test_a_claim_holds_if_it_is_made_and_not_if_it_cannot_be(
    attributes: list[tuple[str, str]], says: Says | None, field: str
) -> None:
    found = answer(product(attributes=attributes), "is it vegetarian")
    assert isinstance(found, Answer)
    assert (found.says, found.facts[0].field) == (says, field)


def test_a_claim_that_is_not_made_is_not_denied() -> None:
    found = answer(product(attributes=[("diet", "vegetarian"), ("allergen", "wheat")]), "is it vegan")
    assert isinstance(found, NotStated)
    assert [fact.value for fact in found.related] == ["vegetarian"]


# --- other fields


def test_attributes_that_only_this_shop_has_can_be_asked_for() -> None:
    tent = product("tent", [("waterproof", "yes"), ("persons", "4"), ("season", "summer")])

    says = {
        ask: answer(tent, ask) for ask in ("is it waterproof", "how many persons", "what season is it for")
    }
    assert [getattr(found, "says", None) for found in says.values()] == [Says.YES, None, None]
    assert [found.facts[0].value for found in says.values() if isinstance(found, Answer)] == [
        "yes",
        "4",
        "summer",
    ]


def test_what_is_only_alike_is_not_what_was_named() -> None:
    cable = product("cable", [("compatible with", "iPhone 15 Pro"), ("compatible with", "AA batteries")])

    for ask in ("does it work with an iPhone 15", "does it work with AAA batteries", "does it fit an iPhone"):
        found = answer(cable, ask)
        assert isinstance(found, NotStated), ask
        assert "iPhone 15 Pro" in found.statement
    sure = answer(cable, "will it work with AA batteries")
    assert isinstance(sure, Answer)
    assert sure.says is Says.YES


@pytest.mark.parametrize(
    ("stock", "availability", "says"),
    [
        (3, Availability.IN_STOCK, Says.YES),
        (None, Availability.IN_STOCK, Says.YES),
        (0, Availability.OUT_OF_STOCK, Says.NO),
        (None, Availability.DISCONTINUED, Says.NO),
        (None, Availability.PREORDER, None),
        (None, "in two weeks", None),
    ],
)
def test_what_can_be_had_is_told(stock: int | None, availability: str, says: Says | None) -> None:
    found = answer(product(stock=stock, availability=availability), "is it in stock")
    assert isinstance(found, Answer)
    assert found.says is says


def test_of_several_numbers_the_one_that_is_asked_for_is_told() -> None:
    paper = product("paper", [("pieces", "95 sheets")], size="six rolls")

    told = [answer(paper, f"how many {what}") for what in ("rolls", "sheets", "are in the pack", "leaves")]
    assert [found.facts[0].value for found in told if isinstance(found, Answer)] == [
        "six rolls",
        "95 sheets",
        "six rolls",
    ]
    assert isinstance(told[-1], NotStated)


@pytest.mark.parametrize(("age", "says"), [("two", Says.NO), ("3", Says.YES), ("ten", Says.YES)])
def test_an_age_is_held_against_that_of_the_shop(age: str, says: Says) -> None:
    found = answer(product("puzzle", [("age from", "3")]), f"is it suitable for a {age} year old")
    assert isinstance(found, Answer)
    assert found.says is says


def test_months_are_not_taken_for_years() -> None:
    assert isinstance(answer(product("puzzle", [("age from", "3")]), "is it for a 10 month old"), NotStated)


@pytest.mark.parametrize(
    ("unit", "told"),
    [
        ("ounce", "24 ounces for $3.99 is 16.6 cents an ounce"),
        ("pound", "1.5 pounds for $3.99 is $2.66 a pound"),
        ("kilo", "0.68 kilograms for $3.99 is $5.86 a kilogram"),
    ],
)
def test_the_unit_price_is_told_for_the_unit_that_is_asked_for(unit: str, told: str) -> None:
    found = answer(product(size="24 ounces"), f"how much is it per {unit}")
    assert isinstance(found, Answer)
    assert [fact.value for fact in found.facts] == [told, "$3.99", "24 ounces"]


def test_there_is_no_unit_price_for_what_is_measured_otherwise() -> None:
    found = answer(product(size="12 ct"), "what is the price per pound")
    assert isinstance(found, NotStated)
    assert [fact.value for fact in found.related] == ["$3.99", "12 ct"]


def test_reviews_ratings_and_warnings_are_told_as_they_stand() -> None:
    one = product(
        rating=Rating(average=4.5, count=12),
        reviews=ReviewSummary(text="Crisp. Crumbly, too."),
        disclosures=(Message(text="Hot when baked.", severity=Severity.WARNING),),
        return_days=14,
        brand="Hearth",
    )
    asked = [
        "what do buyers say",
        "how is it rated",
        "are there warnings",
        "can I return it",
        "is it made by Hearth",
    ]
    told = [answer(one, ask) for ask in asked]
    assert [found.statement for found in told] == [
        "Of what buyers say: Crisp. Crumbly, too.",
        "It has 4.5 of five stars; number of ratings: 12.",
        "The shop says: Hot when baked.",
        "The shop says it can be given back within 14 days.",
        "Yes, the brand is Hearth.",
    ]


def test_a_sentence_is_quoted_only_if_it_has_all_that_is_asked_for() -> None:
    one = product(description="A light tin. Opens with a ring; stays fresh for weeks.")

    found = answer(one, "does it stay fresh")
    assert isinstance(found, Answer)
    assert found.quoted
    assert found.facts[0].value in one.description
    assert "stays fresh for weeks." in found.statement
    assert isinstance(answer(one, "does it stay fresh in the fridge"), NotStated)


def test_choices_are_told_and_what_is_not_among_them_is_not_denied() -> None:
    colors = OptionGroup(name="color", values=(OptionValue(value="navy blue"), OptionValue(value="red")))
    mug = product("mug", options=(colors,))

    red, green = answer(mug, "does it come in red"), answer(mug, "does it come in green")
    assert isinstance(red, Answer)
    assert red.says is Says.YES
    assert isinstance(green, NotStated)
    assert green.statement == "The shop doesn't say about that. It says: color navy blue and red."
    assert isinstance(answer(mug, "does it come in blue"), NotStated)


# --- whatever is asked


@pytest.mark.parametrize(
    "question", ["", "   ", "?!", "🥜", "\x00", "ナッツ", "the " * 5000, "' OR 1=1 --", "{values}"]
)
def test_what_is_no_question_is_not_answered(question: str) -> None:
    found = answer(product(attributes=[("diet", "vegan")]), question)
    assert isinstance(found, NotStated)
    assert found.statement


@given(st.text(max_size=200), st.text(max_size=30), st.text(max_size=30))
def test_any_question_about_any_product_is_answered_or_not(question: str, name: str, value: str) -> None:
    one = product(name, [("diet", value), ("material", value), ("allergen", value)], description=value)
    found = answer(one, question)
    assert found.statement
    if isinstance(found, Answer):
        assert found.facts


@given(st.permutations(["is", "it", "dishwasher", "safe"]))
def test_the_order_of_the_words_does_not_matter(words: list[str]) -> None:
    found = answer(product("pan", [("dishwasher safe", "no")]), " ".join(words))
    assert isinstance(found, Answer)
    assert found.says is Says.NO


def test_a_language_without_words_is_refused() -> None:
    with pytest.raises(SettingsError, match="language"):
        answer(product(), "is it vegan", "xx")
