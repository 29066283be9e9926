"""What the catalogue says to each way of taking a question."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from assistant.shopping.answering.questions import Question, Reading, Topic, Words
from assistant.shopping.answering.unit_prices import unit_price_told
from assistant.shopping.names import folded
from assistant.shopping.products import Availability, Product
from assistant.shopping.substances import Terms
from assistant.shopping.values import Fact, facts
from intents.readers.en.numbers import read_number


class Says(StrEnum):
    """Whether what a question names is so."""

    YES = "yes"
    NO = "no"
    MAY = "may"
    """It may contain traces."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """What the catalogue says to it."""

    facts: tuple[Fact, ...]
    says: Says | None = None


def near(product: Product, topic: Topic) -> tuple[Fact, ...]:
    """All that the fields of a topic say."""
    return tuple(
        fact for source in topic.sources if source != "unit price" for fact in facts(product, source)
    )


def resolved(
    product: Product, reading: Reading, topic: Topic, question: Question, known: Words
) -> Resolved | None:
    """What the catalogue says to a topic; None where it doesn't say.

    Args:
        product: the product.
        reading: how the question is taken.
        topic: what it is about.
        question: the question.
        known: the words of its language.
    """
    found = _found(product, topic)
    match topic.kind:
        case "unit price":
            return None if reading.rest else _unit_price(product, question, known)
        case "value":
            return _value(found, reading)
        case "count":
            return _count(found, reading, question, known)
        case "age":
            return _age(found, reading, question)
    if takes_object(topic):
        # The product's own words may be what is named: "is the USB C cable compatible with USB C".
        named = reading.rest or tuple(
            term for term in question.terms if term not in reading.phrase | known.fillers
        )
        same = _named(found, named, known)
        if same or reading.rest:
            return same
    return None if reading.rest else _alone(product, topic, found, known)


def takes_object(topic: Topic) -> bool:
    """Whether something may be named in such a question: "is it made of steel", "does it fit a Keurig"."""
    return topic.object or topic.kind in {"compatible", "choice"}


def _alone(product: Product, topic: Topic, found: tuple[Fact, ...], known: Words) -> Resolved | None:
    """What is said where nothing was named."""
    match topic.kind:
        case "yes or no":
            return _yes_or_no(found, known)
        case "stock":
            return _stock(product, found)
        case "returns":
            never = bool(found) and found[0].value == "0"
            return Resolved(found, Says.NO) if never else _plainly(found)
    return _plainly(found)


def _found(product: Product, topic: Topic) -> tuple[Fact, ...]:
    """The facts of the first field that the shop tells, or of all of them."""
    if topic.every or topic.kind in {"count", "value"}:
        return near(product, topic)
    for source in topic.sources:
        found = facts(product, source) if source != "unit price" else ()
        if found:
            return found
    return ()


def _plainly(found: tuple[Fact, ...]) -> Resolved | None:
    return Resolved(found) if found else None


def _named(found: Sequence[Fact], rest: Terms, known: Words) -> Resolved | None:
    """Yes, where a value is just what was named; what is only alike may be something else."""
    wanted = set(rest) - known.general
    same = tuple(
        fact
        for fact in found
        if set(folded(fact.value)) - known.general - known.fillers == wanted
        or set(folded(fact.value)) == set(rest)
    )
    return Resolved(same, Says.YES) if wanted and same else None


def _value(found: Sequence[Fact], reading: Reading) -> Resolved | None:
    if reading.rest:
        return None
    same = tuple(fact for fact in found if frozenset(folded(fact.value)) == reading.phrase)
    return Resolved(same, Says.YES) if same else None


def _yes_or_no(found: tuple[Fact, ...], known: Words) -> Resolved | None:
    value = found[0].value.casefold() if len(found) == 1 else ""
    if value in known.yes or value in known.no:
        return Resolved(found, Says.YES if value in known.yes else Says.NO)
    return _plainly(found)


def _count(found: tuple[Fact, ...], reading: Reading, question: Question, known: Words) -> Resolved | None:
    """How many; where there are several numbers, the one of what was named: "how many sheets"."""
    asked = set(question.terms) - known.fillers - reading.phrase
    named = tuple(fact for fact in found if asked & set(folded(fact.value)))
    explained = {term for fact in named for term in folded(fact.value)}
    return None if set(reading.rest) - explained else _plainly(named or found[:1])


def _stock(product: Product, found: tuple[Fact, ...]) -> Resolved:
    if product.variant.sold_out:
        return Resolved(found, Says.NO)
    there = product.variant.availability == Availability.IN_STOCK
    return Resolved(found, Says.YES if there else None)


def _age(found: tuple[Fact, ...], reading: Reading, question: Question) -> Resolved | None:
    age, said = _number(question.words)
    if not found or set(reading.rest) - said:
        return None
    least = found[0].value
    if age is None or not least.isdecimal():
        return Resolved(found)
    return Resolved(found, Says.YES if age >= int(least) else Says.NO)


def _number(said: Sequence[str]) -> tuple[int | None, set[str]]:
    """The first number of a question, and its words, folded."""
    for at in range(len(said)):
        if said[at].isdecimal():
            return int(said[at]), set(folded(said[at]))
        found = read_number(list(said[at:]))
        if found is not None:
            number, count = found
            return number, set(folded(" ".join(said[at : at + count])))
    return None, set()


def _unit_price(product: Product, question: Question, known: Words) -> Resolved | None:
    there = set(question.terms)
    asked = [name for name, said in known.units.items() if any(there.issuperset(way) for way in said)]
    # "A fluid ounce" is an ounce, too: the longer name was meant.
    return _plainly(unit_price_told(product, sorted(asked, key=len, reverse=True), known.language))
