"""Korean speech for Vosk, and grammars for it."""

import ctypes
import os
from pathlib import Path

import numpy as np
import soxr

from assistant.audio import frames
from assistant.ports import NotRecognized, Transcript
from assistant.speech.vosk import VoskRecognizer
from intents.grammar import Grammar

THANKS, TWO_COFFEES, SOMETHING_ELSE = "감사합니다", "커피 두 잔", "아니요"
PHRASES = Grammar(phrases=(THANKS, TWO_COFFEES))
PAUSE = bytes(16_000)


class KoreanSpeech:
    """Speech by espeak-ng: robotic, but enough for a grammar of a few phrases."""

    def __init__(self) -> None:
        import espeakng_loader

        self._library = ctypes.CDLL(espeakng_loader.get_library_path())
        synchronous, data = 2, Path(espeakng_loader.get_data_path()).parent
        self._rate = self._library.espeak_Initialize(synchronous, 0, os.fsencode(data), 0)
        assert self._rate > 0
        assert self._library.espeak_SetVoiceByName(b"ko") == 0
        words_a_minute = 1
        self._library.espeak_SetParameter(words_a_minute, 120, 0)

    def say(self, text: str) -> bytes:
        """The sound at 16 kHz, with half a second of silence before and after."""
        sound = bytearray()
        called_with = ctypes.CFUNCTYPE(
            ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p
        )

        def take(samples: object, count: int, events: object) -> int:
            del events
            if samples and count:
                sound.extend(ctypes.string_at(samples, 2 * count))  # type: ignore[arg-type]
            return 0

        callback = called_with(take)
        self._library.espeak_SetSynthCallback(callback)
        said, utf8 = text.encode() + b"\0", 1
        self._library.espeak_Synth(said, len(said), 0, 0, 0, utf8, None, None)
        self._library.espeak_Synchronize()
        wave = soxr.resample(np.frombuffer(bytes(sound), np.int16) / 32_768, self._rate, 16_000)
        return PAUSE + bytes((np.clip(wave, -1, 1) * 32_767).astype("<i2").tobytes()) + PAUSE


def hear(recognizer: VoskRecognizer, pcm: bytes, grammar: Grammar = PHRASES) -> Transcript | NotRecognized:
    listening = recognizer.open(grammar)
    for frame in frames(pcm):
        listening.feed(frame)
    return listening.finish()
