"""What came of recordings, made up, to be reported."""

import math
import random
from array import array
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from assistant.audio import SAMPLE_RATE
from assistant.events import (
    CartUpdated,
    Event,
    Heard,
    Meant,
    Replied,
    SpeakingEnded,
    SpeakingStarted,
    SpeechEnded,
    SpeechStarted,
    Woken,
)
from devices.recordings.conditions.steps import Condition, Noise
from devices.recordings.corpus import Kind, Problem, Recording
from devices.recordings.expectation import Expectation, ExpectedLine
from devices.recordings.metrics.words import WordCounts
from devices.recordings.report.media import write_media
from devices.recordings.report.page import write_page
from devices.recordings.results import Report, Result, Step, report
from devices.recordings.stopwatch import Exchange, Latency

HOSTILE = "</script><script>window.hurt = 1</script><img src=x onerror='window.hurt = 2'>\u2028\"&amp;.wav"
DRINKS = ("latte", "mocha", "espresso", "flat white", "cappuccino")
SENTENCE = "can I get a large {} with soy milk and a bit of sugar"


@cache
def tone(seconds: float, begin: float, end: float, pitch: float = 300) -> bytes:
    """Silence, in which somebody hums from begin to end: signed 16-bit samples at 16 kHz."""
    wave = (
        9000 * math.sin(2 * math.pi * pitch * at / SAMPLE_RATE) * (0.4 + 0.6 * math.sin(at / 900) ** 2)
        if begin * SAMPLE_RATE <= at < end * SAMPLE_RATE
        else 0
        for at in range(int(seconds * SAMPLE_RATE))
    )
    return array("h", map(int, wave)).tobytes()


def trace(text: str, reply: str) -> list[Event]:
    return [
        Woken(at=12_800, by="alexa", score=0.97),
        SpeechStarted(at=19_200),
        SpeechEnded(at=56_000, ended=48_000),
        Heard(at=56_000, text=text, confidence=0.9),
        Meant(at=56_000, intent="order", slots={"drink": "latte"}, confidence=1),
        CartUpdated(at=56_000, lines=({"product": "latte", "quantity": 1, "options": {}},), subtotal="$4.50"),
        Replied(at=56_000, key="added", text=reply, invites=True),
        SpeakingStarted(at=57_600),
        SpeakingEnded(at=80_000, complete=True, heard=reply),
    ]


def keep(folder: Path, found: Result) -> None:
    """Write a recording's media, as a worker does."""
    person, assistant = tone(6, 1.2, 3), tone(6, 3.6, 5, pitch=200)
    write_media(folder, found.id, person, assistant, trace(found.text, found.reply))


def outcome(name: str, number: int = 0, *, snr: float | None = None, **rest: Any) -> Result:
    """What came of a recording; which ones are wrong is drawn by chance, the same each time."""
    chance = random.Random(f"{name} {number} {snr}")
    noise = (Noise(file=Path("kitchen.flac"), snr=snr),) if snr is not None else ()
    recording = Recording(name, Path(name), condition=Condition(steps=noise), repetition=1)
    right = chance.random() < (0.9 if snr is None else 0.4 + snr / 50)
    drink = DRINKS[number % len(DRINKS)]
    heard = SENTENCE.format(drink if right else "lot")
    latency = waits(chance)
    intent = "order" if right or chance.random() < 0.5 else chance.choice([None, "search", "list_add"])
    reply = f"A large {drink}. Anything else?"
    verdicts = {"intent": intent == "order", "cart": right}
    complaints = [f"The {what} is another." for what, met in verdicts.items() if not met]
    cart = {"product": drink if right else "tea", "quantity": 1, "options": {"size": "large"}}
    fields = {
        "id": recording.id,
        "audio": name,
        "condition": recording.condition,
        "seconds": 4 + chance.random() * 8,
        "woken": True,
        "said": SENTENCE.format(drink),
        "text": heard,
        "intent": intent,
        "slots": {"drink": drink},
        "cart": (cart,),
        "reply": reply,
        "orders": (),
        "accepted": all(verdicts.values()),
        "verdicts": verdicts,
        "complaints": tuple(complaints),
        "expect": Expectation(
            intent="order", cart=(ExpectedLine(product=drink, quantity=1, options={"size": "large"}),)
        ),
        "observed": {"cart": [cart]} | ({} if intent is None else {"intent": intent}),
        "words": 13,
        "words_wrong": 0 if right else 1,
        "word_counts": WordCounts(hits=13) if right else WordCounts(hits=12, substitutions=1),
        "latency_ms": latency.sound and round(latency.sound, 1),
        "turns": (exchange(heard, intent, drink, reply, latency),),
    }
    return Result(**(fields | rest))


def waits(chance: random.Random) -> Latency:
    """What a person waits, stage by stage."""
    steps = [500 + chance.random() * 15]
    for most in (20, 8, 30, 60):
        steps.append(steps[-1] + most * (0.2 + chance.random() ** 3))
    return Latency(**dict(zip(Latency.model_fields, steps, strict=True)))


def exchange(heard: str, intent: str | None, drink: str, reply: str, latency: Latency) -> Exchange:
    """The one turn of an order."""
    return Exchange(
        woken_by="alexa",
        text=heard,
        confidence=0.9,
        intent=intent,
        slots={"drink": drink},
        keys=["added"],
        replies=[reply],
        latency=latency,
    )


def scenario() -> Result:
    steps = (
        Step(name="turn 1: say", line=12, expect=Expectation(intent="order"), verdicts={"intent": True}),
        Step(
            name="turn 2: say",
            line=19,
            expect=Expectation(reply="mentions price 4.99"),
            verdicts={"reply": False},
            complaints=("The reply was to mention 4.99.",),
        ),
    )
    found = outcome("trips/checkout.yaml")
    return found.model_copy(update={"kind": Kind.SCENARIO, "steps": steps, "accepted": False})


def hostile() -> Result:
    return outcome(HOSTILE, text=HOSTILE, said=HOSTILE, reply=HOSTILE, intent=HOSTILE)


def wrong() -> Result:
    return outcome(
        "clips/2.flac",
        3,
        text="a tea",
        observed={"intent": "order", "cart": [{"product": "tea", "options": {"size": "large"}}]},
        accepted=False,
        intent="order",
        verdicts={"intent": True, "cart": False},
        complaints=("The cart is another.",),
    )


@cache
def few() -> Report:
    results = [hostile(), outcome("clips/0.flac"), outcome("clips/1.flac", 1), wrong(), scenario()]
    return report(results, [Problem("clips/broken.wav", "It is no sound file.")], wall=3)


def folder_of(path: Path, found: Report, kept: Sequence[Result] = (), **rest: Any) -> Path:
    """A report with the media of some results."""
    for result in kept:
        keep(path, result)
    return write_page(path, found, **rest)
