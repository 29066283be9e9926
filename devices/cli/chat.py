"""`aisle chat`: the same talk, typed."""

import sys
from collections.abc import Iterator

import typer

from devices.cli.options import StoreName, TraceFile, observing, settings
from devices.cli.screen import screen

_QUIT = "/quit"


def chat(context: typer.Context, store: StoreName = None, trace: TraceFile = None) -> None:
    """Talk to the shop by typing, with no sound at all.

    Reads a sentence a line, from the keyboard or from a pipe. /quit, Ctrl-D or the end of the input ends it.
    """
    chosen = settings(context, store=store)
    from assistant.turn import Outcome
    from devices.cli.typed import TypedTalk
    from devices.cli.view import ConversationView

    typing = _at_a_terminal()
    console = screen()
    view = ConversationView(console, echo=not typing, times=False)
    with observing(trace, view) as observers, TypedTalk(chosen, observers, console.print) as talk:
        if typing:
            console.print(f"[dim]{chosen.store.name}: type what you would say; {_QUIT} or Ctrl-D ends.[/]")
        for sentence in _sentences():
            if talk.say(sentence) is Outcome.CALLED:
                console.print("[dim]  (listening)[/]")
        if typing:
            console.print("[dim]Goodbye.[/]")


def _at_a_terminal() -> bool:
    return sys.stdin is not None and sys.stdin.isatty()


def _sentences() -> Iterator[str]:
    # There is no input at all where whoever started this has closed it.
    for line in _typed_lines() if _at_a_terminal() else sys.stdin or ():
        sentence = line.strip()
        if sentence == _QUIT:
            return
        if sentence:
            yield sentence


def _typed_lines() -> Iterator[str]:
    import readline

    readline.set_auto_history(True)
    while True:
        try:
            yield input("you> ")
        except EOFError:
            sys.stdout.write("\n")
            return
