"""The conversation on the screen, as it happens, with the time that each stage took."""

import time

from rich.console import Console
from rich.text import Text

from assistant.events import (
    CartUpdated,
    Event,
    Heard,
    NotHeard,
    NothingSaid,
    OrderConfirmed,
    Overrun,
    Replied,
    SpeakingEnded,
    SpeakingStarted,
    Stage,
    StageFailed,
    StageTimed,
    WakeRejected,
    Woken,
)


class ConversationView:
    """An observer that prints who said what, the cart, the order, and each stage's time.

    Args:
        console: where to print; a pipe gets one unbroken line for each thing that happened.
        echo: print what the person said; false where they see what they typed.
        times: print how long each stage took.
    """

    def __init__(self, console: Console, *, echo: bool = True, times: bool = True) -> None:
        self._console = console
        self._echo = echo
        self._times = times
        self._ms: dict[Stage, float] = {}
        self._replied = 0.0

    def saw(self, event: Event) -> None:
        """Print an event that says something to a person."""
        match event:
            case Woken() if event.by != "follow-up":
                self._aside(f"({event.by})")
            case Heard() if self._echo:
                self._line("you: ", event.text, "bold cyan")
            case Replied():
                self._line("aisle: ", event.text, "bold green")
                self._replied = time.perf_counter()
            case SpeakingStarted():
                # From the text to its first sound.
                self._ms.setdefault(Stage.SPEECH, (time.perf_counter() - self._replied) * 1000)
                self._tell_times()
            case SpeakingEnded():
                self._tell_times()
            case _:
                self._happened(event)

    def timed(self, timing: StageTimed) -> None:
        """Keep a stage's time for the line below the reply."""
        self._ms[timing.stage] = self._ms.get(timing.stage, 0.0) + timing.ms

    def _happened(self, event: Event) -> None:
        match event:
            case CartUpdated():
                self._aside(_cart(event))
            case OrderConfirmed():
                self._line("order: ", f"{event.number} is placed, {event.total} in all", "bold magenta")
            case NotHeard():
                self._aside(f"(nothing was recognised: {event.reason})")
            case NothingSaid():
                self._aside("(nobody spoke)")
            case WakeRejected():
                self._aside("(that was not the wake word)")
            case Overrun():
                self._aside(f"({event.frames * 20} ms of sound were lost: this machine is too slow)")
            case StageFailed():
                self._line(
                    "failed: ", " ".join(filter(None, (event.stage, event.code, event.message))), "red"
                )

    def _tell_times(self) -> None:
        told = [f"{stage} {_ms(self._ms[stage])}" for stage in Stage if stage in self._ms]
        self._ms.clear()
        if told and self._times:
            self._aside(" · ".join(told))

    def _line(self, who: str, what: str, style: str) -> None:
        # Text, not markup: what was said may hold square brackets.
        self._print(Text.assemble((who, style), what))

    def _aside(self, text: str) -> None:
        self._print(Text(f"  {text}", style="dim"))

    def _print(self, text: Text) -> None:
        self._console.print(text, soft_wrap=not self._console.is_terminal)


def _ms(ms: float) -> str:
    return f"{ms:.0f} ms" if ms >= 10 else f"{ms:.1f} ms"  # noqa: PLR2004 - two digits say enough


def _cart(event: CartUpdated) -> str:
    lines = [
        " ".join((f"{line['quantity']} x", ", ".join((line["product"], *line["options"].values()))))
        for line in event.lines
    ]
    return f"cart: {'; '.join(lines)} = {event.subtotal}" if lines else "cart: empty"
