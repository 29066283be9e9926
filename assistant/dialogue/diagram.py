"""The table of states as a diagram, for the README."""

from assistant.dialogue.happenings import Happening
from assistant.dialogue.states import TABLE, State

_MOST_NAMED = 3
"""Happenings told by name on one arrow."""


def diagram() -> str:
    """The legal moves from one state to another in Mermaid's notation, one arrow for each pair of states."""
    ways: dict[tuple[State, State], list[type[Happening]]] = {}
    for before, happenings in TABLE.items():
        for kind, afters in happenings.items():
            for after in sorted(afters - {before}):
                ways.setdefault((before, after), []).append(kind)
    arrows = [f"  {before} --> {after}: {_told(kinds)}" for (before, after), kinds in ways.items()]
    return "\n".join(["stateDiagram-v2", f"  [*] --> {State.IDLE}", *arrows])


def _told(kinds: list[type[Happening]]) -> str:
    names = [kind.__name__ for kind in kinds]
    more = len(names) - _MOST_NAMED
    return ", ".join(names[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
