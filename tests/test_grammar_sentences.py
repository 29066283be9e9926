"""What the grammar accepts and what the parser understands are the same."""

import random
import threading
from collections.abc import Callable, Iterator
from functools import cache
from itertools import islice, product
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from intents import costs
from intents.automaton import ALL, DEAD, KNOWN, Walker
from intents.grammar import Grammar, compile_grammar
from intents.lexicon import lexicon
from intents.meaning import Choice, Intent, Understood
from intents.network import Ending, Node, plain
from intents.parser import Parser
from intents.patterns import Choices, Pattern, Row, Slot, Words, vocabulary
from intents.readers.en.numbers import number_words, ordinal_words
from intents.sentence_network import Moment
from intents.spellings import written_otherwise
from intents.templates import Template, load

PHRASES = Path(__file__).parent / "phrases"
WAKE_WORDS = ("alexa",)
ASKED = {
    "nothing": frozenset[Intent](),
    "which": frozenset({Intent.CHOOSE, Intent.YES, Intent.NO}),
    "whether": frozenset({Intent.YES, Intent.NO}),
    "how many": frozenset({Intent.CHANGE_QUANTITY}),
}
HESITATIONS = frozenset({plain(word).strip() for word in lexicon("en").fillers.anywhere})
MOST_WORDS = 25


@cache
def shop() -> dict[str, list[str]]:
    written: dict[str, list[str]] = yaml.safe_load((PHRASES / "_shop.yaml").read_text(encoding="utf-8"))
    return written


@cache
def parser() -> Parser:
    return Parser("en", shop()["names"], WAKE_WORDS, shop()["options"])


def grammar(expecting: frozenset[Intent] = frozenset()) -> Grammar:
    return compile_grammar(
        shop()["names"], options=shop()["options"], wake_words=WAKE_WORDS, moment=Moment(expecting)
    )


def cost_of(walker: Walker, text: str) -> float | None:
    """What a sentence costs; None where it may not be said."""
    at, total = walker.start, 0.0
    for word in plain(text).split():
        if at == DEAD:
            return None
        at, cost = walker.walk(at, f" {word}")
        total += cost
    reached = walker.ending(at) if at != DEAD else None
    return total + reached.cost if reached and reached.ending else None


def test_what_there_is_nothing_to_do_for_may_be_said_but_is_unlikely() -> None:
    removing, adding = "remove the bananas from my cart", "add bananas to my cart"
    empty = compile_grammar(shop()["names"], moment=Moment(pointless=frozenset({Intent.REMOVE_FROM_CART})))
    filled = compile_grammar(shop()["names"])
    costs_more = cost_of(empty.walker(), removing), cost_of(filled.walker(), removing)
    assert None not in costs_more
    assert costs_more[0] == pytest.approx((costs_more[1] or 0.0) + costs.POINTLESS)
    assert cost_of(empty.walker(), adding) == cost_of(filled.walker(), adding)


def ending_of(walker: Walker, text: str) -> Ending:
    at, _ = walker.walk(walker.start, f" {plain(text)}")
    return walker.ending(at).ending if at != DEAD else Ending.NONE


# --- what the parser understands is accepted


def written() -> Iterator[Any]:
    for intent in Intent:
        says = yaml.safe_load((PHRASES / f"{intent.value}.yaml").read_text(encoding="utf-8"))["says"]
        for phrase in says:
            full = phrase if isinstance(phrase, dict) else {"say": phrase}
            yield pytest.param(full, id=f"{intent.value}: {full['say']}")


@pytest.mark.parametrize("phrase", [each for each in written() if not each.values[0].get("typed")])
def test_what_people_say_is_accepted(phrase: dict[str, Any]) -> None:
    expecting = frozenset(map(Intent, phrase.get("expecting", ())))
    meaning = parser().parse(phrase["say"], expecting)
    assert isinstance(meaning, Understood)
    if 0.6 < meaning.confidence < 0.8:
        pytest.skip("it was misheard, and repaired")
    assert cost_of(grammar(expecting).walker(), phrase["say"]) is not None


SAID = {
    "date": ("tomorrow", "next friday"),
    "time": ("after five", "between 4 and 6 pm"),
    "digits": ("four eight two one",),
    "money": ("five dollars",),
    "most": ("five dollars",),
    "least": ("three dollars",),
    "recurrence": ("every two weeks",),
    "subject": ("visa",),
}


def filled(slot: Slot, chance: random.Random) -> str:
    number = chance.randint(0, 100)
    if slot.values and slot.name != "ordinal":
        return " ".join(chance.choice(list(slot.values)))
    if slot.name in SAID:
        return chance.choice(SAID[slot.name])
    match slot.name:
        case "number" | "position":
            return chance.choice([number_words(number), str(number)])
        case "ordinal":
            return ordinal_words(chance.randint(1, 20))
        case "aside":
            return "the day before"
    name, option = chance.choice(shop()["names"]), chance.choice(shop()["options"])
    adjective = chance.choice([each for each in shop()["options"] if not each.startswith("a ")])
    if slot.name == "name":
        return name
    things = [name, f"{number + 2} {adjective} {name}", f"a {name} with {option}", f"some boxes of {name}"]
    thing = chance.choice(things)
    return f"{thing} and two {name}" if slot.name == "items" and chance.random() < 0.3 else thing


def said(pattern: Pattern, chance: random.Random, fill: Callable[[Slot, random.Random], str] = filled) -> str:
    """One way of saying a template, by chance."""
    if isinstance(pattern, Words):
        return chance.choice(sorted(pattern.words))
    if isinstance(pattern, Slot):
        return fill(pattern, chance)
    if isinstance(pattern, Row):
        return " ".join(said(part, chance, fill) for part in pattern.parts)
    assert isinstance(pattern, Choices)
    choices = [*pattern.choices, None] if pattern.empty else list(pattern.choices)
    choice = chance.choice(choices)
    return said(choice, chance, fill) if choice else ""


TEMPLATES: st.SearchStrategy[Template] = st.deferred(lambda: st.sampled_from(load()))


@settings(max_examples=400, deadline=None)
@given(TEMPLATES, st.integers(0, 10**6))
def test_every_way_of_saying_a_template_is_accepted(template: Template, seed: int) -> None:
    expecting = frozenset({template.expecting}) if template.expecting else frozenset[Intent]()
    text = said(template.pattern, random.Random(seed))
    breadth = KNOWN if template.known == "only" else ALL
    assert cost_of(grammar(expecting).walker(breadth), text) is not None, text


# --- what is accepted the parser understands


@cache
def with_apostrophes() -> dict[str, list[str]]:
    forms: dict[str, list[str]] = {}
    own = {word for template in load() for word in vocabulary(template.pattern)}
    for text in (*(text for text, _ in written_otherwise("en")), *sorted(own)):
        if "'" in text:
            forms.setdefault(plain(text).strip(), []).append(text)
    return forms


def spellings(text: str) -> Iterator[str]:
    """The ways in which a text of the automaton may have been written: "id" is "i'd"."""
    ways = ([word, *with_apostrophes().get(word, ())] for word in text.split())
    yield from (" ".join(words) for words in islice(product(*ways), 32))


def words_after(node: Node, at: int) -> list[tuple[str, int]]:
    """The words that lead on from a node, without those that are said to the assistant itself: they are taken
    off before templates are looked at."""
    ways = [(word, to) for word, after in node.words.items() for to, _ in after]
    around = any(to == at and cost == costs.FILLER for to, cost in node.words.get("um", ()))
    return [] if around else [(word, to) for word, to in ways if to != at or word not in HESITATIONS]


def walked(grammar: Grammar, chance: random.Random) -> str:
    """A sentence that a grammar accepts, without open words, by chance."""
    (part,) = grammar.parts
    lists = dict(part.lists)
    while True:
        at, words = chance.choice(sorted(part.starts)), list[str]()
        for _ in range(200):
            node = part.network[at]
            ways = words_after(node, at)
            for name, to, _ in node.lists:
                tables = [table for table in lists.get(name, ()) if len(table)]
                ways += [(chance.choice(table), to) for table in tables]
            skips = [("", to) for to, cost in node.skips if cost != costs.UNHEARD_COMMA]
            if node.ending and words:
                return " ".join(words)
            if not (skips or ways) or len(words) > MOST_WORDS:
                break
            word, at = chance.choice(skips if skips and (not ways or chance.random() < 0.8) else ways)
            words += [word] if word else []


def doubted(text: str) -> bool:
    """Whether the parser takes a sentence for no yes because of what else it says."""
    words = {word for full in spellings(text) for word in full.split()}
    return bool(words & (lexicon("en").doubts | {"thank", "thanks", "thankyou"}))


@pytest.mark.parametrize("asked", ASKED)
@settings(max_examples=150, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10**6))
def test_what_is_accepted_is_understood(asked: str, seed: int) -> None:
    text = walked(grammar(ASKED[asked]), random.Random(seed))
    readings = [parser().parse(each, ASKED[asked]) for each in spellings(text)]
    assert any(isinstance(reading, Understood) for reading in readings) or doubted(text), text


# --- beginnings that were cut off

WISHES: st.SearchStrategy[Template] = st.deferred(
    lambda: st.sampled_from([each for each in load() if each.may_be_clipped])
)


@settings(max_examples=200, deadline=None)
@given(WISHES, st.integers(0, 10**6), st.integers(1, 2))
def test_a_wish_without_its_first_words_is_accepted_and_understood(
    template: Template, seed: int, missing: int
) -> None:
    words = said(template.pattern, random.Random(seed), lambda *_: "{}").split()
    assume(words.count("{}") == 1 and words.index("{}") > missing)
    assume(words[missing] not in lexicon("en").never_clipped_to)
    whole, text = (" ".join(words[start:]).format("a latte") for start in (0, missing))
    meaning = parser().parse(whole)
    assume(isinstance(meaning, Understood) and meaning.confidence == 1)
    assert cost_of(grammar().walker(KNOWN), text) is not None, text
    assert isinstance(parser().parse(text), Understood), text


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("like a latte", "i'd like a latte"),
        ("me a latte", "get me a latte"),
        ("i have a latte", "can i have a latte"),
        ("looking for oat milk", "i'm looking for oat milk"),
    ],
)
def test_a_beginning_that_was_cut_off_costs(text: str, whole: str) -> None:
    walker = grammar().walker(KNOWN)
    before = cost_of(walker, whole)
    assert before is not None
    assert cost_of(walker, text) == before + costs.CLIPPED
    clipped, complete = parser().parse(text), parser().parse(whole)
    assert isinstance(clipped, Understood)
    assert isinstance(complete, Understood)
    assert (clipped.intent, clipped.items) == (complete.intent, complete.items)
    assert clipped.confidence < complete.confidence


@pytest.mark.parametrize("text", ["no milk", "is milk", "not a latte", "would a latte"])
def test_what_would_be_no_wish_any_more_is_not_taken_for_one(text: str) -> None:
    assert cost_of(grammar().walker(KNOWN), text) is None


# --- what is likelier


@pytest.mark.parametrize(
    ("likelier", "than"),
    [
        ("get a twenty ounce latte", "get twenty eight lattes"),
        ("get two lattes", "get thirteen lattes"),
        ("get 6 lattes", "get 7 lattes"),
        ("get a dozen bagels", "get twenty bagels"),
        ("get thirty bagels", "get thirty one bagels"),
        ("get some latte", "get some more latte"),
        ("get a latte", "get a cup of latte"),
        ("get a latte", "get a latte and a latte"),
        ("get a latte with sugar", "get a latte with no sugar"),
        ("can i get a latte", "can i um get a latte"),
        ("can i please get a latte", "can i um get a latte"),
        ("read my list thanks", "read my list now"),
        ("get a latte", "stop"),
        ("get a latte", "yes"),
        ("add milk to my list", "remove milk from my list"),
    ],
)
def test_what_is_seldom_said_costs_more(likelier: str, than: str) -> None:
    walker = grammar().walker(KNOWN)
    first, second = cost_of(walker, likelier), cost_of(walker, than)
    assert first is not None
    assert second is not None
    assert first < second


@pytest.mark.parametrize("number", [11, 12, 20])
def test_ordinals_to_the_twentieth_are_accepted_and_understood(number: int) -> None:
    for said_as in (ordinal_words(number), f"{number}th"):
        text = f"the {said_as} one"
        assert cost_of(grammar().walker(KNOWN), text) is not None
        meaning = parser().parse(text)
        assert isinstance(meaning, Understood)
        assert meaning.choice == Choice(ordinal=number)


# --- how it is spelt


@pytest.mark.parametrize(
    "text",
    [
        "I'd like 12 eggs",
        "i would like twelve eggs",
        "what's in my cart",
        "Checkout",
        "check out",
        "OK",
        "i wanna buy milk",
        "make it 2",
        "Alexa, add oat milk to my cart, please",
        "stop, Alexa",
        "um, okay so what's in my cart, thanks",
        "no, the 2nd one",
        "a 12 oz latte",
        "a 12-ounce latte",
        "a twelve ounce latte",
        "add 7-Up to my cart",
        "add seven up to my cart",
        "two large dark roast lattes",
        "a latte, large, with soy milk and a bit of sugar",
        "can i get a large dark roast latte with soy milk and no sugar",
        "add two of them to my cart",
        "add half a dozen eggs and a couple of bagels to my list",
    ],
)
def test_what_engines_write_is_accepted_without_open_words(text: str) -> None:
    assert cost_of(grammar().walker(KNOWN), text) is not None


@pytest.mark.parametrize("text", ["", "the weather is nice", "two", "add", "add milk to", "with sugar"])
def test_what_is_no_sentence_is_not_accepted(text: str) -> None:
    assert cost_of(grammar().walker(KNOWN), text) is None


def test_an_unknown_thing_costs_more_than_a_known_one_and_less_where_it_may_be_any() -> None:
    walker = grammar().walker()
    known, strange = (cost_of(walker, f"add {name} to my cart") for name in ("oat milk", "dragon fruit"))
    assert known == 0
    assert strange == costs.OPEN_ENTRY + 2 * costs.OPEN_WORD
    assert cost_of(walker, "get me dragon fruit") == strange + costs.OPEN_GUESS
    assert cost_of(walker, "dragon fruit instead") is None


def test_what_answers_the_open_question_costs_less_than_what_does_not() -> None:
    walker = grammar(ASKED["whether"]).walker()
    assert cost_of(walker, "yes") == 0
    assert cost_of(walker, "read my list") == costs.NOT_ASKED
    assert cost_of(grammar().walker(), "read my list") == 0


def test_answers_that_make_sense_only_now_are_accepted_only_now() -> None:
    assert cost_of(grammar(ASKED["which"]).walker(), "the second") is not None
    assert cost_of(grammar().walker(KNOWN), "the second") is None


@pytest.mark.parametrize(
    ("text", "ending"),
    [
        ("yes", Ending.BRIEF),
        ("stop", Ending.BRIEF),
        ("the second one", Ending.BRIEF),
        ("read my list", Ending.FINISHED),
        ("add two boxes of", Ending.NONE),
        ("add milk to my", Ending.NONE),
    ],
)
def test_sentences_end_briefly_or_may_go_on_or_must(text: str, ending: Ending) -> None:
    assert ending_of(grammar().walker(KNOWN), text) is ending


def test_what_stands_on_the_persons_list_can_be_named() -> None:
    text = "remove beetroot from my list"
    without = grammar().walker(KNOWN)
    listed = compile_grammar(shop()["names"], options=shop()["options"], listed=("beetroot",))
    assert cost_of(without, text) is None
    assert cost_of(listed.walker(KNOWN), text) == costs.INTENTS[Intent.REMOVE_FROM_LIST]


# --- grammars


def test_threads_may_walk_together() -> None:
    shared = compile_grammar(shop()["names"], wake_words=("computer",))
    texts = ["add two boxes of oat milk to my cart", "what's in my cart", "yes", "a latte and a bagel"] * 5
    found: list[list[float | None]] = []

    def walk() -> None:
        walker = shared.walker()
        found.append([cost_of(walker, text) for text in texts])

    threads = [threading.Thread(target=walk) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert all(costs_of == found[0] for costs_of in found)
    assert None not in found[0]
