"""Traces: the same for the same recording, read back, and drawn in the terminal."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import typer
from rich.console import Console
from typer.testing import CliRunner

from assistant.audio import samples
from assistant.bootstrap import load_engines
from assistant.errors import StorageError, UnusableInputError
from assistant.events import (
    CartUpdated,
    EarconPlayed,
    Event,
    Heard,
    LightsChanged,
    Meant,
    NothingSaid,
    NotMeant,
    OrderConfirmed,
    Overrun,
    Replied,
    SpeakingEnded,
    SpeakingStarted,
    SpeechEnded,
    SpeechStarted,
    Stage,
    StageFailed,
    StateChanged,
    WakeRejected,
    Woken,
)
from assistant.settings import Settings, Sound
from assistant.trace import TraceWriter, read_trace
from commands import FULL, aisle, needs_full_disk
from devices.cli.timeline import draw
from devices.cli.trace import trace
from devices.cli.turns import Lane, turns_of
from devices.recordings import files
from devices.recordings.bundled import bundled
from devices.recordings.direction import UntilAnswered
from devices.recordings.room import Room
from devices.recordings.session import run

WOKEN = b'{"at":320,"kind":"woken","by":"alexa","score":1.0}\n'
LINE = {"product": "latte", "quantity": 2, "options": {"size": "large"}}
TALK: list[Event] = [
    WakeRejected(at=samples(0.5), score=0.45),
    Woken(at=samples(1), by="alexa", score=0.98),
    LightsChanged(at=samples(1), pattern="listening"),
    EarconPlayed(at=samples(1), name="listening"),
    SpeechStarted(at=samples(1.2)),
    SpeechEnded(at=samples(3.5), ended=samples(3)),
    Heard(at=samples(3.5), text="add two [bold]large[/] lattes", confidence=0.9),
    Meant(at=samples(3.5), intent="AddToCart", slots={"items": [{"text": "latte"}]}, confidence=1.0),
    StateChanged(at=samples(3.5), before="idle", after="looking_up"),
    CartUpdated(at=samples(4), lines=(LINE,), subtotal="$9.00"),
    Replied(at=samples(4), key="added", text="I've added two large lattes.", invites=True),
    SpeakingStarted(at=samples(4)),
    SpeakingEnded(at=samples(6), complete=True, heard="I've added two large lattes."),
    Woken(at=samples(6), by="follow-up"),
    NothingSaid(at=samples(14)),
    Woken(at=samples(20), by="typed"),
    Heard(at=samples(20), text="yes", confidence=1),
    NotMeant(at=samples(20), reason="unclear"),
    OrderConfirmed(at=samples(21), number="A 1", total="$9.00"),
    StageFailed(at=samples(21), stage=Stage.STORE, code="StoreError", message="unreachable"),
    Overrun(at=samples(21), frames=3),
    Replied(at=samples(21), key="ordered", text="It is ordered. It comes soon.", invites=False),
    SpeakingStarted(at=samples(21)),
    SpeakingEnded(at=samples(22), complete=False, heard="It is ordered."),
]


def written(path: Path, events: list[Event]) -> Path:
    with TraceWriter(path) as writer:
        for event in events:
            writer.saw(event)
    return path


# --- written by the real engines


async def test_the_same_recording_gives_the_same_trace_byte_for_byte(tmp_path: Path) -> None:
    spoken = ("alexa-wheres-my-order.flac", "please-check-out.flac")
    pcm = bytes(2 * samples(4)).join(files.read(bundled() / name).pcm for name in spoken)
    engines = await load_engines(Settings())
    heard = []
    for number in range(2):
        settings = Settings(data_dir=tmp_path / str(number), sound=Sound(earcons=True))
        room, path = Room(pcm), tmp_path / f"{number}.jsonl"
        with TraceWriter(path) as writer:
            await run(settings, engines, room, UntilAnswered(len(pcm) // 2, button=False), [writer])
        heard.append((path.read_bytes(), room.assistant))
    assert heard[0] == heard[1]
    kinds = [event.kind for event in read_trace(tmp_path / "0.jsonl")]
    assert {"woken", "lights_changed", "earcon_played", "heard", "replied"} <= set(kinds)


# --- who may read it


@pytest.mark.parametrize("before", [None, 0o644, 0o600])
def test_a_trace_is_for_the_person_alone_whatever_was_there_before(
    tmp_path: Path, before: int | None
) -> None:
    path = tmp_path / "trace.jsonl"
    if before is not None:
        path.touch()
        path.chmod(before)
    written(path, TALK)
    assert path.stat().st_mode & 0o777 == 0o600


@needs_full_disk
def test_a_device_keeps_its_mode() -> None:
    before = FULL.stat().st_mode
    with pytest.raises(StorageError, match="Free some space"):
        written(FULL, TALK)
    assert FULL.stat().st_mode == before


# --- read back


def test_what_was_written_is_read_back(tmp_path: Path) -> None:
    read = read_trace(written(tmp_path / "trace.jsonl", TALK))
    assert read == TALK
    assert (read.cut_off, read.unknown) == (False, 0)


def test_a_trace_without_events_is_read_as_one(tmp_path: Path) -> None:
    assert read_trace(written(tmp_path / "trace.jsonl", [])) == []


@pytest.mark.parametrize(
    "end",
    [b'{"at":640,"kind":"hea', b'{"at":640,"kind":"heard","text":"caf\xc3', b"{", bytes(300), b"\n\n{\n"],
    ids=["in a key", "in a letter", "at the beginning", "zeros", "empty lines"],
)
def test_the_end_of_a_device_that_lost_its_power_is_told(tmp_path: Path, end: bytes) -> None:
    path = tmp_path / "trace.jsonl"
    path.write_bytes(WOKEN + end)
    read = read_trace(path)
    assert ([event.kind for event in read], read.cut_off) == (["woken"], True)


def test_a_device_may_lose_its_power_in_the_first_line(tmp_path: Path) -> None:
    path = tmp_path / "trace.jsonl"
    path.write_bytes(WOKEN[:20])
    read = read_trace(path)
    assert (len(read), read.cut_off) == (0, True)


@pytest.mark.parametrize(
    ("newer", "kept"),
    [
        (b'{"at":640,"kind":"smelled","what":"coffee"}\n', 2),
        (b'{"at":640,"kind":"nothing_said","mood":"cross"}\n', 3),
        (b'{"at":640,"kind":"stage_failed","stage":"nose","code":"E","message":""}\n', 2),
    ],
    ids=["kind", "field", "stage"],
)
def test_what_only_a_newer_version_knows_is_left_out_and_counted(
    tmp_path: Path, newer: bytes, kept: int
) -> None:
    path = tmp_path / "trace.jsonl"
    path.write_bytes(WOKEN + newer + WOKEN)
    read = read_trace(path)
    assert (len(read), read.unknown, read.cut_off) == (kept, 1, False)


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b'{"audio":"a.flac","text":"secret words"}\n', 1),
        (b"secret words\n", 1),
        (b"RIFF\x00\x00\xff\xfe secret words", 1),
        (b"secret words" * 200_000, 1),
        (b'"secret words"\n', 1),
        (WOKEN + b'{"at":320,"kind":"hea\n' + WOKEN, 2),
        (WOKEN + b"\n" + b'{"at":"secret words","kind":"nothing_said"}\n', 3),
        (b'{"at":320,"kind":["secret words"]}\n', 1),
        (b'{"kind":"secret words"}\n', 1),
        (b'{"at":320,"kind":"woken"}\n' + WOKEN, 1),
    ],
)
def test_another_file_is_refused_with_the_line_and_without_its_words(
    tmp_path: Path, content: bytes, line: int
) -> None:
    path = tmp_path / "other.jsonl"
    path.write_bytes(content)
    with pytest.raises(UnusableInputError, match=rf"other\.jsonl, line {line}: ") as caught:
        read_trace(path)
    assert "secret" not in str(caught.value)
    assert caught.value.fix


def test_a_file_that_cannot_be_opened_is_told(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.jsonl"):
        with pytest.raises(UnusableInputError, match="cannot be read"):
            read_trace(path)


# --- as turns


def test_a_turn_goes_from_one_wake_to_the_next() -> None:
    assert [(turn.number, turn.by, turn.start, turn.end) for turn in turns_of(TALK)] == [
        (1, "", 0.5, 0.5),
        (2, "alexa", 1, 6),
        (3, "follow-up", 6, 14),
        (4, "typed", 20, 22),
    ]


def test_a_turn_tells_what_lasted() -> None:
    _, called, unanswered, typed = turns_of(TALK)
    assert {span.lane: (span.start, span.end) for span in called.spans} == {
        Lane.LISTENING: (1, 3.5),
        Lane.SPEECH: (1.2, 3),
        Lane.THINKING: (3.5, 4),
        Lane.SPEAKING: (4, 6),
    }
    assert [(span.lane, span.end) for span in unanswered.spans] == [(Lane.LISTENING, 14)]
    assert [span.lane for span in typed.spans] == [Lane.THINKING, Lane.SPEAKING]


def test_what_is_not_over_at_the_end_of_a_trace_lasts_until_then() -> None:
    [turn] = turns_of([Woken(at=0, by="alexa"), SpeechStarted(at=16_000), WakeRejected(at=32_000, score=0.5)])
    assert [(span.lane, span.end) for span in turn.spans] == [(Lane.LISTENING, 2), (Lane.SPEECH, 2)]


def test_each_sentence_of_a_typed_talk_is_a_turn(tmp_path: Path) -> None:
    path = tmp_path / "trace.jsonl"
    aisle(tmp_path, "chat", "--trace", path, typed="help\nadd eggs to my cart\n")
    turns = turns_of(read_trace(path))
    assert [turn.marks[0].text for turn in turns] == ["help (1)", "add eggs to my cart (1)"]


# --- drawn


@contextmanager
def plain(width: int) -> Iterator[Console]:
    yield Console(file=io.StringIO(), width=width, color_system=None, force_terminal=True)


def on_terminal(width: int) -> list[str]:
    with plain(width) as console:
        for turn in turns_of(TALK):
            draw(console, turn)
        assert isinstance(console.file, io.StringIO)
        return [line.rstrip() for line in console.file.getvalue().splitlines()]


def test_a_terminal_shows_a_scale_bars_marks_and_texts() -> None:
    lines = on_terminal(70)
    begin = lines.index("Turn 2, alexa  1.00 s to 6.00 s")
    assert lines[begin : begin + 14] == [
        "Turn 2, alexa  1.00 s to 6.00 s",
        "   seconds 1         2         3         4         5",
        "           ┬─────────┬─────────┬─────────┬─────────┬─────────",
        " listening █████████████████████████ 2.50 s",
        "    speech   ██████████████████ 1.80 s",
        "  thinking                          █████ 0.50 s",
        "  speaking                               ████████████████████ 2.00 s",
        "    events WE                       TI   CR",
        " W 1.00 s woken      by alexa (0.98)",
        " E 1.00 s earcon     listening",
        " T 3.50 s transcript add two [bold]large[/] lattes (0.9)",
        ' I 3.50 s intent     AddToCart {"items": [{"text": "latte"}]}',
        "   3.50 s state      idle to looking_up",
        " C 4.00 s cart       2 x latte, large = $9.00",
    ]
    told = "\n".join(lines)
    for text in (
        "A 1, $9.00 in all",
        "store StoreError unreachable",
        "60 ms",
        "nobody spoke",
        "none: unclear",
    ):
        assert text in told
    assert "heard until then: It is ordered." in told


@pytest.mark.parametrize("width", [20, 47, 48, 80, 300])
def test_nothing_is_wider_than_the_terminal(width: int) -> None:
    assert max(map(len, on_terminal(width))) <= min(width, 120)


def test_a_narrow_terminal_gets_texts_instead_of_bars() -> None:
    lines = on_terminal(40)
    assert not any("█" in line for line in lines)
    assert "   1.00 s listening  2.50 s" in lines


def test_marks_at_the_right_edge_stay_in_the_drawing() -> None:
    many: list[Event] = [Woken(at=0, by="alexa")]
    many += [CartUpdated(at=samples(3), lines=(), subtotal="$0.00") for _ in range(200)]
    with plain(60) as console:
        draw(console, turns_of(many)[0])
        assert isinstance(console.file, io.StringIO)
        [events] = [line for line in console.file.getvalue().splitlines() if line.startswith("    events")]
    assert len(events.rstrip()) <= 60


def test_a_pipe_gets_a_line_each_in_the_order_of_time() -> None:
    file = io.StringIO()
    for turn in turns_of(TALK)[1:2]:
        draw(Console(file=file, width=40), turn)
    assert file.getvalue().splitlines()[:4] == [
        "Turn 2, alexa  1.00 s to 6.00 s",
        "      1.00 s  listening   until 3.50 s",
        "      1.00 s  woken       by alexa (0.98)",
        "      1.00 s  earcon      listening",
    ]
    assert (
        '      3.50 s  intent      AddToCart {"items": [{"text": "latte"}]}' in file.getvalue().splitlines()
    )


def test_a_trace_cannot_send_commands_to_the_terminal() -> None:
    [turn] = turns_of([Heard(at=0, text="\x1b[2J\x07eggs\n", confidence=1)])
    assert (
        turn.marks[0].text
        == "\N{REPLACEMENT CHARACTER}[2J\N{REPLACEMENT CHARACTER}eggs\N{REPLACEMENT CHARACTER} (1)"
    )


# --- the command


def shown(*arguments: str | Path) -> tuple[str, BaseException | None]:
    app = typer.Typer()
    app.add_typer(trace, name="trace")
    ended = CliRunner().invoke(app, ["trace", "show", *map(str, arguments)])
    return ended.output, ended.exception


def test_one_turn_may_be_chosen(tmp_path: Path) -> None:
    out, _ = shown(written(tmp_path / "trace.jsonl", TALK), "--turn", "3")
    assert out.startswith("Turn 3, follow-up")
    assert out.count("Turn") == 1


def test_a_turn_that_is_not_there_is_told_with_their_number(tmp_path: Path) -> None:
    _, error = shown(written(tmp_path / "trace.jsonl", TALK), "--turn", "9")
    assert isinstance(error, UnusableInputError)
    assert "it has 4" in str(error)


def test_a_trace_in_which_nothing_happened_is_told_politely(tmp_path: Path) -> None:
    out, error = shown(written(tmp_path / "trace.jsonl", []))
    assert (out, error) == ("The trace holds no turn: nothing has happened.\n", None)


def test_what_could_not_be_read_is_told_beneath(tmp_path: Path) -> None:
    path = tmp_path / "trace.jsonl"
    path.write_bytes(WOKEN + b'{"at":640,"kind":"smelled"}\n{"at":6')
    out, error = shown(path)
    assert error is None
    assert "is left out: 1 of the events and fields" in out
    assert "The last line is damaged" in out
