"""Options that several commands have, and the settings with what they choose."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from assistant.ports import Observer
    from assistant.settings import Settings


def _stores(incomplete: str) -> list[str]:
    return _installed("stores", incomplete)


def _voices(incomplete: str) -> list[str]:
    return _installed("synthesizers", incomplete)


def _recognizers(incomplete: str) -> list[str]:
    names = _installed("recognizers", incomplete)
    return ["auto", *names] if "auto".startswith(incomplete) else names


def _installed(group: str, incomplete: str) -> list[str]:
    """Complete a name, without loading what it names."""
    from importlib.metadata import entry_points

    names = {point.name for point in entry_points(group=f"aisle.{group}")}
    return sorted(name for name in names if name.startswith(incomplete))


StoreName = Annotated[
    str | None,
    typer.Option(
        "--store",
        metavar="NAME",
        help="The shop: market, coffee, or another that is installed.",
        autocompletion=_stores,
        show_default="that of the settings",
    ),
]
VoiceName = Annotated[
    str | None,
    typer.Option(
        "--voice",
        metavar="NAME",
        help="The voice: hibari, pyttsx3, piper, or another that is installed.",
        autocompletion=_voices,
        show_default="that of the settings",
    ),
]
RecognizerName = Annotated[
    str | None,
    typer.Option(
        "--recognizer",
        metavar="NAME",
        help="The recogniser: auto, moonshine, vosk, or another that is installed.",
        autocompletion=_recognizers,
        show_default="that of the settings",
    ),
]
TraceFile = Annotated[
    Path | None,
    typer.Option(
        "--trace",
        metavar="FILE",
        help="Write every event as a JSON line. Holds what was said.",
        dir_okay=False,
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
SettingsFile = Annotated[
    Path | None,
    typer.Option(
        "--settings", metavar="FILE", help="Read the settings from this TOML file.", show_default=False
    ),
]


def show_version(wanted: bool) -> None:
    """Print the version and end."""
    from importlib.metadata import version

    if wanted:
        typer.echo(f"aisle {version('aisle-voice')}")
        raise typer.Exit


Version = Annotated[
    bool, typer.Option("--version", callback=show_version, is_eager=True, help="Print the version and exit.")
]


def settings(
    context: typer.Context,
    *,
    store: str | None = None,
    voice: str | None = None,
    recognizer: str | None = None,
) -> Settings:
    """The settings of the file that was named, with what a command's own options choose.

    Another engine or store than that of the file gets none of the file's options, which are not for it. The
    recogniser is named even where the file leaves it to what is installed.

    Args:
        context: the command's.
        store: the name of a store.
        voice: the name of a synthesizer.
        recognizer: the name of a recogniser.

    Raises:
        SettingsError: if the file cannot be read or holds something that does not fit.
    """
    from assistant.choosing import resolved
    from assistant.settings import Recognition, Shop, Voice, load

    found = load(context.find_root().obj)
    changes: dict[str, object] = {}
    if store is not None and store != found.store.name:
        changes["store"] = Shop(name=store)
    if voice is not None and voice != found.voice.engine:
        changes["voice"] = Voice(engine=voice)
    if recognizer is not None and recognizer != found.recognition.engine:
        changes["recognition"] = Recognition(engine=recognizer)
    return resolved(found.model_copy(update=changes))


@contextmanager
def observing(trace: Path | None, *observers: Observer) -> Iterator[tuple[Observer, ...]]:
    """The observers of a run, and with them the trace's writer where a file was named.

    Args:
        trace: the file; None where no trace is wanted.
        observers: the others.

    Raises:
        StorageError: if the file cannot be written.
    """
    if trace is None:
        yield observers
        return
    from assistant.trace import TraceWriter

    with TraceWriter(trace) as writer:
        yield (*observers, writer)
