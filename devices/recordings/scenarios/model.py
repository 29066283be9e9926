"""What a scenario's file may hold."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from devices.recordings.expectation import Duration, Expectation, ExpectedLine

_IN_REPLY = re.compile(r"(\d+(?:\.\d+)?)\s*(ms|s)\s+into\s+reply")
_IN_STATE = re.compile(r"in\s+state\s+(\w+)")


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class IntoReply(_Table):
    """While the assistant speaks; written "1.2s into reply"."""

    seconds: float = Field(ge=0)


class InState(_Table):
    """As soon as the dialogue is in a state; written "in state placing"."""

    state: str


def _moment(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if found := _IN_REPLY.fullmatch(value.strip()):
        return IntoReply(seconds=float(found[1]) / (1000 if found[2] == "ms" else 1))
    if found := _IN_STATE.fullmatch(value.strip()):
        return InState(state=found[1])
    raise ValueError('is to be written like "1.2s into reply" or "in state placing"')


ReplyMoment = Annotated[IntoReply, BeforeValidator(_moment)]
Moment = Annotated[IntoReply | InState, BeforeValidator(_moment)]


class _Turn(_Table):
    at: ReplyMoment | None = None
    """When it begins; without it, when the assistant listens or has nothing more to do."""
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
    voice: str = ""
    """Its name; without it the scenario's."""


class TypedTurn(_Turn):
    """A text is typed."""

    typed: str = Field(min_length=1)


class SilenceTurn(_Turn):
    """Nobody says anything."""

    silence: Duration
    """Seconds."""


class NoiseTurn(_Turn):
    """A noise is heard that nobody makes on purpose."""

    noise: str
    """The file, relative to the scenario's."""
    seconds: Duration | None = None
    """How much of it; without it all."""
    gain: float = 0
    """In dB."""


class ButtonTurn(_Turn):
    """The button is pressed."""

    button: Literal["pressed"]


class PowerCutTurn(_Table):
    """The assistant's process ends at once, and is started anew on the same data."""

    power_cut: Literal[True]
    at: Moment | None = None
    expect: Expectation = Expectation()
    """What must have come about when it has started again and has come to rest."""


Turn = RecordingTurn | SpeechTurn | TypedTurn | SilenceTurn | NoiseTurn | ButtonTurn | PowerCutTurn
"""Told apart by the key that only it has: `recording`, `say`, `typed`, `silence`, `noise`, `button`,
`power_cut`."""


class ScenarioHousehold(_Table):
    """Who shops, and what is there at the start."""

    name: str = ""
    address: str = ""
    payment: str | None = None
    """The token of the payment instrument; without it the settings'."""
    list: tuple[str, ...] = ()
    """Items on the shopping list."""


class ScenarioStore(_Table):
    """The shop at the start."""

    name: str
    options: dict[str, Any] = {}


class Scenario(_Table):
    """A dialogue, and what must come of it."""

    name: str = ""
    """A sentence; without it the file's name."""
    store: ScenarioStore | str | None = None
    """Its name, or name and options; without it the settings'."""
    household: ScenarioHousehold = ScenarioHousehold()
    cart: tuple[ExpectedLine, ...] = ()
    """What is in the cart at the start."""
    voice: str = "joe"
    """Of what is said by a synthesised voice."""
    settings: dict[str, Any] = {}
    """Other settings than those in use, as in the settings' file: {sound: {earcons: true}}."""
    turns: tuple[Turn, ...] = Field(min_length=1)
    expect: Expectation = Expectation()
    """What must have come about at the end."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A scenario and where it came from."""

    file: Path
    scenario: Scenario
    lines: Mapping[tuple[str | int, ...], int]
    """The file's line of each key and item, by its path: ("turns", 2, "expect", "cart")."""

    @property
    def name(self) -> str:
        """As it is told."""
        return self.scenario.name or self.file.stem

    def line(self, *path: str | int) -> int | None:
        """The line of a key or item, or of the nearest one around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path)
