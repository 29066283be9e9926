"""What the assistant is doing now, in one line at the foot of the terminal."""

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.live import Live
from rich.text import Text

from assistant.events import Event, LightsChanged, PartialHeard, StageTimed
from assistant.signals import Pattern


class StatusLine:
    """An observer that shows what a device's lights show: asleep, listening, thinking, speaking or trouble.

    A context manager: within it the line is shown, where the console is a terminal.

    Args:
        console: where the line is shown, below what is printed there.
        rest: how the assistant is called, for when it is asleep.
    """

    def __init__(self, console: Console, rest: str) -> None:
        # Drawn when something changes, not by a thread of its own.
        self._live = Live(console=console, auto_refresh=False, transient=True)
        self._rest = rest

    def __enter__(self) -> Self:
        self._live.start()
        self._show("asleep", "blue", self._rest)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._live.stop()

    def saw(self, event: Event) -> None:
        """Change the line where an event changes what the assistant does."""
        match event:
            case LightsChanged():
                self._light(Pattern(event.pattern))
            case PartialHeard():
                self._show("listening", "green", event.text)

    def timed(self, timing: StageTimed) -> None:
        """Times are shown with the conversation."""

    def _light(self, pattern: Pattern) -> None:
        match pattern:
            case Pattern.OFF:
                self._show("asleep", "blue", self._rest)
            case Pattern.NOTICE:
                self._show("asleep", "cyan", f"news of your orders; {self._rest}")
            case Pattern.LISTENING:
                self._show("listening", "green")
            case Pattern.THINKING:
                self._show("thinking", "yellow")
            case Pattern.SPEAKING:
                self._show("speaking", "magenta", f"{self._rest} interrupts")
            case Pattern.TROUBLE:
                self._show("trouble", "red")

    def _show(self, state: str, style: str, more: str = "") -> None:
        text = Text.assemble((f"● {state}", f"bold {style}"), "  ", (more, "dim"))
        text.no_wrap, text.overflow = True, "ellipsis"
        self._live.update(text, refresh=True)
