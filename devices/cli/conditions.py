"""Options that say under which conditions recordings are heard."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pydantic import BaseModel

    from devices.recordings.conditions.steps import Condition, Step

_PANEL = "How the recordings are heard"


def _rooms(incomplete: str) -> list[str]:
    from devices.recordings.conditions.rooms import ROOMS

    return [name for name in ROOMS if name.startswith(incomplete)]


def _arrays(incomplete: str) -> list[str]:
    from devices.recordings.conditions.rooms import ARRAYS

    return [name for name in ARRAYS if name.startswith(incomplete)]


NoiseFile = Annotated[
    Path | None,
    typer.Option(
        "--noise",
        metavar="FILE",
        help="Mix this recording in, begun at a place drawn by chance. Needs [bold]--snr[/].",
        rich_help_panel=_PANEL,
    ),
]
Snr = Annotated[
    str | None,
    typer.Option(
        "--snr",
        metavar="DB,…",
        help="How loud the speech is over the noise, in dB. All is played once at each: [bold]6,12,24[/].",
        rich_help_panel=_PANEL,
    ),
]
Gain = Annotated[
    float | None,
    typer.Option(
        "--gain",
        metavar="DB",
        help="Louder, or softer where negative; what is too loud is cut off.",
        rich_help_panel=_PANEL,
    ),
]
Speed = Annotated[
    float | None,
    typer.Option(
        "--speed",
        metavar="FACTOR",
        help="Faster and higher, or slower and lower below 1: [bold]1.1[/].",
        rich_help_panel=_PANEL,
    ),
]
Clip = Annotated[
    float | None,
    typer.Option(
        "--clip", metavar="DB", help="Overdriven by so much, and as loud as before.", rich_help_panel=_PANEL
    ),
]
FarField = Annotated[
    str | None,
    typer.Option(
        "--far-field",
        metavar="ROOM",
        help="Spoken across a room: living-room, bedroom, kitchen, bathroom or hallway.",
        autocompletion=_rooms,
        rich_help_panel=_PANEL,
    ),
]
Distance = Annotated[
    float | None,
    typer.Option(
        "--distance",
        metavar="METRES",
        help="How far off the person is, in the room.",
        show_default="2",
        rich_help_panel=_PANEL,
    ),
]
Array = Annotated[
    str | None,
    typer.Option(
        "--array",
        metavar="NAME",
        help="The microphones in the room: single, pair, line4, circle4 or circle6.",
        autocompletion=_arrays,
        show_default="circle4",
        rich_help_panel=_PANEL,
    ),
]
Drop = Annotated[
    float | None,
    typer.Option(
        "--drop",
        metavar="SHARE",
        help="Lose this share of the frames of 20 ms: [bold]0.02[/].",
        rich_help_panel=_PANEL,
    ),
]
Repeat = Annotated[
    float | None,
    typer.Option(
        "--repeat-frames",
        metavar="SHARE",
        help="Let this share of the frames of 20 ms come twice.",
        rich_help_panel=_PANEL,
    ),
]
Drift = Annotated[
    float | None,
    typer.Option(
        "--drift",
        metavar="PPM",
        help="The microphone's clock makes so many samples in a million too many.",
        rich_help_panel=_PANEL,
    ),
]
Seed = Annotated[
    int,
    typer.Option(
        "--seed",
        metavar="N",
        help="Of what is drawn by chance: another one, another draw.",
        rich_help_panel=_PANEL,
    ),
]


def conditions(  # noqa: PLR0913 - each is an option of the command line
    *,
    noise: Path | None = None,
    snr: str | None = None,
    gain: float | None = None,
    speed: float | None = None,
    clip: float | None = None,
    far_field: str | None = None,
    distance: float | None = None,
    array: str | None = None,
    drop: float | None = None,
    repeat: float | None = None,
    drift: float | None = None,
    seed: int = 0,
) -> "tuple[Condition, ...]":
    """The conditions that the options ask for: one for each speech-to-noise ratio, one where there is none.

    The sound takes the way that it takes in a room: the voice (speed), the room, the noise, and then the
    microphone (gain, clipping, the clock) and what is lost behind it.

    Args:
        noise: the noise's file.
        snr: the ratios in dB, with commas between them.
        gain: dB.
        speed: the factor.
        clip: dB.
        far_field: the room's name.
        distance: metres.
        array: the microphones' name.
        drop: the share of the frames.
        repeat: the share of the frames.
        drift: parts in a million.
        seed: of what is drawn by chance.

    Raises:
        SettingsError: if a value does not fit, or an option lacks another one.
        UnusableInputError: if the noise cannot be used.
        MissingPartError: if a room is asked for, and `pyroomacoustics` is not installed.
    """
    from devices.recordings.conditions import steps
    from devices.recordings.conditions.steps import Condition

    before = (
        *_step(steps.Speed, "--speed", factor=speed),
        *_far_field(far_field, distance, array),
    )
    after = (
        *_step(steps.Gain, "--gain", db=gain),
        *_step(steps.Clip, "--clip", db=clip),
        *_step(steps.Drift, "--drift", ppm=drift),
        *_step(steps.Drop, "--drop", share=drop),
        *_step(steps.Repeat, "--repeat-frames", share=repeat),
    )
    mixes = tuple(_noises(noise, snr))
    if not mixes:
        return (Condition(steps=before + after, seed=seed),)
    return tuple(Condition(steps=(*before, mix, *after), seed=seed) for mix in mixes)


def _step(kind: "type[BaseModel]", option: str, **values: Any) -> "tuple[Any, ...]":
    """A step, or none where its option was not given."""
    from pydantic import ValidationError

    from assistant.errors import SettingsError

    if None in values.values():
        return ()
    try:
        return (kind(**values),)
    except ValidationError as error:
        first = error.errors()[0]
        raise SettingsError(
            f"{option} {first['input']:g} does not fit.", f"It {first['msg'].removeprefix('Input ')}."
        ) from error


def _far_field(room: str | None, distance: float | None, array: str | None) -> "tuple[Step, ...]":
    from assistant.errors import SettingsError
    from devices.recordings.conditions.far_field import require
    from devices.recordings.conditions.rooms import ROOMS, check
    from devices.recordings.conditions.steps import FarField

    given = {name: value for name, value in (("distance", distance), ("array", array)) if value is not None}
    if room is None:
        for name in given:
            raise SettingsError(
                f"--{name} says nothing without a room.", f"Add --far-field and one of: {', '.join(ROOMS)}."
            )
        return ()
    (step,) = _step(FarField, "--distance", room=room, **given)
    check(step.room, step.distance, step.array)
    require()
    return (step,)


def _noises(file: Path | None, snr: str | None) -> "Iterator[Step]":
    from assistant.errors import SettingsError
    from devices.recordings.conditions.noise import load
    from devices.recordings.conditions.steps import Noise

    if file is None and snr is None:
        return
    if file is None:
        raise SettingsError("--snr says nothing without noise.", "Add --noise and a recording of noise.")
    if snr is None:
        raise SettingsError("--noise does not say how loud it is.", "Add --snr, such as --snr 6,12,24.")
    load(file)
    for ratio in _ratios(snr):
        yield from _step(Noise, "--snr", file=file, snr=ratio)


def _ratios(text: str) -> "Iterable[float]":
    from assistant.errors import SettingsError

    try:
        ratios = [float(part) for part in text.split(",")]
    except ValueError as error:
        raise SettingsError(
            f"--snr {text} is no list of numbers.", "Write numbers with commas between them: --snr 6,12,24."
        ) from error
    if len(set(ratios)) < len(ratios):
        raise SettingsError(f"--snr {text} names a ratio twice.", "Name each of them once.")
    return ratios
