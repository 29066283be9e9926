"""What happened in a turn, as marks on its timeline and texts beneath."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from assistant.audio import seconds
from assistant.events import (
    CartUpdated,
    EarconPlayed,
    Event,
    Heard,
    Meant,
    NotHeard,
    NothingSaid,
    NoticesWaiting,
    NotMeant,
    OrderConfirmed,
    Overrun,
    Replied,
    SpeakingEnded,
    StageFailed,
    StateChanged,
    WakeRejected,
    Woken,
)


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happened."""

    at: float
    """Seconds of the audio."""
    letter: str
    """On the timeline; empty for what only the texts tell."""
    name: str
    style: str
    text: str


def marks_of(events: Iterable[Event]) -> tuple[Mark, ...]:
    """What is to be shown of events, in their order."""
    return tuple(
        Mark(seconds(event.at), letter, name, style, _printable(tell(event)))
        for event in events
        if (found := _MARKS.get(type(event))) and not (isinstance(event, SpeakingEnded) and event.complete)
        for letter, name, style, tell in (found,)
    )


def _printable(text: str) -> str:
    # Whoever wrote the trace may have been told to move the cursor.
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text)


def _woken(event: Woken) -> str:
    return f"by {event.by}" + (f" ({event.score:g})" if event.score < 1 else "")


def _meant(event: Meant) -> str:
    slots = json.dumps(event.slots, ensure_ascii=False, default=str) if event.slots else ""
    return f"{event.intent} {slots}".strip()


def _cart(event: CartUpdated) -> str:
    lines = [f"{line.get('quantity')} x {', '.join(_things(line))}" for line in event.lines]
    return f"{'; '.join(lines) or 'empty'} = {event.subtotal}"


def _things(line: Mapping[str, Any]) -> list[str]:
    options = line.get("options")
    return [str(line.get("product")), *map(str, options.values() if isinstance(options, Mapping) else ())]


def _failure(event: StageFailed) -> str:
    return " ".join(filter(None, (event.stage, event.code, event.message)))


_MARKS: Mapping[type, tuple[str, str, str, Callable[[Any], str]]] = {
    Woken: ("W", "woken", "green", _woken),
    WakeRejected: (
        "w",
        "not woken",
        "dim",
        lambda event: f"no wake word at the second look ({event.score:g})",
    ),
    NothingSaid: ("N", "silence", "dim", lambda _: "nobody spoke"),
    Heard: ("T", "transcript", "cyan", lambda event: f"{event.text} ({event.confidence:g})"),
    NotHeard: ("T", "transcript", "red", lambda event: f"none: {event.reason}"),
    Meant: ("I", "intent", "blue", _meant),
    NotMeant: ("I", "intent", "red", lambda event: f"none: {event.reason}"),
    Replied: ("R", "reply", "magenta", lambda event: f"{event.text} ({event.key})"),
    SpeakingEnded: ("B", "broken off", "dim", lambda event: f"heard until then: {event.heard or 'nothing'}"),
    CartUpdated: ("C", "cart", "yellow", _cart),
    OrderConfirmed: ("O", "order", "bold green", lambda event: f"{event.number}, {event.total} in all"),
    EarconPlayed: ("E", "earcon", "dim", lambda event: event.name),
    NoticesWaiting: ("n", "notices", "cyan", lambda event: f"{event.count} to tell"),
    StageFailed: ("X", "failed", "bold red", _failure),
    Overrun: ("X", "sound lost", "red", lambda event: f"{event.frames * 20} ms"),
    StateChanged: ("", "state", "dim", lambda event: f"{event.before} to {event.after}"),
}
"""Letter, name, style and text."""
