"""What a person sees who records a corpus."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.live import Live
from rich.text import Text

from assistant.errors import StorageError
from devices.recordings.capture.quality import SOFTEST, Quality
from devices.recordings.capture.session import Session

_WIDTH = 30
"""Columns of the level."""
_SOFTEST, _LOUD = -60.0, -3.0
"""dBFS at the left end of the level, and where it becomes red."""


class TerminalPrompter:
    """Shows the sentences, the level and what was found, a line each where there is no terminal.

    Args:
        console: where to.
    """

    def __init__(self, console: Console) -> None:
        self._console = console

    def ask(self, session: Session, *, spoiled: bool) -> None:
        """Show the sentence, and what may be typed."""
        assert session.sentence is not None
        place = f"{session.number}/{session.size}"
        if not spoiled:
            self._print(Text.assemble((place, "dim"), "  ", (session.sentence.text, "bold")))
        record = "Enter records it" + (" again" if spoiled or session.file else "")
        keys = [record, *(["k keeps it as it is"] if spoiled else []), "s skips", "b goes back", "q quits"]
        self._print(Text(f"  {', '.join(keys)}.", style="dim"))

    @contextmanager
    def listening(self) -> Iterator[Callable[[float], None]]:
        """Show that the microphone is on, and with each call how loud it is, in dBFS."""
        if not self._console.is_terminal:
            self._print(Text("  Speak now."))
            yield lambda _: None
            return
        speak = Text("  ● Speak now. Enter ends.", style="bold red")
        # Drawn when the level comes, not by a thread of its own.
        with Live(speak, console=self._console, auto_refresh=False, transient=True) as live:
            live.refresh()
            yield lambda level: live.update(Text.assemble(speak, "  ", _bar(level)), refresh=True)

    def found(self, quality: Quality) -> None:
        """Tell what is wrong with a take."""
        for fault in quality.faults:
            self._print(Text(f"  {fault.value}", style="yellow"))
        self._print(Text(f"  {_figures(quality)}", style="dim"))

    def kept(self, file: str, quality: Quality) -> None:
        """Tell that a take was written."""
        self._print(Text.assemble(("  ✓ ", "green"), file, (f"  {_figures(quality)}", "dim")))

    def unknown(self) -> None:
        """Tell that what was typed means nothing here."""
        self._print(Text("  That is not possible here.", style="yellow"))

    def trouble(self, error: StorageError) -> None:
        """Tell that a take could not be written, and that Enter tries again."""
        self._print(Text(f"  {error} Enter tries again, q gives the take up.", style="red"))

    def _print(self, text: Text) -> None:
        self._console.print(text, soft_wrap=not self._console.is_terminal)


def _bar(level: float) -> Text:
    filled = round(_WIDTH * min(1.0, max(0.0, (level - _SOFTEST) / -_SOFTEST)))
    style = "red" if level > _LOUD else "yellow" if level < SOFTEST else "green"
    return Text.assemble(("█" * filled, style), ("░" * (_WIDTH - filled), "dim"), f" {level:4.0f} dB")


def _figures(quality: Quality) -> str:
    clipped = f", {quality.clipped:.1%} cut off" if quality.clipped else ""
    return f"speech {quality.level:.0f} dB, peak {quality.peak:.0f} dB, noise {quality.floor:.0f} dB{clipped}"
