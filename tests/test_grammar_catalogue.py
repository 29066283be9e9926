"""Names and options of a catalogue, as they may be said."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intents.automaton import DEAD, KNOWN
from intents.catalogue import Catalogue, catalogue
from intents.digit_runs import DigitRuns
from intents.grammar import ANYTHING, NOTHING, Grammar, compile_grammar, phrase_grammar
from intents.network import plain
from intents.phrase_cache import PhraseCache
from intents.phrases import Phrases
from intents.spoken_names import Named, spoken_names, spoken_values

COFFEE = Catalogue(
    [
        Named(("latte", "caffe latte"), groups=("size", "roast", "milk", "sugar")),
        Named(("mocha",), groups=("size", "milk")),
        Named(("Oatly Barista Oat Milk, 32 fl oz",), brand="Oatly"),
    ],
    {
        "size": ("large", "sixteen ounce"),
        "roast": ("dark roast", "light roast"),
        "milk": ("almond milk", "a bit of soy milk", "cream"),
        "sugar": ("sugar", "a little bit of sugar"),
    },
)


def accepted(grammar: Grammar, text: str) -> bool:
    walker = grammar.walker(KNOWN)
    if walker.start == DEAD:
        return False
    at, _ = walker.walk(walker.start, f" {plain(text).strip()}")
    return at != DEAD and bool(walker.ending(at).ending)


def said(*names: str, brand: str = "", content: str = "") -> set[str]:
    return set(spoken_names([Named(names, brand, content)], "en"))


def test_a_name_is_said_with_and_without_brand_and_size_and_in_the_plural() -> None:
    ways = said("Oatly Barista Oat Milk, 32 fl oz", brand="Oatly")
    assert ways >= {
        "oatly barista oat milk",
        "barista oat milk",
        "barista oat milks",
        "oatly barista oat milk thirty two fluid ounces",
        "barista oat milk 32 ounces",
        "32 ounce oatly barista oat milk",
        "thirty two ounce barista oat milk",
    }


def test_a_brand_or_size_that_the_name_leaves_out_may_be_said() -> None:
    ways = said("oat milk", brand="Oatly", content="half gallon")
    assert ways >= {"oat milk", "oatly oat milk", "half gallon oat milk", "oatly oat milk half gallons"}


def test_numbers_signs_and_short_words_are_spelt_out_or_kept_as_engines_write_them() -> None:
    assert {"seven up", "7 up"} <= said("7 Up")
    assert {"7up", "7 up", "seven up"} <= said("7UP")
    assert {"m and ms"} == said("M&M's")
    assert {"two percent milk", "2 percent milk"} <= said("2% milk")
    assert {"coffee with milk"} <= said("coffee w/ milk")
    assert {"cups of coffee"} <= said("cup of coffee")
    assert {"berries", "berry"} <= said("berries")


def test_values_are_said_in_every_spelling() -> None:
    ways = set(spoken_values(["16 oz"], "en"))
    assert {"sixteen ounce", "sixteen ounces", "16 ounce", "16 ounces", "16 oz", "16oz"} <= ways


@pytest.mark.parametrize("name", ["", "☕🥛", "牛奶", "\"'", "…", "\x00", "\n", "()"])
def test_a_name_without_a_word_of_the_language_cannot_be_said(name: str) -> None:
    assert said(name) == set()
    assert not accepted(compile_grammar([name], ()), name)


def test_of_a_name_only_what_can_be_said_counts() -> None:
    assert said("Café ☕ “Crème” 牛奶") >= {"cafe creme"}
    assert said("Løv tea") >= {"lov tea"}


def test_a_long_name_is_cut_and_called_by_what_stands_before_its_first_comma() -> None:
    long = "Barista Oat Drink, " + "very creamy and foaming " * 12
    assert len(long) > 300
    ways = said(long)
    assert "barista oat drink" in ways
    assert max(len(way.split()) for way in ways) <= 12
    assert accepted(compile_grammar([long]), "add a barista oat drink to my cart")


@settings(deadline=None)
@given(st.lists(st.text(max_size=40), max_size=5), st.lists(st.text(max_size=20), max_size=3))
def test_any_catalogue_compiles_and_its_names_are_accepted(names: list[str], options: list[str]) -> None:
    sold = Catalogue([Named((name,), brand, brand) for name in names for brand in ("", *options)], {}, "en")
    grammar = compile_grammar(sold)
    for phrase in Phrases(spoken_names([Named((name,)) for name in names], "en")):
        assert phrase == plain(phrase).strip()
        assert accepted(grammar, f"add {phrase} to my cart"), phrase


@pytest.mark.parametrize(
    "text",
    [
        "can i get a large dark roast latte with almond milk and a little bit of sugar",
        "get me a sixteen ounce mocha with a bit of soy milk",
        "16 oz latte",
        "a dark roast large latte",
        "a latte large with sugar and cream",
        "a latte with cream and sugar",
        "two large cups of dark roast caffe latte without sugar",
        "one latte and two large mochas with cream",
    ],
)
def test_options_are_said_in_any_order(text: str) -> None:
    assert accepted(compile_grammar(COFFEE), text)


@pytest.mark.parametrize(
    "text",
    ["a large large latte", "a dark roast mocha", "a large oat milk", "a latte with cream and almond milk"],
)
def test_options_are_said_once_and_with_products_that_have_them(text: str) -> None:
    assert not accepted(compile_grammar(COFFEE), text)


@pytest.mark.parametrize("text", ["a little bit of sugar latte", "a large a bit of soy milk mocha"])
def test_how_much_of_an_option_is_not_said_before_the_name(text: str) -> None:
    assert not accepted(compile_grammar(COFFEE), text)
    assert accepted(compile_grammar(COFFEE), "an almond milk latte with a little bit of sugar")


def test_digits_are_listed_without_being_kept() -> None:
    runs = DigitRuns(8)
    few, listed = DigitRuns(3), Phrases(f"{n:0{length}}" for length in (1, 2, 3) for n in range(10**length))
    assert list(few) == list(listed)
    for digits in ("0", "07", "482", "999", "4829", "x", "4x"):
        mine, theirs = few.narrowed(0, len(few), 0, digits), listed.narrowed(0, len(listed), 0, digits)
        assert mine == theirs or mine[0] == mine[1] == theirs[1] - theirs[0] + mine[0]
    low, high = runs.narrowed(0, len(runs), 0, "482913")
    assert runs[low] == "482913"
    assert runs.whole(low, high, 6)
    assert runs[-1] == "99999999"


def test_where_it_is_not_told_which_options_go_together_all_do() -> None:
    grammar = compile_grammar(["latte"], options=["large", "cream"])
    assert accepted(grammar, "get me a large latte with cream")


def test_many_kinds_of_products_share_few_clusters() -> None:
    groups = {f"group {number}": (f"value {number}",) for number in range(12)}
    entries = [Named((f"thing {number}",), groups=(f"group {number}",)) for number in range(12)]
    sold = Catalogue(entries, groups)
    assert len(sold.shape.clusters) <= 6
    grammar = compile_grammar(sold)
    assert all(accepted(grammar, f"get me a value {number} thing {number}") for number in range(12))


# --- everything and nothing


def test_a_grammar_that_accepts_nothing_is_not_free() -> None:
    for grammar in (NOTHING, compile_grammar((), ()), phrase_grammar(()), NOTHING | NOTHING):
        assert grammar.empty
        assert not grammar.free
        assert list(grammar.phrases) == []
        assert not accepted(grammar, "yes")


def test_where_anything_may_be_said_there_is_nothing_to_walk() -> None:
    assert (ANYTHING | NOTHING).free
    with pytest.raises(ValueError, match="anything may be said"):
        ANYTHING.walker()


def test_names_alone_may_be_said_where_no_intent_makes_sense() -> None:
    grammar = compile_grammar(["oat milk"], ())
    assert accepted(grammar, "two oat milks")
    assert not accepted(grammar, "add two oat milks")


def test_phrases_are_said_in_any_order_and_number() -> None:
    grammar = phrase_grammar(["oat milk", "two", "please"])
    assert accepted(grammar, "two oat milk please two")
    assert not accepted(grammar, "oat please")


def test_grammars_of_one_and_of_several_networks_are_joined() -> None:
    milk, latte = compile_grammar(["oat milk"]), compile_grammar(["latte"])
    names, words = milk | latte, milk | phrase_grammar(["open sesame"])
    assert len(names.parts) == 1
    assert accepted(names, "add oat milk and latte to my cart")
    assert accepted(words, "add oat milk to my cart")
    assert accepted(words, "open sesame open sesame")
    assert not accepted(words, "open sesame oat milk")


def test_equal_grammars_share_a_walker_and_say_how_big_they_are() -> None:
    one, other = (compile_grammar(["oat milk"]) | phrase_grammar(["sesame"]) for _ in range(2))
    assert one == other
    assert one.walker() is other.walker()
    assert one.size.phrases > 1000
    assert "phrases" in str(one.size)


# --- kept on disk


def large() -> list[Named]:
    return [Named((f"thing {number} of many",), brand=f"maker {number % 7}") for number in range(2000)]


def test_the_phrases_of_a_large_catalogue_are_kept_and_found_again(tmp_path: Path) -> None:
    made = Catalogue(large(), {}, cache=PhraseCache(tmp_path / "new"))
    (file,) = (tmp_path / "new").iterdir()
    written = file.stat().st_mtime_ns
    again = Catalogue(large(), {}, cache=PhraseCache(tmp_path / "new"))
    assert file.stat().st_mtime_ns == written
    assert {name: list(those[0]) for name, those in again.lists.items()} == {
        name: list(those[0]) for name, those in made.lists.items()
    }


@pytest.mark.parametrize("damage", ["", "nonsense", "aisle cache 2 0\n[]", "\n\n"])
def test_a_damaged_file_is_made_again(tmp_path: Path, damage: str) -> None:
    cache = PhraseCache(tmp_path)
    Catalogue(large(), {}, cache=cache)
    (file,) = tmp_path.iterdir()
    whole = file.read_bytes()
    for content in (damage.encode(), whole[: len(whole) // 2], b"\xff" + whole):
        file.write_bytes(content)
        again = Catalogue(large(), {}, cache=cache)
        assert len(again.lists["names 0"][0]) >= 2000
        assert file.read_bytes() == whole


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    sold = Catalogue(large(), {}, cache=PhraseCache(tmp_path / "file" / "folder"))
    assert len(sold.lists["names 0"][0]) >= 2000


def test_only_the_last_few_catalogues_are_kept(tmp_path: Path) -> None:
    for number in range(6):
        PhraseCache(tmp_path).keep(str(number), {"names": (Phrases(["oat milk"]),)})
    assert len(list(tmp_path.iterdir())) == 4


def test_the_same_names_give_the_same_catalogue() -> None:
    assert catalogue(["oat milk"]) is catalogue(("oat milk",))
