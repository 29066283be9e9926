"""The household: what it has forbidden is not bought, and what somebody does not eat is not offered."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.dialogue.actions import ChangeCart, FindProducts, Quote
from assistant.dialogue.happenings import ProductsFound, Quoted
from assistant.dialogue.home_actions import Forget, MeetPerson, Prefer, ReadHome, SetHouse
from assistant.dialogue.home_happenings import Bar, HomeIs, NotAllowed
from assistant.errands import Errands
from assistant.reporting import Reporter
from assistant.settings import Household as Buying
from assistant.shopping.attributes import Attribute
from assistant.shopping.carts import LineRequest
from assistant.shopping.home import Home, House, Preference, PreferenceKind
from assistant.shopping.household import Household
from assistant.shopping.money import Money
from assistant.shopping.orders import PlacedOrder
from assistant.shopping.products import Product
from assistant.shopping.suiting import suits
from fakes import FakeStore, product
from intents.home_address import written
from intents.meaning import Intent, Item, Understood

MILK = ChangeCart(lines=(LineRequest(variant_id="oatly", quantity=1),), add=True)


@pytest.fixture
def household(tmp_path: Path) -> Iterator[Household]:
    home = Household(tmp_path / "household.db")
    yield home
    home.close()


def errands(household: Household) -> Errands:
    return Errands(FakeStore(), household, Buying(name="Sam"), Reporter())


@pytest.mark.parametrize(
    ("key", "value", "bar"),
    [
        (House.KID_MODE, "on", Bar.KIDS),
        (House.VOICE_PURCHASES, "off", Bar.VOICE),
        (House.LIMIT_ORDER, "100", Bar.ORDER),
        (House.LIMIT_WEEK, "100", Bar.WEEK),
    ],
)
async def test_what_the_household_has_forbidden_stops_before_the_read_back(
    household: Household, key: House, value: str, bar: Bar
) -> None:
    does = errands(household)
    await does.run(MILK)
    assert isinstance(await does.run(Quote()), Quoted)
    await does.run(SetHouse(key=key, value=value))
    stopped = await does.run(Quote())
    assert isinstance(stopped, NotAllowed)
    assert stopped.bar is bar
    await does.run(SetHouse(key=key, value=None))
    assert isinstance(await does.run(Quote()), Quoted)


async def test_what_was_spent_in_the_week_counts_towards_its_limit(household: Household) -> None:
    entry = household.intend("fake", "before", Money(amount=900))
    household.placed(entry.key, PlacedOrder(order_id="1", number="1", total=Money(amount=900)))
    does = errands(household)
    await does.run(MILK)
    await does.run(SetHouse(key=House.LIMIT_WEEK, value="1000"))
    stopped = await does.run(Quote())
    assert isinstance(stopped, NotAllowed)
    assert stopped.spent == Money(amount=900)


async def test_who_speaks_has_preferences_of_their_own(household: Household) -> None:
    does = errands(household)
    await does.run(MeetPerson(name="Anna", speaks=True))
    planet = Preference(kind=PreferenceKind.THING, value="planet")
    await does.run(Prefer(preferences=(planet,), shared=False))
    found = await does.run(FindProducts(items=(Item(text="oat milk"),)))
    assert isinstance(found, ProductsFound)
    assert [offer.product_id for offer in found.results[0].offers] == ["planet"]
    await does.run(MeetPerson(name="Max", speaks=True))
    found = await does.run(FindProducts(items=(Item(text="oat milk"),)))
    assert isinstance(found, ProductsFound)
    assert len(found.results[0].offers) == 2


async def test_everything_is_forgotten_but_what_holds_people_back(household: Household) -> None:
    does = errands(household)
    await does.run(MeetPerson(name="Anna", speaks=True))
    await does.run(SetHouse(key=House.ADDRESS, value="9 Oak Road"))
    await does.run(SetHouse(key=House.KID_MODE, value="on"))
    await does.run(SetHouse(key=House.LIMIT_ORDER, value="500"))
    known = await does.run(ReadHome())
    assert isinstance(known, HomeIs)
    assert known.address == "9 Oak Road"
    left = await does.run(Forget(everything=True))
    assert isinstance(left, HomeIs)
    assert left.home == Home(kid_mode=True, limits={"order": 500})


def food(name: str, *told: tuple[str, str]) -> Product:
    attributes = tuple(Attribute(name=key, value=value) for key, value in told)
    return product(name, name, 100).model_copy(update={"attributes": attributes})


@pytest.mark.parametrize(
    ("kind", "value", "thing", "fits"),
    [
        (PreferenceKind.TRAIT, "vegan", food("butter", ("allergen", "milk")), False),
        (PreferenceKind.TRAIT, "vegan", food("bread", ("diet", "vegan")), True),
        (PreferenceKind.TRAIT, "vegan", food("paper towels"), True),
        (PreferenceKind.TRAIT, "vegetarian", food("bread", ("diet", "vegan")), True),
        (PreferenceKind.TRAIT, "lactose free", food("butter", ("allergen", "milk")), False),
        (PreferenceKind.TRAIT, "organic", food("bread", ("diet", "vegan")), True),
        (PreferenceKind.WITHOUT, "nuts", food("spread", ("allergen", "peanut")), False),
        (PreferenceKind.WITHOUT, "nuts", food("bar", ("may contain", "tree nut")), False),
        (PreferenceKind.WITHOUT, "dairy", food("yogurt", ("allergen", "milk")), False),
        (PreferenceKind.WITHOUT, "pork", food("pork chops"), False),
        (PreferenceKind.WITHOUT, "pork", food("chicken"), True),
    ],
)
def test_what_speaks_against_a_product(
    kind: PreferenceKind, value: str, thing: Product, *, fits: bool
) -> None:
    home = Home(preferences=(Preference(kind=kind, value=value),))
    assert suits(thing, home) is fits


def test_children_are_offered_nothing_for_grown_ups() -> None:
    wine = food("red wine").model_copy(update={"category_path": ("drinks", "wine")})
    assert suits(wine, Home())
    assert not suits(wine, Home(kid_mode=True))
    assert suits(food("juice"), Home(kid_mode=True))


@pytest.mark.parametrize(
    ("said", "address"),
    [
        ("twelve elm street, springfield", "12 Elm Street, Springfield"),
        ("four hundred oak avenue", "400 Oak Avenue"),
        ("one two three main street", "123 Main Street"),
    ],
)
def test_an_address_is_written_as_people_write_it(said: str, address: str) -> None:
    assert written(said) == address


def test_names_and_addresses_stand_in_no_trace() -> None:
    private = Home(people=("Anna",), speaker="Anna", address="9 Oak Road")
    meaning = Understood(intent=Intent.INTRODUCE, text="", person="anna", subject="9 oak road")
    shown = f"{private} {private!r} {MeetPerson(name='Anna')!r} {meaning.slots}"
    assert "nna" not in shown
    assert "oak" not in shown.lower()
