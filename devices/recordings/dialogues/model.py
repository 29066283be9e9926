"""What a file of typed dialogues may hold."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag

from assistant.shopping.stores import StoreErrorKind
from devices.recordings.expectation import Duration, Expectation, ExpectedLine
from devices.recordings.scenarios.model import ScenarioHousehold, ScenarioStore

NOTHING = "nothing"
"""Of `after_hearing`: the reply was cut off before its first word."""


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class ExpectedEntry(_Table):
    """Something that must stand on a list."""

    item: str
    """What it is, without regard to case."""
    quantity: int = Field(default=1, ge=1)
    """How many of it."""
    unit: str | None = None
    """The container, in the singular; without it any."""


def _entry(value: Any) -> Any:
    return {"item": value} if isinstance(value, str) else value


Entry = Annotated[ExpectedEntry, BeforeValidator(_entry, json_schema_input_type=str | ExpectedEntry)]
"""Written as a table, or as the bare item where there is one of it."""


class DialogueExpectation(Expectation):
    """What must come of a turn, or of the whole dialogue; what is None is not looked at."""

    list: tuple[Entry, ...] | None = None
    """All that stands on the shopping list, in any order."""
    lists: Mapping[str, tuple[Entry, ...]] | None = None
    """All that stands on other lists, by their names."""


class _Turn(_Table):
    expect: DialogueExpectation = DialogueExpectation()
    """What must have come about before the next turn begins."""


class SaidTurn(_Turn):
    """Somebody says something, and it is heard word for word."""

    say: str = Field(min_length=1)
    """What is said."""
    confidence: float = Field(default=1, ge=0, le=1)
    """How sure the recogniser is of these words: 0 to 1."""
    after_hearing: str | None = Field(default=None, min_length=1)
    """The reply before is interrupted as soon as these words of it were heard; "nothing": before its first
    word. Without it every reply is heard to its end."""


class UnheardTurn(_Turn):
    """Somebody says something in which no words are recognised."""

    unheard: Literal[True]
    """That it happens."""
    after_hearing: str | None = Field(default=None, min_length=1)
    """As of what is said: it cuts off the reply before."""


class SilenceTurn(_Turn):
    """Nobody says anything. Where an answer was waited for, that ends the waiting."""

    silence: Annotated[Duration, Field(le=3600)]
    """How long, an hour at most: 10, "8 s" or "300 ms"."""


class PowerCutTurn(_Turn):
    """The assistant ends, and is started anew on the same household and shop."""

    power_cut: Literal[True]
    """That it happens."""


class Shelf(_Table):
    """What becomes of a product in the shop."""

    product: str
    """Its name, without regard to case."""
    options: Mapping[str, str] = {}
    """Which of its kinds; without them the plain one."""
    price: str | None = None
    """What it costs from now on: "$4.99"."""
    stock: int | None = Field(default=None, ge=0)
    """How many of it are left."""


class Meanwhile(_Table):
    """What happens behind the scenes."""

    shelves: tuple[Shelf, ...] = ()
    """Products whose price or stock changes."""
    shop: Literal["answers"] | StoreErrorKind | None = None
    """How the shop fares from now on: "unreachable", "rate_limited" …, or "answers" again."""
    orders: Literal["lost", "unanswered"] | None = None
    """What becomes of the next order that is sent: "lost" before the shop has it; "unanswered" where the shop
    takes it and only its answer is lost."""
    passes: timedelta | None = None
    """Time that goes by, as ISO 8601 writes it: "P3D" for three days, "PT2H" for two hours."""


class MeanwhileTurn(_Turn):
    """Something happens behind the scenes, and nobody speaks."""

    meanwhile: Meanwhile
    """What happens."""


KINDS = ("say", "unheard", "silence", "power_cut", "meanwhile")
"""The key that only one kind of turn has: each turn has exactly one of them."""


def _kind(turn: Any) -> str | None:
    """The kind that was meant, so that errors are about that one and not about all."""
    keys = turn if isinstance(turn, Mapping) else getattr(type(turn), "model_fields", {})
    return next((f"<{kind}>" for kind in KINDS if kind in keys), None)


Turn = Annotated[
    Annotated[SaidTurn, Tag("<say>")]
    | Annotated[UnheardTurn, Tag("<unheard>")]
    | Annotated[SilenceTurn, Tag("<silence>")]
    | Annotated[PowerCutTurn, Tag("<power_cut>")]
    | Annotated[MeanwhileTurn, Tag("<meanwhile>")],
    Discriminator(_kind),
]
"""Told apart by the keys in `KINDS`."""


class Script(_Table):
    """A typed dialogue, and what must come of it."""

    name: str = Field(min_length=1)
    """What it shows: a sentence."""
    store: ScenarioStore | str | None = None
    """The shop's name, or name and options; without it the file's."""
    household: ScenarioHousehold = ScenarioHousehold(name="Jo Shopper", address="12 Elm Street, Springfield")
    """Who shops, and what is on the list at the start."""
    cart: tuple[ExpectedLine, ...] = ()
    """What is in the cart at the start."""
    settings: dict[str, Any] = {}
    """Other settings than the usual ones, as in the settings' file."""
    before: tuple[Turn, ...] = ()
    """What happened on another day: turns that set things up. The talk about them is forgotten, and what was
    ordered in them is no order of this dialogue."""
    turns: tuple[Turn, ...] = Field(min_length=1)
    """What happens, one after the other."""
    expect: DialogueExpectation = DialogueExpectation()
    """What must have come about at the end. Without `orders`, here or in a turn, no order may have been
    placed; every sentence must be answered unless its turn expects {reply: {none: true}}."""


class ScriptFile(_Table):
    """Dialogues about one area."""

    store: ScenarioStore | str = "market"
    """The shop of those that name none."""
    scenarios: tuple[Script, ...] = Field(min_length=1)
    """The dialogues; each begins anew."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A script and where it came from."""

    file: Path
    script: Script
    line: int
    """The file's line at which it begins."""
    turn_lines: tuple[int, ...]
    """The line of each turn."""
    expect_line: int
    """The line of what must have come about at the end."""

    @property
    def id(self) -> str:
        """The file's name and its own."""
        return f"{self.file.stem}: {self.script.name}"
