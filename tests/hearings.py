"""Contestants of `aisle bench recognition` that give the answers that they were told."""

import json
from pathlib import Path

import numpy as np

from assistant.audio import FRAME_BYTES, SAMPLE_RATE, seconds
from assistant.settings import Recognition, Settings, Shop
from devices.bench.recognition.contestants import Facts, Heard
from devices.bench.recognition.cuts import TAIL, Cut
from devices.recordings import files
from devices.recordings.corpus import Recording, gather

COFFEE = Settings(store=Shop(name="coffee"), recognition=Recognition(engine="moonshine"))
TONE = (0.3 * 32767 * np.sin(np.arange(SAMPLE_RATE) / 5)).astype("<i2").tobytes()


class Whole:
    """Takes every sound as it is."""

    def cut(self, pcm: bytes) -> Cut:
        return Cut(pcm[: len(pcm) // 640 * 640], (len(pcm) // 640,))


def spoken(cut: Cut) -> float:
    """How long there was speech, in seconds."""
    return seconds(len(cut.spoken) // 2)


class Hearing:
    """A contestant that gives the answers that it was told, one after the other."""

    facts = Facts(load_seconds=1.5)

    def __init__(self, *answers: tuple[str | None, float]) -> None:
        self._answers = iter(answers)

    def hear(self, cut: Cut) -> Heard:
        text, confidence = next(self._answers)
        return Heard(text, confidence, wait=0.2, busy=0.1 * (spoken(cut) - seconds(TAIL)))

    def memory(self) -> int | None:
        return 123


def orders(folder: Path, *products: str) -> list[Recording]:
    """Recordings of orders; that they hold a tone does not matter."""
    lines = []
    for number, product in enumerate(products):
        files.write_wav(folder / f"{number}.wav", TONE[: -FRAME_BYTES * number or None])
        lines.append({"audio": f"{number}.wav", "text": product, "expect": {"cart": [{"product": product}]}})
    (folder / "corpus.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    return [each for each in gather([folder]) if isinstance(each, Recording)]


def nothing() -> None:
    pass


def never() -> bool:
    return False
