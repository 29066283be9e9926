"""What came of one recording, scenario or trace."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict

from assistant.events import Stage
from assistant.shopping.orders import Order
from assistant.signals import TYPED
from devices.recordings.conditions.steps import Condition
from devices.recordings.corpus import Kind, Recording
from devices.recordings.expectation import Expectation
from devices.recordings.judging import Observed, judged
from devices.recordings.metrics.endpoints import Span, TurnEnd, as_heard, turn_end
from devices.recordings.metrics.slots import Counts, added_up, best_slot_counts, cart_counts
from devices.recordings.metrics.words import WordCounts, all_words, word_counts
from devices.recordings.observation import seen
from devices.recordings.stopwatch import Exchange, Stopwatch

END = "end"
"""Names the step that is the end of a scenario."""


class Step(BaseModel):
    """What came of one turn of a scenario or a trace, or of its end."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    name: str
    """Number and kind of the turn: "turn 3: say"; "end"."""
    line: int | None = None
    """Of the scenario's file."""
    expect: Expectation
    """What was expected when the turn was over."""
    verdicts: Mapping[str, bool]
    """For each thing that was expected, whether it came about."""
    complaints: tuple[str, ...] = ()
    """For each thing that did not: what was expected and what was there, as a sentence."""
    observed: Mapping[str, Any] = {}
    """For each thing that was expected and can be told, what came about, as it would be expected."""
    slot_counts: Counts | None = None
    """Of the expected slots, each with its value, against those of the step's turn that agrees best."""
    word_counts: WordCounts | None = None
    """The words said in it against those heard, where they are known and are to be heard; typed ones are
    not."""


class Result(BaseModel):
    """What came of one recording, scenario or trace."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    id: str
    """The name of its files in a report."""
    audio: str
    """The recording's name."""
    kind: Kind = Kind.SOUND
    """What was played: "sound", "scenario" or "trace"."""
    condition: Condition = Condition()
    """How it was heard."""
    repetition: int = 1
    """The how-manieth time that it was played."""
    seconds: float
    """The length of the recording; of a scenario or trace, how long the talk took."""
    woken: bool = False
    """The wake word was heard; where it was not, the button was pressed, or nobody was listening."""
    wakes: int = 0
    """How often the wake word was heard."""
    rejected_wakes: int = 0
    """How often it was nearly heard, and turned down at the second look."""
    said: str | None = None
    """The words that are said in it, where they are known."""
    text: str
    """All transcripts, word for word."""
    intent: str | None
    """Of the first sentence that was understood."""
    slots: Mapping[str, Any]
    """Of the same sentence."""
    cart: tuple[Mapping[str, Any], ...]
    """At the end: product, quantity and options of each line."""
    reply: str
    """All that was answered."""
    orders: tuple[str, ...]
    """Numbers of the orders that were placed."""
    accepted: bool | None
    """All that was expected came about; None where nothing was expected."""
    verdicts: Mapping[str, bool]
    """For each thing that was expected, whether it came about; of a scenario, in all of its turns."""
    complaints: tuple[str, ...] = ()
    """For each thing that did not: what was expected and what was there, as a sentence."""
    expect: Expectation
    """What was expected; of a scenario or trace, at its end, and nothing where nothing was expected then."""
    observed: Mapping[str, Any] = {}
    """For each thing in `expect` that can be told, what came about, as it would be expected."""
    steps: tuple[Step, ...] = ()
    """Of a scenario or trace."""
    slot_counts: Counts | None = None
    """Of the expected slots, each with its value, against those of the turn that agrees best; of a scenario,
    the sum over its steps."""
    cart_counts: Counts | None = None
    """Of the expected cart's products, quantities and options, against the cart at the end."""
    words: int | None = None
    """Words said, where they are known and are to be heard; of a scenario those of such turns."""
    words_wrong: int | None = None
    """Heard wrongly, left out or added."""
    word_counts: WordCounts | None = None
    """How the words that are wrong are wrong."""
    latency_ms: float | None
    """From the end of the speech to the first sample of the reply, in the first turn that had one."""
    cut_off: bool | None = None
    """The turn was ended while somebody still spoke; None where nobody spoke, or it cannot be told."""
    end_delay_ms: float | None = None
    """From the last speech in the recording to the decision that the turn is over."""
    speech: tuple[float, float] | None = None
    """Where in it somebody speaks, begin and end in seconds, as noted or else as measured on the clean sound;
    None where it cannot be told."""
    turns: tuple[Exchange, ...]
    """All that was said and answered."""
    second_looks_ms: tuple[float, ...] = ()
    """How long each second look at a possible wake word took."""
    wall_seconds: float = 0
    """On the clock on the wall, without loading the engines."""
    cpu_seconds: float = 0
    """Of the processor, by all threads of the process. A process that is killed as its power is cut is not
    counted."""
    fingerprint: str = ""
    """Of what it was made from: the sound, the expectation, the conditions, the settings, the versions."""

    @property
    def key(self) -> tuple[str, str, int]:
        """What finds it again in another run."""
        return self.audio, self.condition.label, self.repetition

    @property
    def understood(self) -> bool:
        """Something was understood."""
        return self.intent is not None

    @property
    def turn_end(self) -> TurnEnd:
        """How the end of the turn was decided."""
        return TurnEnd(cut_off=self.cut_off, delay_ms=self.end_delay_ms)


def result(
    recording: Recording,
    length: float,
    watch: Stopwatch,
    *,
    orders: Sequence[Order] = (),
    speech: Span | None = None,
) -> Result:
    """Put together what came of a sound.

    Args:
        recording: what was played.
        length: how long it is, in seconds.
        watch: what was seen.
        orders: all that are in the shop's books at the end.
        speech: where somebody speaks in the clean sound, for recordings where nobody has noted it.
    """
    observed = Observed(
        turns=watch.turns,
        cart=watch.cart,
        woken=watch.called,
        state=watch.state,
        lights=watch.lights,
        earcons=watch.earcons,
        orders=orders,
    )
    expect = recording.expect
    found = judged(expect, observed)
    span = recording.speech or speech
    span = None if span is None else as_heard(span, recording.condition)
    # The wake word alone, a pause, and then the request: the pause is no end of the turn.
    end = turn_end([turn.ended_at for turn in watch.turns if not turn.is_call], span)
    return _made(
        recording,
        watch,
        expect,
        words_heard(recording.text, expect, watch.turns),
        seconds=round(length, 3),
        said=recording.text,
        verdicts={what: not complaint for what, complaint in found.items()},
        complaints=filter(None, found.values()),
        observed=seen(expect, observed),
        slot_counts=slots_found(expect, watch.turns),
        speech=span,
        cut_off=end.cut_off,
        end_delay_ms=end.delay_ms,
    )


def performed(
    recording: Recording,
    length: float,
    watch: Stopwatch,
    steps: Sequence[Step],
    *,
    said: str | None = None,
) -> Result:
    """Put together what came of a scenario or a trace.

    Args:
        recording: what was performed.
        length: how long the talk took, in seconds.
        watch: what was seen.
        steps: what came of each turn, and of the end last.
        said: the words of all its turns, where they are known.
    """
    end = steps[-1] if steps and steps[-1].name == END else Step(name=END, expect=Expectation(), verdicts={})
    slots = [step.slot_counts for step in steps if step.slot_counts is not None]
    words = [step.word_counts for step in steps if step.word_counts is not None]
    verdicts: dict[str, bool] = {}
    for step in steps:
        verdicts |= {what: verdicts.get(what, True) and right for what, right in step.verdicts.items()}
    return _made(
        recording,
        watch,
        end.expect,
        all_words(words) if words else None,
        seconds=round(length, 3),
        said=said,
        verdicts=verdicts,
        complaints=[f"{step.name}: {each}" for step in steps for each in step.complaints],
        observed=end.observed,
        slot_counts=added_up(slots) if slots else None,
        steps=steps,
    )


def slots_found(expect: Expectation, turns: Iterable[Exchange]) -> Counts | None:
    """The expected slots against those of the turn that agrees best; None where none are expected."""
    if expect.slots is None:
        return None
    return best_slot_counts(expect.slots, [turn.slots for turn in turns if turn.intent is not None])


def words_heard(said: str | None, expect: Expectation, turns: Iterable[Exchange]) -> WordCounts | None:
    """The words said against those heard; None where they are not known.

    Words that must not be understood, or are said to nobody, cannot be heard wrongly; typed ones are not
    heard at all.

    Args:
        said: the reference.
        expect: what is expected of them.
        turns: in which they are heard.
    """
    if said is None or expect.rejected is True or expect.woken is False:
        return None
    return word_counts(said, _text(turn for turn in turns if turn.woken_by != TYPED))


def _made(
    recording: Recording,
    watch: Stopwatch,
    expect: Expectation,
    counts: WordCounts | None,
    *,
    verdicts: Mapping[str, bool],
    **rest: Any,
) -> Result:
    """What is the same for everything that is played.

    Args:
        recording: what was played.
        watch: what was seen.
        expect: what was expected of it, or at its end.
        counts: of the words.
        verdicts: whether it came about.
        rest: further fields.
    """
    understood = next((turn for turn in watch.turns if turn.intent is not None), Exchange())
    return Result(
        id=recording.id,
        audio=recording.name,
        kind=recording.kind,
        condition=recording.condition,
        repetition=recording.repetition,
        woken=watch.called,
        wakes=len(watch.wakes),
        rejected_wakes=watch.rejected_wakes,
        text=_text(watch.turns),
        intent=understood.intent,
        slots=understood.slots,
        cart=watch.cart,
        reply=" ".join(reply for turn in watch.turns for reply in turn.replies),
        orders=watch.orders,
        accepted=all(verdicts.values()) if verdicts else None,
        verdicts=verdicts,
        expect=expect,
        cart_counts=None if expect.cart is None else cart_counts(expect.cart, watch.cart),
        words=None if counts is None else counts.words,
        words_wrong=None if counts is None else counts.wrong,
        word_counts=counts,
        latency_ms=first_sound(watch.turns),
        turns=watch.turns,
        second_looks_ms=[round(ms, 1) for ms in watch.stages[Stage.WAKE]],
        **rest,
    )


def first_sound(turns: Iterable[Exchange]) -> float | None:
    """How long the first reply that sounded was waited for, in milliseconds."""
    times = (turn.latency.sound for turn in turns if turn.latency is not None)
    return next((round(ms, 1) for ms in times if ms is not None), None)


def _text(turns: Iterable[Exchange]) -> str:
    return " ".join(turn.text for turn in turns if turn.text)
