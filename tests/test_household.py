import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.errors import StorageError, UnusableInputError
from assistant.shopping.household import Household, JournalState, ListEntry
from assistant.shopping.money import Money
from assistant.shopping.names import folded, words
from assistant.shopping.orders import PlacedOrder

NOW = datetime(2025, 6, 2, 12, 0, tzinfo=UTC)
TOTAL = Money(amount=1257)
PLACED = PlacedOrder(order_id="o", number="A 1 0 4", total=TOTAL)


@pytest.fixture
def household(tmp_path: Path) -> Iterator[Household]:
    household = Household(tmp_path / "home" / "household.db", now=lambda: NOW, patience=0)
    yield household
    household.close()


# --- names


@pytest.mark.parametrize(
    ("one", "many"),
    [
        ("egg", "eggs"),
        ("berry", "berries"),
        ("cookie", "cookies"),
        ("tomato", "tomatoes"),
        ("box", "boxes"),
        ("loaf", "loaves"),
        ("knife", "knives"),
        ("glass", "glasses"),
        ("radish", "radishes"),
        ("peach", "peaches"),
        ("cheese", "cheeses"),
        ("pea", "peas"),
        ("Café Crème", "cafe cremes"),
        ("paper towel", "Paper-Towels!"),
        ("Land O'Lakes", "land o\N{RIGHT SINGLE QUOTATION MARK}lakes"),
    ],
)
def test_one_and_many_of_a_thing_are_the_same_name(one: str, many: str) -> None:
    assert folded(one) == folded(many)


@pytest.mark.parametrize(
    ("one", "other"),
    [("oat milk", "milk"), ("wine", "win"), ("glass", "glue"), ("rice", "ric"), ("gas", "ga")],
)
def test_different_things_have_different_names(one: str, other: str) -> None:
    assert folded(one) != folded(other)


@given(st.text())
def test_words_of_words_are_the_same_words(text: str) -> None:
    assert words(" ".join(words(text))) == words(text)


# --- lists


def test_a_list_keeps_what_was_put_on_it_in_order(household: Household) -> None:
    household.add_to_list("oat milk", 2, "carton")
    household.add_to_list("eggs")

    assert household.read_list() == (
        ListEntry(text="oat milk", quantity=2, unit="carton"),
        ListEntry(text="eggs"),
    )


def test_the_same_thing_again_becomes_more_of_it(household: Household) -> None:
    household.add_to_list("egg", 2)
    household.add_to_list("bread")

    assert household.add_to_list("Eggs", 3) == ListEntry(text="egg", quantity=5)
    assert [entry.text for entry in household.read_list()] == ["egg", "bread"]


@pytest.mark.parametrize(
    ("units", "kept"),
    [(("carton", "carton"), "carton"), (("carton", ""), "carton"), (("carton", "gallon"), "")],
)
def test_a_unit_is_kept_while_it_is_the_same(household: Household, units: tuple[str, str], kept: str) -> None:
    for unit in units:
        entry = household.add_to_list("milk", 1, unit)

    assert entry == ListEntry(text="milk", quantity=2, unit=kept)


def test_what_is_taken_off_a_list_is_told_and_gone(household: Household) -> None:
    household.add_to_list("tomatoes", 4)

    assert household.remove_from_list("Tomato") == ListEntry(text="tomatoes", quantity=4)
    assert household.remove_from_list("tomato") is None
    assert household.read_list() == ()


def test_lists_are_apart_from_each_other(household: Household) -> None:
    household.add_to_list("eggs")
    household.add_to_list("nails", list_name="hardware")

    assert [entry.text for entry in household.read_list("hardware")] == ["nails"]
    assert household.remove_from_list("nails") is None
    assert household.read_list("nowhere") == ()


@pytest.mark.parametrize(
    ("text", "quantity"), [("", 1), ("  ", 1), ("eggs", 0), ("eggs", -2), ("eggs", 1000), ("eggs", 10**30)]
)
def test_what_fits_on_no_list_is_refused(household: Household, text: str, quantity: int) -> None:
    with pytest.raises(UnusableInputError):
        household.add_to_list(text, quantity)
    assert household.read_list() == ()


def test_a_list_does_not_grow_without_end(household: Household) -> None:
    household.add_to_list("eggs", 999)
    with pytest.raises(UnusableInputError, match="999"):
        household.add_to_list("eggs")
    assert household.read_list()[0].quantity == 999


@settings(max_examples=60, deadline=None)
@given(text=st.text(min_size=1).filter(str.strip))
def test_whatever_is_put_on_a_list_can_be_read_and_taken_off(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    household = Household(tmp_path_factory.getbasetemp() / "any.db")
    entry = household.add_to_list(text)

    assert household.read_list() == (entry,)
    assert household.remove_from_list(text) == entry
    household.close()


# --- carts


def test_each_shop_has_its_cart(household: Household) -> None:
    household.keep_cart("market", "a")
    household.keep_cart("coffee", "b")
    household.keep_cart("market", "c")

    assert (household.cart_id("market"), household.cart_id("coffee"), household.cart_id("other")) == (
        "c",
        "b",
        None,
    )
    household.keep_cart("market", None)
    assert household.cart_id("market") is None


# --- the journal


def test_an_intention_is_on_the_disk_before_anything_is_sent(household: Household, tmp_path: Path) -> None:
    entry = household.intend("market", "checkout-1", TOTAL)
    other = Household(tmp_path / "home" / "household.db")

    assert UUID(entry.key).version == 4
    assert household._database._connection.execute("PRAGMA synchronous").fetchone()[0] == 2
    assert (entry.state, entry.total, entry.created_at) == (JournalState.INTENDED, TOTAL, NOW)
    assert other.unfinished("market") == (entry,)
    assert other.unfinished("coffee") == ()
    other.close()


def test_intentions_have_keys_of_their_own(household: Household) -> None:
    keys = {household.intend("market", f"checkout-{number}", TOTAL).key for number in range(5)}
    assert len(keys) == 5


def test_the_same_intention_again_keeps_its_key_until_its_end_is_known(household: Household) -> None:
    first = household.intend("market", "checkout-1", TOTAL)
    again = household.intend("market", "checkout-1", TOTAL)
    household.refused(first.key, "conflict")

    assert again == first
    assert household.intend("market", "checkout-1", TOTAL).key != first.key


def test_a_placed_order_is_finished_and_keeps_its_number(household: Household) -> None:
    entry = household.intend("market", "checkout-1", TOTAL)
    household.placed(entry.key, PLACED)
    household.placed(entry.key, PLACED)

    assert household.unfinished("market") == ()
    (finished,) = household.journal()
    assert finished == entry.model_copy(update={"state": JournalState.PLACED, "order_number": "A 1 0 4"})


def test_a_refused_order_is_finished_and_keeps_its_reason(household: Household) -> None:
    entry = household.intend("market", "checkout-1", TOTAL)
    household.refused(entry.key, "The tea is sold out.")

    assert household.unfinished("market") == ()
    assert household.journal()[0].reason == "The tea is sold out."


def test_what_was_placed_cannot_become_refused(household: Household) -> None:
    entry = household.intend("market", "checkout-1", TOTAL)
    household.placed(entry.key, PLACED)
    with pytest.raises(StorageError):
        household.refused(entry.key, "too late")
    assert household.journal()[0].state is JournalState.PLACED


def test_an_unknown_key_is_told(household: Household) -> None:
    with pytest.raises(StorageError):
        household.placed("nothing", PLACED)


def test_the_journal_is_told_newest_first(household: Household) -> None:
    for number in range(4):
        household.intend("market", str(number), TOTAL)

    assert [entry.checkout_id for entry in household.journal(2)] == ["3", "2"]
    assert [entry.checkout_id for entry in household.unfinished("market")] == ["0", "1", "2", "3"]


def test_the_time_of_an_intention_is_the_time_it_is(tmp_path: Path) -> None:
    household = Household(tmp_path / "household.db")
    entry = household.intend("market", "checkout-1", TOTAL)
    household.close()

    assert entry.created_at.utcoffset() == timedelta(0)


# --- threads and trouble


def test_many_threads_may_use_one_household(household: Household) -> None:
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _: household.add_to_list("eggs"), range(50)))
        list(threads.map(lambda number: household.intend("market", str(number), TOTAL), range(20)))

    assert household.read_list() == (ListEntry(text="eggs", quantity=50),)
    assert len(household.unfinished("market")) == 20


def test_a_household_outlives_its_process(tmp_path: Path) -> None:
    household = Household(tmp_path / "household.db")
    household.add_to_list("eggs")
    household.keep_cart("market", "a")
    household.close()
    household = Household(tmp_path / "household.db")

    assert household.read_list() == (ListEntry(text="eggs"),)
    assert household.cart_id("market") == "a"
    household.close()


def test_a_full_disk_is_told_and_the_list_is_as_it_was(household: Household) -> None:
    connection = household._database._connection
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages}")
    household.add_to_list("eggs")
    with pytest.raises(StorageError, match="no room left"):
        household.add_to_list("one more " * 2000)

    assert household.read_list() == (ListEntry(text="eggs"),)


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    path = tmp_path / "household.db"
    path.write_bytes(b"junk" * 1000)
    with pytest.raises(StorageError, match="is damaged") as raised:
        Household(path)
    assert raised.value.fix


def test_a_file_that_another_program_holds_is_told(household: Household, tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "home" / "household.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StorageError, match="Another program"):
        household.intend("market", "checkout-1", TOTAL)
    other.close()
    assert household.unfinished("market") == ()


def test_a_closed_household_fails_in_a_sentence(tmp_path: Path) -> None:
    household = Household(tmp_path / "household.db")
    household.close()
    with pytest.raises(StorageError):
        household.read_list()
