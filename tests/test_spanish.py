"""A second language needs nothing outside its folders: shopping lists in Spanish."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
import yaml

from assistant.bootstrap import conversation
from assistant.conversation import Conversation
from assistant.ports import Transcript
from assistant.settings import Settings
from fakes import FakeStore
from intents.meaning import Intent, NotUnderstood, Understood
from intents.parser import Parser
from intents.readers import readers
from intents.templates import spoken

PHRASES = Path(__file__).parent / "phrases" / "es"
NAMES = ("leche", "huevos", "pan", "café")


def phrases(kind: str) -> list[Any]:
    return [
        pytest.param(Intent(file.stem), full, id=f"{file.stem}: {full['say']}")
        for file in sorted(PHRASES.glob("*.yaml"))
        for phrase in yaml.safe_load(file.read_text(encoding="utf-8"))[kind]
        for full in [phrase if isinstance(phrase, dict) else {"say": phrase}]
    ]


def parsed(text: str) -> Understood | NotUnderstood:
    return Parser("es", NAMES, ("alexa",)).parse(text)


@pytest.mark.parametrize(("intent", "phrase"), phrases("says"))
def test_what_people_say_is_understood(intent: Intent, phrase: dict[str, Any]) -> None:
    meaning = parsed(phrase["say"])
    assert isinstance(meaning, Understood)
    assert meaning.intent is intent
    if "items" in phrase:
        assert meaning.model_dump(exclude_defaults=True)["items"] == tuple(phrase["items"])


@pytest.mark.parametrize(("intent", "phrase"), phrases("does_not_say"))
def test_what_means_something_else_is_not_taken_for_it(intent: Intent, phrase: dict[str, Any]) -> None:
    meaning = parsed(phrase["say"])
    assert isinstance(meaning, NotUnderstood) or meaning.intent is not intent


def test_nothing_can_be_meant_that_has_no_sentences() -> None:
    assert Intent.SEARCH not in spoken("es")
    assert isinstance(parsed("leche"), NotUnderstood)


@pytest.mark.parametrize(
    ("said", "number"),
    [
        *(("cero", 0), ("uno", 1), ("quince", 15), ("dieciséis", 16), ("veinte", 20), ("veintidós", 22)),
        *(("treinta y uno", 31), ("noventa y nueve", 99), ("media docena", 6), ("un par de", 2)),
    ],
)
def test_numbers_are_read(said: str, number: int) -> None:
    words = said.split()
    assert readers("es").read_number([*words, "huevos"]) == (number, len(words))


def test_every_number_in_digits_is_read_back() -> None:
    for number in range(100):
        words = readers("es").spell_digits(str(number)).split()
        assert readers("es").read_number(words) == (number, len(words))


def test_a_language_that_there_is_not_is_refused() -> None:
    with pytest.raises(ValueError, match="klingon"):
        readers("klingon")


@pytest_asyncio.fixture
async def talk(tmp_path: Path) -> AsyncIterator[Conversation]:
    async with conversation(Settings(data_dir=tmp_path, language="es"), store=FakeStore()) as talk:
        yield talk


async def answer(talk: Conversation, text: str) -> str:
    happening = talk.understood(Transcript(text=text, confidence=1.0))
    assert happening is not None
    replies = [reply async for reply in talk.replies(happening)]
    talk.spoken(replies[-1], complete=True)
    return " ".join(reply.text for reply in replies)


async def test_a_list_is_kept_in_spanish(talk: Conversation) -> None:
    told = await answer(talk, "Alexa, añade dos cartones de leche y pan a la lista")
    assert told == "He apuntado dos cartones de leche y pan en tu lista."
    assert await answer(talk, "quita el pan de la lista") == "He quitado pan de tu lista."
    assert await answer(talk, "¿qué hay en la lista?") == "En tu lista: dos cartones de leche."
    assert "Perdona" in await answer(talk, "el tiempo en Madrid")
    assert await answer(talk, "olvídalo") == "Vale."
