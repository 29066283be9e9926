"""What the assistant is doing now, in one line at the foot of the terminal."""

from rich.live import Live
from rich.text import Text

from assistant.events import (
    Event,
    NothingSaid,
    PartialHeard,
    SpeakingEnded,
    SpeakingStarted,
    SpeechEnded,
    StageFailed,
    StageTimed,
    Woken,
)


class StatusLine:
    """An observer that shows whether the assistant is asleep, listening, thinking or speaking.

    Args:
        live: where the line is shown.
        rest: how the assistant is called, for when it is asleep.
    """

    def __init__(self, live: Live, rest: str) -> None:
        self._live = live
        self._rest = rest
        self._show("asleep", "blue", rest)

    def saw(self, event: Event) -> None:
        """Change the line where an event changes what the assistant does."""
        match event:
            case Woken():
                self._show("listening", "green")
            case PartialHeard():
                self._show("listening", "green", event.text)
            case SpeechEnded():
                self._show("thinking", "yellow")
            case SpeakingStarted():
                self._show("speaking", "magenta", f"{self._rest} interrupts")
            case SpeakingEnded() | NothingSaid() | StageFailed():
                self._show("asleep", "blue", self._rest)

    def timed(self, timing: StageTimed) -> None:
        """Times are shown with the conversation."""

    def _show(self, state: str, style: str, more: str = "") -> None:
        text = Text.assemble((f"● {state}", f"bold {style}"), "  ", (more, "dim"))
        text.no_wrap, text.overflow = True, "ellipsis"
        self._live.update(text, refresh=True)
