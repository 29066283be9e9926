"""What a recording or a turn of a scenario must lead to."""

import re
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
)

_SECONDS = re.compile(r"(\d+(?:\.\d+)?)\s*(ms|s)")


def as_seconds(value: Any) -> Any:
    """Seconds of "1.5 s", "1.5s" or "300 ms"; anything else is left to the type's own check."""
    found = _SECONDS.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None:
        return value
    return float(found[1]) / (1000 if found[2] == "ms" else 1)


def _valid_pattern(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"is no regular expression: {error}") from error
    return pattern


Duration = Annotated[
    float,
    BeforeValidator(as_seconds, json_schema_input_type=float | str),
    Field(ge=0, allow_inf_nan=False),
]
"""Seconds; written as a number, "1.5 s" or "300 ms"."""
Pattern = Annotated[str, AfterValidator(_valid_pattern)]


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class ExpectedLine(_Table):
    """A line that a cart or an order must hold."""

    product: str
    """Its name, without regard to case."""
    quantity: int = Field(default=1, ge=1)
    """How many of it."""
    options: Mapping[str, str] = {}
    """All that are chosen, each with its value: {size: large}."""


class ExpectedOrder(_Table):
    """An order that the shop must have in its books."""

    lines: tuple[ExpectedLine, ...] | None = None
    """All of them, in any order."""
    total: str | None = None
    """As it is written: "$4.99"."""


class ExpectedReply(_Table):
    """What a reply must be; all that is given must hold."""

    key: str | None = None
    """Its name in the replies' data."""
    text: str | None = None
    """The whole text, letter for letter."""
    pattern: Pattern | None = None
    """A regular expression that is found in the text."""
    mentions: tuple[str, ...] = ()
    """Words that the text holds, without regard to case and punctuation; "price 4.99" stands for any way to
    say or write 4.99 in the shop's currency."""
    omits: tuple[str, ...] = ()
    """What must not be mentioned, neither in this reply nor in another of the same turn; as of `mentions`."""
    none: bool = False
    """Nothing is answered: {none: true}, and nothing else."""

    @field_validator("none")
    @classmethod
    def _stands_alone(cls, none: bool, info: ValidationInfo) -> bool:
        if none and any(info.data.values()):
            raise ValueError("is the only thing to be said of a reply that does not come")
        return none


class ExpectedTimes(_Table):
    """How long after the end of the speech things may take, in seconds."""

    transcript: Duration | None = None
    """The words."""
    intent: Duration | None = None
    """That the sentence is understood, or found to mean nothing."""
    reply: Duration | None = None
    """The text of the first reply."""
    sound: Duration | None = None
    """The first sample of the reply."""


class Expectation(_Table):
    """What must come about; what is None is not looked at."""

    woken: bool | None = None
    """The wake word is heard, or not heard."""
    rejected: bool | None = None
    """Nothing is understood: no words, or words that mean nothing here."""
    transcript: str | None = None
    """The words that are heard, without regard to case and punctuation."""
    intent: str | None = None
    """What one of the sentences must mean: "AddToCart"."""
    slots: Mapping[str, Any] | None = None
    """Each must be found with this value; there may be others."""
    state: str | None = None
    """Of the dialogue, at the end."""
    cart: tuple[ExpectedLine, ...] | None = None
    """All lines of the cart at the end, in any order."""
    orders: tuple[ExpectedOrder, ...] | None = None
    """All orders in the shop's books at the end, in any order."""
    reply: str | ExpectedReply | None = None
    """As a text: the name of a reply, or words that a reply holds; {none: true} where nothing is answered."""
    lights: tuple[str, ...] | None = None
    """All patterns that the lights showed, in this order."""
    earcons: tuple[str, ...] | None = None
    """All short sounds that were given, in this order."""
    within: ExpectedTimes | None = None
    """How long things may take."""

    @property
    def given(self) -> bool:
        """Something is expected."""
        return any(getattr(self, name) is not None for name in type(self).model_fields)
