"""A trace as turns: what lasted, and what happened when."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from assistant.audio import seconds
from assistant.events import (
    Event,
    Heard,
    NotHeard,
    NothingSaid,
    SpeakingEnded,
    SpeakingStarted,
    SpeechEnded,
    SpeechStarted,
    Stage,
    StageFailed,
    Woken,
)
from assistant.signals import TYPED
from devices.cli.marks import Mark, marks_of


class Lane(Enum):
    """What lasts."""

    LISTENING = "listening"
    SPEECH = "speech"
    THINKING = "thinking"
    SPEAKING = "speaking"


@dataclass(frozen=True, slots=True)
class Span:
    """Something that lasted, in seconds of the audio."""

    lane: Lane
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class TurnShown:
    """From one wake to the next, in seconds of the audio."""

    number: int
    by: str
    """What woke the assistant; empty where nothing did."""
    start: float
    end: float
    spans: tuple[Span, ...]
    marks: tuple[Mark, ...]


_OPENS: Mapping[type, Lane] = {
    Woken: Lane.LISTENING,
    SpeechStarted: Lane.SPEECH,
    SpeechEnded: Lane.THINKING,
    SpeakingStarted: Lane.SPEAKING,
}
_CLOSES: Mapping[type, tuple[Lane, ...]] = {
    SpeechEnded: (Lane.SPEECH, Lane.LISTENING),
    NothingSaid: (Lane.LISTENING,),
    SpeakingStarted: (Lane.THINKING,),
    SpeakingEnded: (Lane.THINKING, Lane.SPEAKING),
}


def turns_of(events: Iterable[Event]) -> list[TurnShown]:
    """The turns of a trace, oldest first; what comes before the first wake counts as one."""
    return [_turn(number, part) for number, part in enumerate(_parted(events), 1)]


def _parted(events: Iterable[Event]) -> list[list[Event]]:
    parts: list[list[Event]] = []
    for event in events:
        if not parts or _begins(event, parts[-1]):
            parts.append([])
        parts[-1].append(event)
    return parts


def _begins(event: Event, before: Sequence[Event]) -> bool:
    """A wake begins a turn; and a transcript does, in a typed talk, which has no wakes."""
    return isinstance(event, Woken) or (
        isinstance(event, Heard) and any(isinstance(each, Heard | NotHeard) for each in before)
    )


def _turn(number: int, events: Sequence[Event]) -> TurnShown:
    first, end = events[0], seconds(max(event.at for event in events))
    by = first.by if isinstance(first, Woken) else ""
    return TurnShown(number, by, seconds(first.at), end, tuple(_spans(events, end)), marks_of(events))


def _spans(events: Sequence[Event], end: float) -> Iterable[Span]:
    """What lasted; what was not over with the last event lasts until then."""
    since: dict[Lane, float] = {}
    for event in events:
        for lane in _closed(event):
            if lane in since:
                over = event.ended if lane is Lane.SPEECH and isinstance(event, SpeechEnded) else event.at
                yield Span(lane, since.pop(lane), seconds(over))
        if (opened := _opened(event)) is not None:
            since[opened] = seconds(event.at)
    for lane, start in since.items():
        yield Span(lane, start, end)


def _opened(event: Event) -> Lane | None:
    if isinstance(event, Woken) and event.by == TYPED:
        return Lane.THINKING
    return _OPENS.get(type(event))


def _closed(event: Event) -> tuple[Lane, ...]:
    if isinstance(event, StageFailed) and event.stage is Stage.SPEECH:
        return Lane.THINKING, Lane.SPEAKING
    return _CLOSES.get(type(event), ())
