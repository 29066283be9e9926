"""`aisle replay`: recordings, corpora, scenarios and traces through the whole pipeline."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from devices.cli.conditions import (
    Array,
    Clip,
    Distance,
    Drift,
    Drop,
    FarField,
    Gain,
    NoiseFile,
    Repeat,
    Seed,
    Snr,
    Speed,
)
from devices.cli.options import RecognizerName, StoreName, VoiceName, settings
from devices.cli.screen import screen
from devices.recordings.activation import Activation

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import Console

    from devices.cli.outputs import Outputs
    from devices.recordings.baseline import Comparison
    from devices.recordings.corpus import Problem, Recording
    from devices.recordings.plan import Plan, Played
    from devices.recordings.results import Report

_OUTPUTS = "What is written"
_MOST = 50
"""Rows of a table that somebody reads."""
Paths = Annotated[
    list[Path],
    typer.Argument(
        metavar="PATH",
        help="Recordings; folders of recordings named by their words; corpora: folders with a"
        " [bold]corpus.jsonl[/]; scenarios: [bold].yaml[/]; traces of a device: [bold].jsonl[/].",
        show_default=False,
    ),
]
JsonFile = Annotated[
    Path | None,
    typer.Option(
        "--json",
        metavar="FILE",
        help="All results as JSON; - for the standard output. [bold]aisle schema report[/] describes it."
        " Holds what was said.",
        dir_okay=False,
        rich_help_panel=_OUTPUTS,
    ),
]
JUnitFile = Annotated[
    Path | None,
    typer.Option(
        "--junit",
        metavar="FILE",
        help="JUnit XML, for continuous integration; - for the standard output. Holds what was said.",
        dir_okay=False,
        rich_help_panel=_OUTPUTS,
    ),
]
ReportFolder = Annotated[
    Path | None,
    typer.Option(
        "--report",
        metavar="DIR",
        help="A page to look at and listen to: plots, results, sounds, traces. Holds what was said.",
        file_okay=False,
        rich_help_panel=_OUTPUTS,
    ),
]
TraceFolder = Annotated[
    Path | None,
    typer.Option(
        "--trace",
        metavar="DIR",
        help="Every event of each recording as JSON lines. Holds what was said.",
        file_okay=False,
        rich_help_panel=_OUTPUTS,
    ),
]
Baseline = Annotated[
    Path | None,
    typer.Option(
        "--baseline",
        metavar="FILE",
        help="Compare with an earlier --json: what got better and worse.",
        dir_okay=False,
        rich_help_panel=_OUTPUTS,
    ),
]
Update = Annotated[
    bool,
    typer.Option(
        "--update",
        help="Rewrite expectations that did not hold to what came about, after showing the difference.",
        rich_help_panel=_OUTPUTS,
    ),
]
Waking = Annotated[
    Activation,
    typer.Option(
        help="What wakes the assistant: the wake word, a button pressed as the recording begins, or"
        " [bold]auto[/]: the button where the wake word is not heard."
    ),
]
Raw = Annotated[
    str | None,
    typer.Option(
        "--raw",
        metavar="RATE,CHANNELS,FORMAT",
        help="What the samples of .raw and .pcm files are.",
        show_default="16000,1,s16le",
    ),
]
Limit = Annotated[
    int | None, typer.Option(min=1, metavar="N", help="Play only the first N recordings.", show_default="all")
]
Times = Annotated[
    int, typer.Option("--repeat", min=1, metavar="N", help="Play everything N times, with other noise each.")
]
Jobs = Annotated[
    int | None,
    typer.Option(
        min=1, metavar="N", help="Play in N processes at once.", show_default="as many as there are cores"
    ),
]
Ray = Annotated[
    str | None,
    typer.Option(
        metavar="ADDRESS",
        help="Play on a Ray cluster; [bold]local[/] starts one on this machine.",
        show_default=False,
    ),
]
Resume = Annotated[
    bool,
    typer.Option("--resume", help="Go on with a run that was broken off: what its --json holds is kept."),
]


def replay(  # noqa: PLR0913, PLR0917 - each is an option of the command line
    context: typer.Context,
    paths: Paths,
    store: StoreName = None,
    recognizer: RecognizerName = None,
    voice: VoiceName = None,
    activation: Waking = Activation.AUTO,
    raw: Raw = None,
    limit: Limit = None,
    repeat: Times = 1,
    jobs: Jobs = None,
    ray: Ray = None,
    resume: Resume = False,
    noise: NoiseFile = None,
    snr: Snr = None,
    gain: Gain = None,
    speed: Speed = None,
    clip: Clip = None,
    far_field: FarField = None,
    distance: Distance = None,
    array: Array = None,
    drop: Drop = None,
    repeat_frames: Repeat = None,
    drift: Drift = None,
    seed: Seed = 0,
    json: JsonFile = None,
    junit: JUnitFile = None,
    report: ReportFolder = None,
    trace: TraceFolder = None,
    baseline: Baseline = None,
    update: Update = False,
) -> None:
    """Play recordings, corpora, scenarios and traces to the assistant, and tell what came of each.

    Each is played to a household and a shop of its own.

    Ends with 1 if something that is expected did not come about, with 2 if nothing could be played, with 3 if
    it is worse than the baseline beyond chance.
    """
    from devices.cli.conditions import conditions
    from devices.cli.outputs import Outputs, Wanted
    from devices.recordings.corpus import varied
    from devices.recordings.plan import Plan
    from devices.recordings.raw import RawFormat

    wanted = Wanted(json=json, junit=junit, report=report, baseline=baseline, update=update, resume=resume)
    outputs = Outputs(wanted)
    plan = Plan(
        settings=settings(context, store=store, recognizer=recognizer, voice=voice),
        activation=activation,
        trace=trace,
        media=report,
        raw=None if raw is None else RawFormat.parse(raw),
    )
    heard = conditions(
        noise=noise,
        snr=snr,
        gain=gain,
        speed=speed,
        clip=clip,
        far_field=far_field,
        distance=distance,
        array=array,
        drop=drop,
        repeat=repeat_frames,
        drift=drift,
        seed=seed,
    )
    found, problems = _gathered(paths, limit)
    outputs.check(heard, found)
    console = screen(stderr=wanted.to_stdout)
    code = _replayed(console, plan, varied(found, heard, repeat), problems, outputs, jobs=jobs, ray=ray)
    raise typer.Exit(code)


def _replayed(
    console: "Console",
    plan: "Plan",
    recordings: "list[Recording]",
    problems: "list[Problem]",
    outputs: "Outputs",
    *,
    jobs: int | None,
    ray: str | None,
) -> int:
    """Play, tell what came of it, and give the exit code."""
    from devices.recordings.workers import summed_up

    earlier = outputs.earlier(console, plan, recordings)
    with outputs:
        played, interrupted = _played(console, plan, recordings, earlier, outputs, jobs=jobs, ray=ray)
        summary = summed_up(played, problems, interrupted=interrupted)
        summary = summary.model_copy(update={"recognizer": plan.recognizer})
        _show(console, summary)
        comparison = outputs.write(console, summary)
        outputs.update(console, recordings, summary)
    return _exit_code(summary, comparison)


def _gathered(paths: "Iterable[Path]", limit: int | None) -> "tuple[list[Recording], list[Problem]]":
    from devices.recordings.corpus import Problem, Recording, gather, told_apart

    found = list(gather(paths))
    recordings = told_apart([each for each in found if isinstance(each, Recording)])
    return recordings[:limit], [each for each in found if isinstance(each, Problem)]


def _played(
    console: "Console",
    plan: "Plan",
    recordings: "Sequence[Recording]",
    earlier: "Sequence[Played]",
    outputs: "Outputs",
    *,
    jobs: int | None,
    ray: str | None,
) -> "tuple[list[Played], bool]":
    """What came of each, in this run or an earlier one, and whether it was ended early."""
    from devices.cli.progress import Playing
    from devices.recordings.interruption import Interruption
    from devices.recordings.workers import play_all

    played, done = list(earlier), {each.index for each in earlier}
    with Interruption() as stop, Playing(console, len(recordings), len(done)) as view:
        for each in play_all(plan, recordings, jobs, ray=ray, done=done, stop=stop):
            played.append(each)
            outputs.add(each)
            view.saw(each)
    if stop.asked:
        told = f"{len(played)} of {len(recordings)} were played before it was interrupted."
        console.print(f"{told} Go on with --resume." if outputs.can_be_resumed else told, style="bold red")
    return played, stop.asked


def _show(console: "Console", report: "Report") -> None:
    from devices.cli.progress import fits_table
    from devices.recordings.tables import print_report, results_table

    # Of more, what is worst is told by the report.
    if fits_table(console) and 0 < len(report.results) <= _MOST:
        console.print(results_table(report.results))
    print_report(console, report)


def _exit_code(report: "Report", comparison: "Comparison | None") -> int:
    from devices.cli import DONE, INTERRUPTED, NOT_AS_EXPECTED, UNUSABLE, WORSE

    if report.interrupted:
        return INTERRUPTED
    if not report.results:
        return UNUSABLE
    if comparison is not None and comparison.worse_beyond_chance:
        return WORSE
    return DONE if report.all_met else NOT_AS_EXPECTED
