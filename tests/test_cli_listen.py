"""`aisle listen`: what is shown of a spoken conversation, and the whole of it on a real sound server."""

import io
import re
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from rich.console import Console

import pulse
from assistant.events import (
    CartUpdated,
    Event,
    Heard,
    LightsChanged,
    NotHeard,
    NothingSaid,
    OrderConfirmed,
    Overrun,
    PartialHeard,
    Replied,
    SpeakingEnded,
    SpeakingStarted,
    Stage,
    StageFailed,
    StageTimed,
    WakeRejected,
    Woken,
)
from commands import started
from devices.cli import INTERRUPTED
from devices.cli.status import StatusLine
from devices.cli.view import ConversationView
from devices.recordings.bundled import bundled
from devices.recordings.files import read

# A sound server runs by the clock on the wall, which a busy machine does not keep.
pytestmark = pytest.mark.flaky(reruns=2)
REPLY = Replied(at=0, key="added", text="Done [really].", invites=False)


def shown(*happened: Event | StageTimed, echo: bool = True, times: bool = True) -> list[str]:
    """The lines that a pipe gets."""
    file = io.StringIO()
    view = ConversationView(Console(file=file, width=40), echo=echo, times=times)
    for each in happened:
        view.timed(each) if isinstance(each, StageTimed) else view.saw(each)
    return file.getvalue().splitlines()


def test_who_said_what_is_printed_a_line_each_however_long() -> None:
    heard = Heard(at=0, text="add [two] eggs " * 10, confidence=1)
    assert shown(Woken(at=0, by="alexa"), heard, REPLY) == [
        "  (alexa)",
        f"you: {heard.text}",
        "aisle: Done [really].",
    ]


def test_what_a_person_has_typed_is_not_repeated() -> None:
    assert shown(Heard(at=0, text="help", confidence=1), echo=False) == []


def test_the_time_of_each_stage_stands_below_the_reply_in_the_order_of_the_stages() -> None:
    timed = [
        StageTimed(stage=stage, at=0, ms=ms)
        for stage, ms in (
            (Stage.STORE, 1.25),
            (Stage.RECOGNITION, 120.4),
            (Stage.STORE, 2),
            (Stage.SPEECH, 35),
        )
    ]
    lines = shown(*timed, REPLY, SpeakingStarted(at=0), SpeakingEnded(at=0, complete=True, heard="Done."))
    assert lines == ["aisle: Done [really].", "  recognition 120 ms · store 3.2 ms · speech 35 ms"]


def test_the_time_to_the_first_sound_is_measured_where_nobody_else_does() -> None:
    assert re.fullmatch(r"  speech [\d.]+ ms", shown(REPLY, SpeakingStarted(at=0))[-1])


def test_times_may_be_left_out() -> None:
    assert shown(StageTimed(stage=Stage.STORE, at=0, ms=1), REPLY, SpeakingStarted(at=0), times=False) == [
        "aisle: Done [really]."
    ]


def test_carts_orders_and_troubles_are_told() -> None:
    line = {"product": "latte", "quantity": 2, "options": {"size": "large"}}
    assert shown(
        CartUpdated(at=0, lines=(line,), subtotal="$9.00"),
        CartUpdated(at=0, lines=(), subtotal="$0.00"),
        OrderConfirmed(at=0, number="A 1", total="$9.00"),
        NotHeard(at=0, reason="no words"),
        NothingSaid(at=0),
        WakeRejected(at=0, score=0.5),
        Overrun(at=0, frames=3),
        StageFailed(at=0, stage=Stage.STORE, code="StoreError", message="unreachable"),
    ) == [
        "  cart: 2 x latte, large = $9.00",
        "  cart: empty",
        "order: A 1 is placed, $9.00 in all",
        "  (nothing was recognised: no words)",
        "  (nobody spoke)",
        "  (that was not the wake word)",
        "  (60 ms of sound were lost: this machine is too slow)",
        "failed: store StoreError unreachable",
    ]


def test_a_terminal_shows_what_the_assistant_is_doing() -> None:
    file = io.StringIO()
    with StatusLine(Console(file=file, force_terminal=True, width=80), 'say "alexa"') as status:
        for event in (
            LightsChanged(at=0, pattern="listening"),
            PartialHeard(at=0, text="add eggs"),
            LightsChanged(at=0, pattern="thinking"),
            LightsChanged(at=0, pattern="trouble"),
            LightsChanged(at=0, pattern="speaking"),
            LightsChanged(at=0, pattern="off"),
        ):
            status.saw(event)
    states = re.findall(r"● (\w+)", file.getvalue())
    assert states[:7] == ["asleep", "listening", "listening", "thinking", "trouble", "speaking", "asleep"]
    assert "add eggs" in file.getvalue()


def test_a_pipe_gets_no_status_line() -> None:
    file = io.StringIO()
    with StatusLine(Console(file=file), 'say "alexa"') as status:
        status.saw(LightsChanged(at=0, pattern="listening"))
    assert file.getvalue() == ""


# --- on a sound server


@pytest.fixture
def sound_server() -> Iterator[pulse.PulseAudio]:
    if lacking := pulse.missing():
        pytest.skip(f"not installed: {lacking}")
    with tempfile.TemporaryDirectory() as folder, pulse.PulseAudio(Path(folder)) as server:
        yield server


def spoken(words: str) -> bytes:
    return read(next(bundled().glob(f"{words}*.flac"))).pcm


@contextmanager
def running(
    folder: Path, sound_server: pulse.PulseAudio, *arguments: str
) -> Iterator["subprocess.Popen[str]"]:
    """A command on the sound server; it ends with the test, whatever comes of that."""
    with started(folder, arguments, variables=sound_server.environment) as process:
        try:
            yield process
        finally:
            process.kill()


@pytest.mark.slow
@pytest.mark.timeout(120)
@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_a_conversation_through_microphone_and_loudspeaker_ends_with_a_signal(
    tmp_path: Path, sound_server: pulse.PulseAudio, ending: signal.Signals
) -> None:
    trace = str(tmp_path / "trace.jsonl")
    with running(tmp_path, sound_server, "listen", "--trace", trace) as process:
        assert process.stdout
        assert process.stdout.readline() == 'Ready: say "alexa". Ctrl-C ends.\n'
        sound_server.say(spoken("alexa-wheres-my-order"))
        lines = []
        for line in process.stdout:
            lines.append(line)
            if line.startswith("aisle: "):
                break
        assert lines[0] == "  (alexa)\n"
        assert lines[-1] == "aisle: You have no orders yet.\n"
        process.send_signal(ending)  # while it speaks
        _, err = process.communicate()
    assert process.returncode == INTERRUPTED
    assert "Interrupted.\n" in err
    assert "Traceback" not in err
    assert '"kind":"replied"' in (tmp_path / "trace.jsonl").read_text()


@pytest.mark.slow
@pytest.mark.timeout(120)
def test_a_text_is_said_on_the_loudspeaker(tmp_path: Path, sound_server: pulse.PulseAudio) -> None:
    loudspeaker = sound_server.listen().stdout
    assert loudspeaker
    with running(tmp_path, sound_server, "say", "Hello.", "--voice", "pyttsx3") as process:
        assert any(any(loudspeaker.read(3_200)) for _ in range(100))
        _, err = process.communicate()
    assert (process.returncode, "Error" in err) == (0, False)
