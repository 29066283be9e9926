"""`aisle bench recognition`: how well orders are recognised, beside others on the same sound."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from devices.cli.bench_options import JsonFile
from devices.cli.options import RecognizerName, StoreName, settings
from devices.cli.screen import screen

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rich.console import Console
    from rich.progress import Progress

    from devices.bench.recognition.reports import Report
    from devices.bench.recognition.running import Wanted
    from devices.recordings.corpus import Recording


class Ratio(StrEnum):
    """What a speech-to-noise ratio is of; see `devices.bench.recognition.mixing.Measure`."""

    LOUDEST = "loudest"
    ACTIVE = "active"


_CLEAN = "clean"
_LEVELS = "clean,6,9,12,15,18,21,24"
_DEMO = "demo"
_SOUND, _TESTS = "What is heard", "Further tests"
_LOUDEST, _SOFTEST = -30.0, 60.0

Corpus = Annotated[
    Path | None,
    typer.Option(
        metavar="DIR",
        help="Recorded orders; each must say what the cart is to hold.",
        show_default=False,
        rich_help_panel=_SOUND,
    ),
]
NoiseFile = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Noise to mix in.", show_default=False, rich_help_panel=_SOUND),
]
Snr = Annotated[
    str | None,
    typer.Option(
        metavar="DB,...",
        help="Speech-to-noise ratios, and [bold]clean[/] for none.",
        show_default=f"{_LEVELS}; clean without noise",
        rich_help_panel=_SOUND,
    ),
]
Ratios = Annotated[
    Ratio,
    typer.Option(
        "--ratio",
        help="What the ratios are of: the [bold]loudest[/] 128 ms of speech and noise, as in the published"
        " figures, or the [bold]active[/] speech level (ITU-T P.56).",
        rich_help_panel=_SOUND,
    ),
]
Peers = Annotated[
    bool,
    typer.Option(
        "--peers/--no-peers",
        help="Compare with free Moonshine, and with Whisper tiny.en (extra [bold]bench[/]).",
    ),
]
Clips = Annotated[
    int | None,
    typer.Option(
        min=1,
        metavar="N",
        help="Only the first N recordings, of each folder.",
        show_default="all",
        rich_help_panel=_SOUND,
    ),
]
Seed = Annotated[
    int,
    typer.Option(
        metavar="N", help="Of all that is drawn by chance: where the noise begins, names, products."
    ),
]
Rejection = Annotated[
    list[Path] | None,
    typer.Option(
        metavar="DIR",
        help="Recordings that are no orders, and are to be rejected; may be given again.",
        show_default=False,
        rich_help_panel=_TESTS,
    ),
]
Outside = Annotated[
    bool,
    typer.Option("--outside", help="Speak 200 sentences that are no orders.", rich_help_panel=_TESTS),
]
Names = Annotated[
    list[str] | None,
    typer.Option(
        metavar="N",
        help='Say "add two ... to my cart" for products of the shop ([bold]demo[/]), or of N made-up ones;'
        " may be given again.",
        show_default=False,
        rich_help_panel=_TESTS,
    ),
]
Products = Annotated[
    int,
    typer.Option(min=1, metavar="N", help="So many of them, drawn by chance.", rich_help_panel=_TESTS),
]
Voices = Annotated[
    str,
    typer.Option(
        metavar="NAME,...",
        help="Who speaks; see the voices of scenarios.",
        rich_help_panel=_TESTS,
    ),
]
Picture = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE.svg",
        help="Draw the orders that are right over the noise, beside published figures.",
        dir_okay=False,
        show_default=False,
    ),
]


def bench_recognition(  # noqa: PLR0913, PLR0917 - each is an option of the command line
    context: typer.Context,
    corpus: Corpus = None,
    noise: NoiseFile = None,
    snr: Snr = None,
    ratio: Ratios = Ratio.LOUDEST,
    clips: Clips = None,
    store: StoreName = None,
    recognizer: RecognizerName = None,
    peers: Peers = True,
    seed: Seed = 0,
    json: JsonFile = None,
    picture: Picture = None,
    rejection: Rejection = None,
    outside: Outside = False,
    names: Names = None,
    products: Products = 300,
    voices: Voices = "joe,heart-low",
) -> None:
    """Measure how well spoken orders are recognised, and how soon, with noise and without.

    An order is right if its product, its quantity and every option are. All engines hear the same sound.

    The figures are no test: bad ones end with 0, too.
    """
    from devices.bench.recognition import picture as drawing
    from devices.bench.recognition.mixing import Measure
    from devices.bench.recognition.running import Wanted
    from devices.bench.recognition.trial import Course

    if picture is not None:
        drawing.checked(picture)
    levels = _levels(snr, noise)
    chosen = settings(context, store=store, recognizer=recognizer)
    wanted = Wanted(
        settings=chosen,
        name=f"Aisle, {chosen.recognition.engine}",
        course=Course(_orders(corpus, clips), _noise(noise), levels, seed, Measure(ratio)),
        corpus="" if corpus is None else corpus.resolve().name,
        peers=peers,
        rejected=rejection or (),
        outside=outside,
        limit=clips,
        names=_catalogues(names or ()),
        products=products,
        voices=_voices(voices),
    )
    _check_wanted(wanted)
    console = screen(stderr=str(json) == "-")
    _tell(console, _measured(console, wanted), json, picture)


def _tell(console: "Console", report: "Report", json: Path | None, picture: Path | None) -> None:
    from devices.bench.recognition import picture as drawing
    from devices.bench.recognition.tables import show
    from devices.cli import INTERRUPTED
    from devices.recordings.writing import write_text

    show(console, report)
    if json is not None:
        write_text(json, report.model_dump_json(indent=2))
    if picture is not None and report.engines:
        drawing.write(picture, report)
    if report.interrupted:
        console.print("It was interrupted; the figures are of what was heard until then.", style="bold red")
        raise typer.Exit(INTERRUPTED)


def _measured(console: "Console", wanted: "Wanted") -> "Report":
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from devices.bench.recognition.running import measured
    from devices.recordings.interruption import Interruption

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with (
        Interruption() as stop,
        Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress,
    ):
        return measured(wanted, _Bars(progress), lambda: stop.asked)


class _Bars:
    """A bar for each part."""

    def __init__(self, progress: "Progress") -> None:
        self._progress = progress

    def begin(self, title: str, total: int) -> "Callable[[], object]":
        task = self._progress.add_task(title, total=total)
        return lambda: self._progress.advance(task)


def _orders(corpus: Path | None, limit: int | None) -> "list[Recording]":
    from assistant.errors import UnusableInputError
    from devices.recordings.corpus import Problem, Recording, gather

    if corpus is None:
        return []
    found = list(gather([corpus]))
    orders = [each for each in found if isinstance(each, Recording) and each.expect.cart is not None]
    if not orders:
        reasons = [each.reason for each in found if isinstance(each, Problem)]
        why = " ".join(reasons) or "Its recordings do not say what the cart is to hold."
        raise UnusableInputError(f"{corpus} holds no orders. {why}", "Name a folder of recorded orders.")
    return orders[:limit]


def _noise(file: Path | None) -> Path | None:
    """The file, if it can be used: better now than after an hour."""
    from devices.recordings.conditions.noise import load

    if file is not None:
        load(file)
    return file


def _levels(written: str | None, noise: Path | None) -> "list[float | None]":
    from assistant.errors import UnusableInputError

    if noise is None and written not in {None, _CLEAN}:
        raise UnusableInputError("Without noise there is no speech-to-noise ratio.", "Name a file: --noise")
    parts = (written or (_CLEAN if noise is None else _LEVELS)).split(",")
    return [None if part.strip() == _CLEAN else _level(part) for part in dict.fromkeys(parts)]


def _level(written: str) -> float:
    from assistant.errors import UnusableInputError

    try:
        level = float(written)
    except ValueError:
        level = float("nan")
    if not _LOUDEST <= level <= _SOFTEST:
        raise UnusableInputError(
            f"{written.strip()!r} is no speech-to-noise ratio.",
            "Write numbers from -30 to 60 with commas between them, or clean: --snr clean,6,12",
        )
    return level


def _catalogues(written: "Sequence[str]") -> "list[str]":
    from assistant.errors import UnusableInputError

    for each in written:
        if each != _DEMO and not (each.isascii() and each.isdigit() and 0 < int(each) <= 1_000_000):  # noqa: PLR2004 - more would not fit into memory
            raise UnusableInputError(
                f"{each!r} is no number of names.", "Write demo, or a number up to 1000000: --names 50000"
            )
    return list(written)


def _voices(written: str) -> "list[str]":
    from assistant.errors import UnusableInputError
    from devices.recordings.scenarios.voices import VOICES

    voices = [part.strip() for part in written.split(",")]
    unknown = [voice for voice in voices if voice not in VOICES]
    if unknown:
        raise UnusableInputError(f"There is no voice {unknown[0]!r}.", f"There are: {', '.join(VOICES)}.")
    return voices


def _check_wanted(wanted: "Wanted") -> None:
    from assistant.errors import UnusableInputError

    if not (wanted.course.recordings or wanted.rejected or wanted.names or wanted.outside):
        raise UnusableInputError(
            "There is nothing to be heard.", "Name recorded orders: aisle bench recognition --corpus DIR"
        )
