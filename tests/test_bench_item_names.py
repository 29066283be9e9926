"""How many of the things that phrases name are found."""

from hashlib import sha256

from devices.bench.understanding.item_names import NamesTally, Spans, marks, tallied
from devices.bench.understanding.phrases import Label, Phrase
from intents.meaning import Intent
from intents.parser import Parser

UPDATE = {"update": Label(intents=frozenset({Intent.ADD_TO_LIST}))}


def count(**said: Spans) -> tuple[NamesTally, ...]:
    phrases = [Phrase(text=text.replace("_", " "), intent="update") for text in said]
    marked = {
        sha256(phrase.text.encode()).hexdigest(): spans
        for phrase, spans in zip(phrases, said.values(), strict=True)
    }
    return tallied(phrases, marked, UPDATE, Parser())


def test_a_phrase_is_right_where_exactly_the_things_marked_are_found() -> None:
    assert count(
        add_milk_to_my_shopping_list=((1, 2),),
        put_eggs_and_two_cartons_of_oat_milk_on_my_list=((1, 2), (6, 8)),
        add_nails_and_screws_to_my_list=((1, 2),),
    ) == (NamesTally(label="update", phrases=3, right=2),)


def test_what_is_put_in_the_place_of_something_is_found_too() -> None:
    (tally,) = count(remove_milk_from_my_shopping_list_and_add_bread=((1, 2), (8, 9)))
    assert tally.right == 1


def test_phrases_that_are_not_marked_or_have_no_meaning_here_are_passed_over() -> None:
    assert tallied([Phrase(text="add milk", intent="update")], {}, UPDATE, Parser()) == ()
    marked = {sha256(b"hello").hexdigest(): ((0, 1),)}
    assert tallied([Phrase(text="hello", intent="greeting")], marked, UPDATE, Parser()) == ()


def test_phrases_are_marked_by_their_hashes_alone() -> None:
    assert len(marks()) > 150
    assert all(len(key) == 64 for key in marks())
    assert all(first < after for spans in marks().values() for first, after in spans)
