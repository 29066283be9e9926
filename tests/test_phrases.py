"""Real phrasings, written by people who need not program: `phrases/` has a file an intent."""

import random
from collections.abc import Iterator
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
import yaml
from hassil import IntentData
from hassil.expression import (
    Alternative,
    Expression,
    Group,
    ListReference,
    RuleReference,
    Sentence,
    TextChunk,
)
from hassil.sample import sample_expression

from intents.matching import Matcher
from intents.meaning import Intent, NotUnderstood, Understood
from intents.normal import normalized
from intents.parser import Parser
from intents.templates import Template, hassil_intents, load
from repository import ROOT

PHRASES = Path(__file__).parent / "phrases"
SLOTS = tuple(name for name in Understood.model_fields if name not in {"intent", "text", "confidence"})


@cache
def written(name: str) -> Any:
    return yaml.safe_load((PHRASES / f"{name}.yaml").read_text(encoding="utf-8"))


@cache
def parser() -> Parser:
    shop = written("_shop")
    return Parser("en", shop["names"], ("alexa",), shop["options"])


def written_about() -> list[Intent]:
    return [intent for intent in Intent if (PHRASES / f"{intent.value}.yaml").is_file()]


def phrases(kind: str) -> list[Any]:
    return [
        pytest.param(intent, full, id=f"{intent.value}: {full['say']}")
        for intent in written_about()
        for phrase in written(intent.value)[kind]
        for full in [phrase if isinstance(phrase, dict) else {"say": phrase}]
    ]


def parsed(phrase: dict[str, Any]) -> Understood | NotUnderstood:
    return parser().parse(phrase["say"], frozenset(map(Intent, phrase.get("expecting", ()))))


def test_no_two_files_give_a_rule_or_a_list_the_same_name() -> None:
    folder = ROOT / "intents" / "sentences" / "en"
    written = [yaml.safe_load(file.read_text(encoding="utf-8")) for file in sorted(folder.glob("*.yaml"))]
    for kind in ("lists", "expansion_rules"):
        names = [name for each in written for name in each.get(kind) or {}]
        assert len(names) == len(set(names)), kind


@pytest.mark.parametrize("intent", Intent)
def test_every_intent_has_phrasings_that_must_and_must_not_match(intent: Intent) -> None:
    assert len(written(intent.value)["says"]) >= 10
    assert len(written(intent.value)["does_not_say"]) >= 2


@pytest.mark.parametrize(("intent", "phrase"), phrases("says"))
def test_what_people_say_is_understood(intent: Intent, phrase: dict[str, Any]) -> None:
    meaning = parsed(phrase)
    assert isinstance(meaning, Understood)
    assert meaning.intent is intent
    found: dict[str, Any] = {"items": [], **meaning.model_dump(mode="json", exclude_defaults=True)}
    assert {slot: found.get(slot) for slot in SLOTS if slot in phrase} == {
        slot: phrase[slot] for slot in SLOTS if slot in phrase
    }


@pytest.mark.parametrize(("intent", "phrase"), phrases("does_not_say"))
def test_what_means_something_else_is_not_taken_for_it(intent: Intent, phrase: dict[str, Any]) -> None:
    meaning = parsed(phrase)
    assert isinstance(meaning, NotUnderstood) or meaning.intent is not intent


# --- the templates themselves

SAID = {
    "items": ("oat milk", "two cartons of milk and a latte", "eggs"),
    "item": ("oat milk",),
    "name": ("Oatly",),
    "aside": ("tomorrow",),
    "number": ("two", "seven"),
    "position": ("two", "three"),
    "ordinal": ("second",),
    "list_name": ("party", "hardware store"),
    "instead": ("oat milk",),
    "code": ("save",),
    "subject": ("a headache",),
    "least": ("three dollars",),
    "most": ("five dollars",),
    "date": ("tomorrow",),
    "time": ("after five",),
    "digits": ("four eight two one",),
    "money": ("five dollars",),
    "period": ("last month",),
    "reason": ("broken",),
    "recurrence": ("every two weeks", "every friday"),
    "person": ("anna",),
    "without": ("nuts",),
    "diet": ("vegan", "gluten free"),
    "per": ("a week", "per order"),
}
OPEN_TO_TWO_READINGS = {
    # Answers that are also wishes: which one is meant depends on the question that is open.
    (Intent.YES, "i would like that"): Intent.ADD_TO_CART,
    (Intent.YES, "i want that"): Intent.ADD_TO_CART,
    (Intent.NO, "i do not want any"): Intent.CLEAR_CART,
    (Intent.NO, "i do not want"): Intent.REMOVE_FROM_CART,
    # "cancel everything" empties the cart, with or without "I want you to".
    (Intent.STOP, "cancel everything"): Intent.CLEAR_CART,
}


def sentences() -> list[Any]:
    source = hassil_intents()
    return [
        pytest.param(Intent(name), block, sentence, id=f"{name}: {sentence.text}")
        for name, intent in source.intents.items()
        for block in intent.data
        for sentence in block.sentences
    ]


def said(expression: Expression, chance: random.Random) -> str:
    """One way of saying a template, by chance."""
    if isinstance(expression, TextChunk):
        return expression.text
    if isinstance(expression, ListReference):
        return chance.choice(SAID.get(expression.list_name) or listed(expression.list_name))
    if isinstance(expression, RuleReference):
        return said(hassil_intents_once().expansion_rules[expression.rule_name].expression, chance)
    if isinstance(expression, Alternative):
        return said(chance.choice(expression.items), chance)
    assert isinstance(expression, Group)
    return "".join(said(item, chance) for item in expression.items)


@cache
def hassil_intents_once() -> Any:
    return hassil_intents()


@cache
def listed(name: str) -> tuple[str, ...]:
    """The values of a list, as they are said."""
    return tuple(value.text_in.text for value in hassil_intents_once().slot_lists[name].values)


@cache
def templates() -> dict[str, Template]:
    return {template.source: template for template in load()}


def samples(sentence: Sentence) -> Iterator[str]:
    """Some ways of saying a template: some by chance, and the first that hassil's own sampler finds.

    That one lists every way before it gives the first, so it is asked only where there are few.
    """
    source = hassil_intents_once()
    chance = random.Random(sentence.text)
    plain = "<" not in (sentence.text or "")
    by_hassil = sample_expression(sentence.expression, source.slot_lists, source.expansion_rules, "en")
    for sample in islice(by_hassil, 3 if plain else 0):
        filled = sample
        for slot, values in SAID.items():
            filled = filled.replace(f"{{{slot}}}", values[0])
        yield " ".join(filled.split())
    for _ in range(4):
        yield " ".join(said(sentence.expression, chance).split())


def fits(text: str, sentence: Sentence) -> bool:
    template = templates()[sentence.text or ""]
    return any(fit.template is template for fit in Matcher(normalized(text)).fits([template]))


def also_means(intent: Intent, text: str) -> Intent | None:
    readings = (
        other
        for (own, part), other in OPEN_TO_TWO_READINGS.items()
        if own is intent and part in normalized(text)
    )
    return next(readings, None)


@pytest.mark.parametrize(("intent", "block", "sentence"), sentences())
def test_a_template_is_read_as_hassil_reads_it_and_has_its_own_intent(
    intent: Intent, block: IntentData, sentence: Sentence
) -> None:
    expected = block.requires_context.get("expecting")
    for text in samples(sentence):
        assert fits(text, sentence), text
        meaning = parser().parse(text, frozenset([Intent(expected)] if expected else []))
        assert isinstance(meaning, Understood), text
        assert meaning.intent in {intent, also_means(intent, text)}, text
