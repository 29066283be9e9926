"""What a scenario's file may hold."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag

from devices.recordings.expectation import Duration, Expectation, ExpectedLine

_IN_REPLY = re.compile(r"(\d{1,9}(?:\.\d+)?)\s*(ms|s)\s+into\s+reply")
IN_STATE = re.compile(r"in\s+state\s+(\w+)")
_AT_ORDER = re.compile(r"order\s+(sent|taken)")


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class IntoReply(_Table):
    """While the assistant speaks; written "1.2s into reply"."""

    seconds: float = Field(ge=0, allow_inf_nan=False)


class InState(_Table):
    """As soon as the dialogue is in a state; written "in state placing"."""

    state: str


class AtOrder(_Table):
    """While the shop is asked for an order; written "order sent" or "order taken"."""

    order: Literal["sent", "taken"]
    """Sent: it is in the household's journal, and the shop does not have it. Taken: the shop has it, and the
    household does not know."""


def _moment(value: Any) -> Any:
    if isinstance(value, _Table | None):
        return value
    value = str(value)
    if found := _IN_REPLY.fullmatch(value.strip()):
        return IntoReply(seconds=float(found[1]) / (1000 if found[2] == "ms" else 1))
    if found := IN_STATE.fullmatch(value.strip()):
        return InState(state=found[1])
    if found := _AT_ORDER.fullmatch(value.strip()):
        return {"order": found[1]}
    raise ValueError('is to be written like "1.2s into reply", "in state placing" or "order sent"')


def _reply_moment(value: Any) -> Any:
    if isinstance(value, str) and not _IN_REPLY.fullmatch(value.strip()):
        raise ValueError('is to be written like "1.2s into reply"')
    return _moment(value)


ReplyMoment = Annotated[IntoReply, BeforeValidator(_reply_moment, json_schema_input_type=str)]
Moment = Annotated[IntoReply | InState | AtOrder, BeforeValidator(_moment, json_schema_input_type=str)]


class _Turn(_Table):
    at: ReplyMoment | None = None
    """When it begins: "1.2s into reply"; without it, when the assistant listens or has nothing more to do."""
    expect: Expectation = Expectation()
    """What must have come about before the next turn begins."""


class RecordingTurn(_Turn):
    """A recording is played."""

    recording: str
    """The file, relative to the scenario's."""
    text: str | None = None
    """What is said in it, word for word."""


class SpeechTurn(_Turn):
    """A text is said by a synthesised voice."""

    say: str = Field(min_length=1)
    """What is said."""
    voice: str = ""
    """Its name; without it the scenario's."""


class TypedTurn(_Turn):
    """A text is typed."""

    typed: str = Field(min_length=1)
    """What is typed."""
    confidence: float = Field(default=1, ge=0, le=1)
    """How sure of it the assistant is, as of words that it has heard: 0 to 1."""


class SilenceTurn(_Turn):
    """Nobody says anything."""

    silence: Annotated[Duration, Field(le=3600)]
    """How long, an hour at most: 3, "1.5 s" or "300 ms"."""


class NoiseTurn(_Turn):
    """A noise is heard that nobody makes on purpose."""

    noise: str
    """The file, relative to the scenario's."""
    seconds: Duration | None = None
    """How much of it is heard; without it all."""
    gain: float = Field(default=0, ge=-60, le=60)
    """How much louder it is than in its file, in dB."""


class ButtonTurn(_Turn):
    """The button is pressed."""

    button: Literal["pressed"]
    """What is done with it."""


class PowerCutTurn(_Table):
    """The assistant's process ends at once, and is started anew on the same data."""

    power_cut: Literal[True]
    """That it happens."""
    at: Moment | None = None
    """When: "1.2s into reply", "in state placing", "order sent" (it is in the household's journal, not yet
    with the shop) or "order taken" (the shop has it, and the household does not know); without it, when the
    assistant listens or has nothing more to do."""
    expect: Expectation = Expectation()
    """What must have come about when it has started again and has come to rest."""


KINDS = ("recording", "say", "typed", "silence", "noise", "button", "power_cut")
"""The key that only one kind of turn has: each turn has exactly one of them."""


def _kind(turn: Any) -> str | None:
    """The kind that was meant, so that errors are about that one and not about all."""
    keys = turn if isinstance(turn, Mapping) else getattr(type(turn), "model_fields", {})
    return next((f"<{kind}>" for kind in KINDS if kind in keys), None)


Turn = Annotated[
    Annotated[RecordingTurn, Tag("<recording>")]
    | Annotated[SpeechTurn, Tag("<say>")]
    | Annotated[TypedTurn, Tag("<typed>")]
    | Annotated[SilenceTurn, Tag("<silence>")]
    | Annotated[NoiseTurn, Tag("<noise>")]
    | Annotated[ButtonTurn, Tag("<button>")]
    | Annotated[PowerCutTurn, Tag("<power_cut>")],
    Discriminator(_kind),
]
"""Told apart by the keys in `KINDS`."""


class ScenarioHousehold(_Table):
    """Who shops, and what is there at the start."""

    name: str | None = None
    """Of the person; without it the settings'."""
    address: str | None = None
    """Where to deliver to; without it the settings', an empty one is none."""
    payment: str | None = None
    """The token of the payment instrument; without it one that buys nothing."""
    list: tuple[str, ...] = ()
    """Items on the shopping list."""


class ScenarioStore(_Table):
    """The shop at the start."""

    name: str
    """That of its entry point: "market"."""
    options: dict[str, Any] = {}
    """What it is told."""


class Scenario(_Table):
    """A dialogue, and what must come of it."""

    name: str = ""
    """What it is about: a sentence."""
    store: ScenarioStore | str | None = None
    """Its name, or name and options; without it the settings'."""
    household: ScenarioHousehold = ScenarioHousehold()
    """Who shops."""
    cart: tuple[ExpectedLine, ...] = ()
    """What is in the cart at the start."""
    voice: str = "heart-low"
    """Of what is said by a synthesised voice: its name."""
    settings: dict[str, Any] = {}
    """Other settings than those in use, as in the settings' file: {sound: {earcons: true}}."""
    turns: tuple[Turn, ...] = Field(min_length=1)
    """What happens, one after the other."""
    expect: Expectation = Expectation()
    """What must have come about at the end."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A scenario and where it came from."""

    file: Path
    scenario: Scenario
    lines: Mapping[tuple[str | int, ...], int]
    """The file's line of each key and item, by its path: ("turns", 2, "expect", "cart")."""
    address: str = ""
    """Where to deliver to if neither the scenario nor the settings tell."""

    def line(self, *path: str | int) -> int | None:
        """The line of a key or item, or of the nearest one around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path)
