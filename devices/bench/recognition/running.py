"""All that `aisle bench recognition` measures, one part after the other."""

import os
import platform
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Protocol

from assistant.errors import SettingsError
from assistant.settings import Settings
from devices.bench.recognition import names
from devices.bench.recognition.contestants import Contestant, Kind
from devices.bench.recognition.cuts import Cutter
from devices.bench.recognition.outside import PIECES, Sound, recorded, sentences, spoken, without_speech
from devices.bench.recognition.rejection import Rejecting
from devices.bench.recognition.reports import NamesReport, RejectionReport, Report
from devices.bench.recognition.summing import calibration
from devices.bench.recognition.trial import Course, opened
from devices.bench.recognition.worker import Worker
from devices.recordings import files

_PACKAGES = ("aisle-voice", "moonshine-voice", "onnxruntime", "vosk", "faster-whisper", "ctranslate2")


class View(Protocol):
    """Shows how far it has come."""

    def begin(self, title: str, total: int) -> Callable[[], object]:
        """A part begins, of so many sounds; what is returned is to be called after each."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be measured."""

    settings: Settings
    """Recogniser and shop."""
    name: str
    """What the recogniser is called."""
    course: Course
    """Orders; may have none."""
    corpus: str = ""
    """What they are called together."""
    peers: bool = True
    """Whether others hear them, too."""
    rejected: Sequence[Path] = ()
    """Folders of recordings that are no orders."""
    outside: bool = False
    """Whether sentences that are no orders are spoken."""
    limit: int | None = None
    """How many of each folder's recordings, and of the sentences, are heard; None for all."""
    names: Sequence[str] = ()
    """Catalogues: "demo", or how many names."""
    products: int = 300
    """How many of a catalogue are asked for."""
    voices: Sequence[str] = ()
    """That speak what is not recorded."""


def measured(wanted: Wanted, view: View, stopped: Callable[[], bool]) -> Report:
    """Measure all that is wanted.

    Args:
        wanted: what.
        view: shows how far it has come.
        stopped: asked before each sound whether that is enough.

    Raises:
        UnusableInputError: if a recording, or the noise, cannot be used.
        SettingsError: if a recogniser or the shop is unknown, or sells for real.
        MissingPartError: if an engine or a voice is not installed.
    """
    report = _about(wanted)
    if len(wanted.course):
        report = _orders(wanted, report, view, stopped)
    if (wanted.rejected or wanted.outside) and not stopped():
        report = report.model_copy(update={"rejection": _rejection(wanted, view, stopped)})
    for catalogue in wanted.names:
        if not stopped():
            found = _names(wanted, catalogue, view, stopped)
            report = report.model_copy(update={"names": (*report.names, found)})
    return report.model_copy(update={"interrupted": stopped()})


def _about(wanted: Wanted) -> Report:
    return Report(
        versions={"python": platform.python_version(), **dict(_versions())},
        processor=_processor(),
        cores=os.cpu_count(),
        corpus=wanted.corpus,
        recordings=len(wanted.course.recordings),
        noise=wanted.course.noise.name if wanted.course.noise is not None else "",
        measure=wanted.course.measure,
        seed=wanted.course.seed,
    )


def _versions() -> Iterator[tuple[str, str]]:
    for package in _PACKAGES:
        with suppress(PackageNotFoundError):
            yield package, version(package)


def _processor() -> str:
    """The processor's name, where the system tells it."""
    about = Path("/proc/cpuinfo")
    lines = about.read_text(encoding="utf-8").splitlines() if about.exists() else []
    found = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(found, "") or platform.processor() or platform.machine()


def _orders(wanted: Wanted, report: Report, view: View, stopped: Callable[[], bool]) -> Report:
    peers = (Kind.FREE, Kind.WHISPER) if wanted.peers else ()
    with ExitStack() as stack:
        trial = opened(wanted.settings, (Kind.DRIVEN, *peers), stack)
        trial.run(wanted.course, view.begin("Orders", len(wanted.course)), stopped)
        engines = trial.report(wanted.name)
        sure = calibration(trial.orders.get(Kind.DRIVEN, []))
    return report.model_copy(update={"engines": engines, "calibration": sure})


def _rejection(wanted: Wanted, view: View, stopped: Callable[[], bool]) -> RejectionReport:
    sounds = _sounds(wanted)
    with ExitStack() as stack:
        own = stack.enter_context(Worker(Contestant(kind=Kind.DRIVEN, settings=wanted.settings)))
        rejecting = Rejecting(own, _unsure(wanted.settings, stack), Cutter(wanted.settings))
        told = view.begin("Rejection", len(sounds) + len(wanted.course.recordings))
        rejecting.run(wanted.course, sounds, told, stopped)
        return rejecting.report()


def _sounds(wanted: Wanted) -> list[Sound]:
    sounds = recorded(wanted.rejected, lambda path: files.read(path).pcm, wanted.limit)
    if wanted.outside:
        sounds += spoken(list(sentences())[: wanted.limit], wanted.voices)
    pieces = min(PIECES, wanted.limit or PIECES)
    return sounds + without_speech(wanted.course.seed, wanted.course.noise, pieces)


def _unsure(settings: Settings, stack: ExitStack) -> Worker | None:
    """The recogniser without its threshold; None where it cannot be told to have none."""
    try:
        return stack.enter_context(Worker(Contestant(kind=Kind.UNSURE, settings=settings)))
    except SettingsError:
        return None


def _names(wanted: Wanted, what: str, view: View, stopped: Callable[[], bool]) -> NamesReport:
    seed = wanted.course.seed
    with ExitStack() as stack:
        catalogue = names.catalogue(what, wanted.settings, seed, stack)
        own, facts = names.named(catalogue, wanted.settings, stack)
        free = _free(wanted, stack)
        nearest = names.Nearest(catalogue.names)
        test = names.NameTest(own, free, catalogue.first, nearest, Cutter(wanted.settings))
        asked = list(names.requests(catalogue.names, wanted.voices, wanted.products, seed))
        told = view.begin(f"Names of {catalogue.title}", len(asked))
        test.run(asked, names.speakers(), told, stopped)
        return test.report(catalogue.title, len(catalogue.names), wanted.voices, facts)


def _free(wanted: Wanted, stack: ExitStack) -> Worker | None:
    if not wanted.peers:
        return None
    return stack.enter_context(Worker(Contestant(kind=Kind.FREE, settings=wanted.settings)))
