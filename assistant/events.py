"""What happens in the pipeline, as observers see it.

Events carry a position in the audio and nothing that differs from run to run, so the same recording gives
the same events; how long a stage took is told apart, as a `StageTimed`.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class Stage(StrEnum):
    """A stage of the pipeline."""

    WAKE = "wake"
    RECOGNITION = "recognition"
    UNDERSTANDING = "understanding"
    DIALOGUE = "dialogue"
    STORE = "store"
    SPEECH = "speech"
    SOUND = "sound"


class Happened(BaseModel):
    """Something happened."""

    model_config = ConfigDict(frozen=True)

    at: int
    """Samples of the source heard when it happened."""


class Woken(Happened):
    """The assistant was called: it listens, or takes what was typed."""

    kind: Literal["woken"] = "woken"
    by: str
    """The wake word, "button", "follow-up" after an answer that invites one, or "typed" for words that were
    typed: their `Heard` follows, without speech."""
    score: float = 1.0


class WakeRejected(Happened):
    """What sounded like the wake word was not it, at the second look."""

    kind: Literal["wake_rejected"] = "wake_rejected"
    score: float


class SpeechStarted(Happened):
    """Someone began to speak."""

    kind: Literal["speech_started"] = "speech_started"


class SpeechEnded(Happened):
    """The person has finished; `at` is when that was decided."""

    kind: Literal["speech_ended"] = "speech_ended"
    ended: int
    """Position of the end of the speech itself."""


class PartialHeard(Happened):
    """What was heard so far has changed."""

    kind: Literal["partial_heard"] = "partial_heard"
    text: str


class NothingSaid(Happened):
    """The assistant listened, and nobody spoke."""

    kind: Literal["nothing_said"] = "nothing_said"


class Heard(Happened):
    """The transcript."""

    kind: Literal["heard"] = "heard"
    text: str
    confidence: float


class NotHeard(Happened):
    """Speech in which nothing was recognised."""

    kind: Literal["not_heard"] = "not_heard"
    reason: str


class Meant(Happened):
    """The sentence was understood."""

    kind: Literal["meant"] = "meant"
    intent: str
    slots: Mapping[str, Any]
    confidence: float


class NotMeant(Happened):
    """The sentence was not understood."""

    kind: Literal["not_meant"] = "not_meant"
    reason: str


class StateChanged(Happened):
    """The dialogue moved on."""

    kind: Literal["state_changed"] = "state_changed"
    before: str
    after: str


class CartUpdated(Happened):
    """The cart has new contents."""

    kind: Literal["cart_updated"] = "cart_updated"
    lines: tuple[Mapping[str, Any], ...]
    """Product, quantity and options of each line, as a corpus expects them."""
    subtotal: str


class OrderConfirmed(Happened):
    """The store has taken the order."""

    kind: Literal["order_confirmed"] = "order_confirmed"
    number: str
    total: str


class Replied(Happened):
    """The text of the reply is there."""

    kind: Literal["replied"] = "replied"
    key: str
    """Its name in the replies' data file."""
    text: str
    invites: bool
    """The assistant listens for an answer without the wake word."""


class SpeakingStarted(Happened):
    """The first sample of the reply is at the sink."""

    kind: Literal["speaking_started"] = "speaking_started"


class SpeakingEnded(Happened):
    """The reply is over."""

    kind: Literal["speaking_ended"] = "speaking_ended"
    complete: bool
    """False where the person interrupted it."""
    heard: str
    """The sentences that were heard to their end."""


class LightsChanged(Happened):
    """The lights show something else."""

    kind: Literal["lights_changed"] = "lights_changed"
    pattern: str
    """What they say: "off", "notice", "listening", "thinking", "speaking" or "trouble"."""


class EarconPlayed(Happened):
    """A short sound was given that says something without words."""

    kind: Literal["earcon_played"] = "earcon_played"
    name: str
    """What it says: "listening", "closed", "notice" or "trouble"."""


class NoticesWaiting(Happened):
    """There is something to tell of the orders, or no longer."""

    kind: Literal["notices_waiting"] = "notices_waiting"
    count: int
    """0 once all was told."""
    new: bool = False
    """Whether something has happened that was not known before."""


class StageFailed(Happened):
    """A stage could not do its work; the person was told."""

    kind: Literal["stage_failed"] = "stage_failed"
    stage: Stage
    code: str
    message: str
    """For engineers; holds no transcript, address or payment data."""


class Overrun(Happened):
    """Sound was lost because the pipeline was too slow."""

    kind: Literal["overrun"] = "overrun"
    frames: int


Event = Annotated[
    Woken
    | WakeRejected
    | SpeechStarted
    | SpeechEnded
    | PartialHeard
    | NothingSaid
    | Heard
    | NotHeard
    | Meant
    | NotMeant
    | StateChanged
    | CartUpdated
    | OrderConfirmed
    | Replied
    | SpeakingStarted
    | SpeakingEnded
    | LightsChanged
    | EarconPlayed
    | NoticesWaiting
    | StageFailed
    | Overrun,
    Field(discriminator="kind"),
]


class StageTimed(BaseModel):
    """How long something took on the clock on the wall."""

    model_config = ConfigDict(frozen=True)

    stage: Stage
    at: int
    """Samples of the source heard when it was done."""
    ms: float
