"""The process in which pyttsx3 says one utterance into a file; started with a voice and a rate.

It answers with JSON lines on its standard output: `{"problem": ""}` when it is ready to speak, and again
when the utterance `{"text": …, "path": …}` that it reads from its standard input is written. A problem is
"library", "voice" (with the "known" ones), "file" or "speech", and ends the process.

A process speaks once, as the samples of a second utterance would depend on the first.
"""

import ctypes
import json
import os
import sys
import time
from pathlib import Path
from queue import Queue
from typing import Any, TextIO

_SETTLED = 5.0
"""Seconds that a change of rate may take; the process that asks has a limit of its own for the whole."""


def main() -> None:
    """Say one utterance."""
    answers = _quiet()
    voice, rate = sys.argv[1], int(sys.argv[2])
    try:
        engine = _engine()
    except (ImportError, OSError, RuntimeError):
        _answer(answers, "library")
        return
    if not _set_voice(engine, voice):
        _answer(answers, "voice", known=[known.id for known in engine.getProperty("voices")])
        return
    engine.setProperty("rate", rate)
    _wait_until_idle()
    _answer(answers, "")
    request = json.loads(sys.stdin.readline() or "{}")
    if request:
        _speak(engine, request["text"], request["path"], answers)


def _quiet() -> TextIO:
    """Keep the answers apart from what pyttsx3 and espeak-ng print."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    return answers


def _answer(answers: TextIO, problem: str, **more: object) -> None:
    print(json.dumps({"problem": problem, **more}), file=answers, flush=True)


def _engine() -> Any:
    try:
        import espeakng_loader
    except ImportError:  # No wheel for this machine: the system's own espeak-ng will do.
        pass
    else:
        # pyttsx3 asks for "libespeak-ng.so.1" and is given this one, as it is loaded already.
        ctypes.CDLL(espeakng_loader.get_library_path(), mode=ctypes.RTLD_GLOBAL)
        os.environ["ESPEAK_DATA_PATH"] = str(Path(espeakng_loader.get_data_path()).parent)
    import pyttsx3

    engine = pyttsx3.init("espeak")
    # Until its first run pyttsx3 holds settings back.
    _wait_until_idle()
    engine.runAndWait()
    return engine


def _wait_until_idle() -> None:
    """Wait for espeak-ng's own thread: a run of pyttsx3 begins by breaking off what that is doing.

    The setting in hand is lost then, and so is all the sound of the utterance after it.
    """
    from pyttsx3.drivers import _espeak

    end = time.monotonic() + _SETTLED
    while _espeak.IsPlaying() and time.monotonic() < end:
        time.sleep(0.001)


def _set_voice(engine: Any, voice: str) -> bool:
    """Whether espeak-ng has the voice; pyttsx3 tells of errors only in this way."""
    errors: list[BaseException] = []
    token = engine.connect("error", lambda exception, **_: errors.append(exception))
    engine.setProperty("voice", voice)
    engine.disconnect(token)
    return not errors


def _speak(engine: Any, text: str, path: str, answers: TextIO) -> None:
    def failed(_: object) -> None:
        _answer(answers, "file")
        os._exit(1)

    # Where espeak-ng's thread cannot write the file, pyttsx3 would wait forever.
    sys.unraisablehook = failed
    ends: Queue[bool] = Queue()
    engine.connect("finished-utterance", lambda completed, **_: ends.put(completed))
    engine.save_to_file(text, path)
    engine.runAndWait()
    # The run may be over before the file is written.
    _answer(answers, "" if ends.get() else "speech")


if __name__ == "__main__":
    main()
