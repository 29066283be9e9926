"""How much faster than real time the whole pipeline is, and what memory it takes."""

from collections.abc import Callable, Sequence

from assistant.errors import UnusableInputError
from assistant.settings import Settings
from devices.bench.figures import Figure, Target, at_most, figure
from devices.recordings.activation import Activation
from devices.recordings.corpus import Recording
from devices.recordings.results import Report
from devices.recordings.workers import Plan, Played, play_all, summed_up

SMALL_ENOUGH = 500.0
"""MB."""


def throughput(
    settings: Settings,
    clips: Sequence[Recording],
    runs: int,
    told: Callable[[], None],
    *,
    target: Target | None = None,
) -> list[Figure]:
    """Measure, each run in a process of its own.

    Short recordings with long answers are the slowest: only the recordings' own length counts as real time.

    Args:
        settings: engines and shop.
        clips: recordings.
        runs: how often all are played.
        told: called after each.
        target: how many times real time it should be.

    Raises:
        UnusableInputError: if none of the clips can be used.
        SettingsError: if an engine or the shop is unknown.
        MissingPartError: if an engine is not there.
    """
    plan = Plan(settings=settings, activation=Activation.BUTTON)
    reports = [_report(plan, clips, told) for _ in range(runs)]
    factors = [report.real_time_factor for report in reports if report.real_time_factor]
    if not factors:
        raise UnusableInputError(
            "Nothing was heard in any of the recordings.", "Name other ones with --corpus."
        )
    memory = [report.peak_memory_mb for report in reports if report.peak_memory_mb is not None]
    return [
        figure("whole pipeline, times real time", "x", (1 / factor for factor in factors), target),
        figure("peak memory", "MB", memory, at_most(SMALL_ENOUGH)),
    ]


def _report(plan: Plan, clips: Sequence[Recording], told: Callable[[], None]) -> Report:
    played: list[Played] = []
    for each in play_all(plan, clips, jobs=1, apart=True):
        played.append(each)
        told()
    return summed_up(played, [])
