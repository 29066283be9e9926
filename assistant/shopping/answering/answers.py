"""Questions about a product, answered from the catalogue alone, naming the fields of each answer."""

import re
from collections.abc import Iterator

from pydantic import BaseModel, ConfigDict

from assistant.shopping.answering.questions import Diet, Question, Reading, Topic, Words, read, words
from assistant.shopping.answering.sentences import field_name, told
from assistant.shopping.answering.topics import Resolved, Says, near, resolved, takes_object
from assistant.shopping.attributes import AttributeName
from assistant.shopping.names import folded
from assistant.shopping.products import Product
from assistant.shopping.substances import Presence, Substance, contained, presence
from assistant.shopping.values import Fact, everything, facts

_SENTENCE = re.compile(r"(?<=[.!?;])\s+")
_STEM = 4
"""Letters that two forms of a word share: "foam" and "foaming"."""
_ON_LABEL = (AttributeName.ALLERGEN, AttributeName.MAY_CONTAIN, AttributeName.FREE_FROM, AttributeName.DIET)


class Answer(BaseModel):
    """What the catalogue says to a question."""

    model_config = ConfigDict(frozen=True)

    topic: str
    """What was asked for: "brand", "dishwasher safe", "nuts", or the name of an attribute."""
    says: Says | None = None
    """Whether what the question names is so; None where it asked for something else than that."""
    facts: tuple[Fact, ...]
    """What it is taken from, as it stands in the catalogue; at least one."""
    quoted: bool = False
    """Whether it is but a sentence of the shop in which the words stand."""
    statement: str
    """The answer as a sentence."""


class NotStated(BaseModel):
    """The catalogue does not answer the question. That is no "no"."""

    model_config = ConfigDict(frozen=True)

    topic: str = ""
    """What was asked for; empty where it was not understood."""
    allergen: bool = False
    """Whether people may fall ill of it: they must be sent to the label."""
    related: tuple[Fact, ...] = ()
    """What the catalogue says that is near to it."""
    tells: tuple[Fact, ...] = ()
    """All that it says of the product but for its texts."""
    statement: str
    """That the shop doesn't say, and what it says that is near."""


def answer(product: Product, question: str, language: str = "en") -> Answer | NotStated:
    """Answer a question about a product from what the shop says of it, and from nothing else.

    A question with a telling word that no field explains is not answered; a sentence of the shop's texts
    that has the words may be quoted. For what people may fall ill of, silence never counts as absence, and
    nothing is quoted.

    Args:
        product: the product, its variant the one that is meant.
        question: as it was said or typed; longer than 400 characters it is not understood.
        language: that of the question and the answer.

    Raises:
        SettingsError: if there are no words for the language.
    """
    known = words(language)
    asked = read(question, product, language)
    return _Answering(product, asked, known).answer()


class _Answering:
    """One question about one product."""

    def __init__(self, product: Product, question: Question, known: Words) -> None:
        self._product, self._question, self._words = product, question, known

    def answer(self) -> Answer | NotStated:
        """The first of the readings to which the catalogue says something."""
        untold: NotStated | None = None
        for reading in self._question.readings:
            match reading.about:
                case Topic():
                    found = self._topic(reading, reading.about)
                case Diet():
                    found = self._diet(reading, reading.about)
                case Substance():
                    found = self._substance(reading, reading.about)
            if isinstance(found, Answer):
                return found
            if isinstance(found, NotStated):
                untold = untold or found
                if found.allergen:
                    break
        return self._otherwise(untold)

    def _otherwise(self, untold: NotStated | None) -> Answer | NotStated:
        """What is said where no field answers."""
        if untold is not None and untold.allergen:
            return untold
        return self._warning() or self._quote(self._quotable()) or untold or self._not_stated("", ())

    def _warning(self) -> Answer | NotStated | None:
        """Of a question that is not understood: that it contains what is named, or to look at the label."""
        reading = next((each for each in self._question.readings if _allergenic(each.about)), None)
        if reading is None:
            return None
        if isinstance(reading.about, Substance):
            there, found = presence(self._product, reading.about)
            if there in (Presence.CONTAINS, Presence.MAY_CONTAIN):
                return self._present(reading.about, there, found, None)
        return self._label(reading.name)

    # --- the kinds of readings; None is a reading that does not explain the question

    def _topic(self, reading: Reading, topic: Topic) -> Answer | NotStated | None:
        found = resolved(self._product, reading, topic, self._question, self._words)
        if found is not None:
            return Answer(
                topic=reading.name, says=found.says, facts=found.facts, statement=self._told(topic, found)
            )
        if topic.kind == "value" or (reading.rest and not takes_object(topic)):
            return None
        if _allergenic(topic):
            return self._label(reading.name)
        return self._not_stated(reading.name, near(self._product, topic))

    def _told(self, topic: Topic, found: Resolved) -> str:
        own = (
            {Says.YES: topic.yes, Says.NO: topic.no}.get(found.says, topic.tells)
            if found.says
            else topic.tells
        )
        template = own or self._words.answers[found.says or "tells"]
        return told(template, found.facts, self._words)

    def _diet(self, reading: Reading, diet: Diet) -> Answer | NotStated | None:
        if reading.rest:
            return None
        claims = facts(self._product, f"attributes.{AttributeName.DIET}")
        names = {folded(name) for name in (reading.name, *diet.follows)}
        said = tuple(fact for fact in claims if folded(fact.value) in names)
        broken = contained(self._product, frozenset(map(folded, diet.broken)))
        wordings = self._words.answers
        if said and broken:
            both = said + broken
            return Answer(
                topic=reading.name, facts=both, statement=told(wordings["tells"], both, self._words)
            )
        if said:
            statement = told(wordings["diet"], said, self._words)
            return Answer(topic=reading.name, says=Says.YES, facts=said, statement=statement)
        if broken:
            statement = told(wordings["not diet"], broken, self._words, diet=reading.name)
            return Answer(topic=reading.name, says=Says.NO, facts=broken, statement=statement)
        return self._not_stated(reading.name, claims)

    def _substance(self, reading: Reading, substance: Substance) -> Answer | NotStated | None:
        if reading.rest:
            return None
        there, found = presence(self._product, substance)
        if there is not Presence.NOT_TOLD:
            return self._present(substance, there, found, _says(there, without=reading.without))
        if substance.allergen:
            return self._label(substance.name)
        return self._not_stated(substance.name, self._on_label())

    def _present(
        self, substance: Substance, there: Presence, found: tuple[Fact, ...], says: Says | None
    ) -> Answer:
        """Whether something is in it, as the shop says."""
        statement = told(self._words.answers[there.value], found, self._words, substance=substance.name)
        return Answer(topic=substance.name, says=says, facts=found, statement=statement)

    # --- what is not told

    def _on_label(self) -> tuple[Fact, ...]:
        return tuple(fact for name in _ON_LABEL for fact in facts(self._product, f"attributes.{name}"))

    def _label(self, name: str) -> NotStated:
        related = self._on_label()
        template = self._words.answers["check label of" if related else "check label"]
        statement = told(template, related, self._words, substance=name) if related else template
        return NotStated(
            topic=name,
            allergen=True,
            related=related,
            tells=everything(self._product),
            statement=statement,
        )

    def _not_stated(self, topic: str, related: tuple[Fact, ...]) -> NotStated:
        template = str(self._words.answers["not stated of" if related else "not stated"])
        statement = told(template, related, self._words) if related else template
        return NotStated(topic=topic, related=related, tells=everything(self._product), statement=statement)

    # --- the shop's own sentences

    def _quotable(self) -> tuple[str, ...]:
        """The words that a sentence must have to be quoted; none where only another field would do."""
        understood = [reading.about for reading in self._question.readings if not reading.rest]
        if not understood:
            return self._question.telling
        quotes = [about.quotes for about in understood if isinstance(about, Topic)]
        return folded(" ".join(next(filter(None, quotes), ())))

    def _quote(self, wanted: tuple[str, ...]) -> Answer | None:
        for fact in self._sentences() if wanted else ():
            there = folded(fact.value)
            if all(any(_alike(one, other) for other in there) for one in wanted):
                template = self._words.answers["quote"]
                field = field_name(fact.field, self._words)
                statement = template.format(field=field, value=fact.value)
                return Answer(topic=field, facts=(fact,), quoted=True, statement=statement)
        return None

    def _sentences(self) -> Iterator[Fact]:
        for source in ("description", "reviews"):
            for fact in facts(self._product, source):
                for sentence in _SENTENCE.split(fact.value):
                    yield Fact(field=fact.field, value=sentence)


def _allergenic(about: Topic | Diet | Substance) -> bool:
    """Whether people may fall ill of what is asked for."""
    return (
        about.kind == "allergens"
        if isinstance(about, Topic)
        else isinstance(about, Substance) and about.allergen
    )


def _says(there: Presence, *, without: bool) -> Says:
    if there is Presence.MAY_CONTAIN:
        return Says.MAY
    return Says.YES if (there is Presence.CONTAINS) is not without else Says.NO


def _alike(one: str, other: str) -> bool:
    """Whether two words are forms of one."""
    shorter = min(len(one), len(other))
    return one == other or (shorter >= _STEM and one[:shorter] == other[:shorter])
