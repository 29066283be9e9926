"""Corpora: what is played, what cannot be, and whether what came of it is what was expected."""

import json
import os
from pathlib import Path

import pytest

from devices.recordings.conditions.steps import Condition, Gain
from devices.recordings.corpus import Kind, Problem, Recording, gather, told_apart, varied
from devices.recordings.expectation import Expectation, ExpectedLine
from devices.recordings.judging import Observed, judged
from devices.recordings.matching import same_cart
from devices.recordings.naming import name_of, words
from devices.recordings.stopwatch import Exchange

LATTE = {"product": "latte", "quantity": 2, "options": {"size": "large"}}


def corpus(folder: Path, *lines: object) -> Path:
    """A corpus whose every recording is there, each with other content."""
    text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    (folder / "corpus.jsonl").write_text(text, encoding="utf-8")
    laid(folder, *(line["audio"] for line in lines if isinstance(line, dict) and "audio" in line))
    return folder


def laid(folder: Path, *names: object) -> Path:
    """Files that are not empty, each with other content; names that are none are passed over."""
    for name in names:
        if isinstance(name, str) and name and ".." not in name and "\0" not in name:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            if not (folder / name).exists():
                (folder / name).write_text(name)
    return folder


def named(found: object) -> str:
    assert isinstance(found, Recording | Problem)
    return found.name


def recordings(*paths: Path) -> list[Recording]:
    return [each for each in gather(paths) if isinstance(each, Recording)]


def problems(*paths: Path) -> list[Problem]:
    return [each for each in gather(paths) if isinstance(each, Problem)]


# --- what is meant by a path


def test_a_corpus_gives_its_recordings_in_order_with_what_is_expected(tmp_path: Path) -> None:
    expect = {"intent": "AddToCart", "slots": {"quantity": 2}, "cart": [LATTE], "reply": "added"}
    line = {"audio": "b.flac", "text": "Two lattes.", "expect": expect, "speech": [0.5, 1.75]}
    first, second = recordings(corpus(tmp_path, line, {"audio": "in/a.flac"}))
    assert (first.name, first.path, first.text) == ("b.flac", tmp_path.resolve() / "b.flac", "Two lattes.")
    assert (first.expect, first.speech) == (Expectation.model_validate(expect), (0.5, 1.75))
    assert (second.name, second.expect.given, second.speech) == ("in/a.flac", False, None)


def test_the_index_may_be_named_instead_of_its_folder(tmp_path: Path) -> None:
    corpus(tmp_path, {"audio": "a.flac"}).joinpath("corpus.jsonl").rename(tmp_path / "other.jsonl")
    assert list(map(named, gather([tmp_path / "other.jsonl"]))) == ["a.flac"]


def test_a_folder_without_an_index_gives_what_can_be_played_in_it(tmp_path: Path) -> None:
    laid(tmp_path, "b.wav", "notes.txt", "in/a.FLAC", "in/talk.yaml", ".hidden.wav", ".git/c.wav", "d.raw")
    (tmp_path / "in/seen.jsonl").write_text('\n{"kind":"woken","at":320,"by":"alexa","score":1.0}\n')
    (tmp_path / "in/other.jsonl").write_text('{"intent": "Yes"}\n')
    assert [(each.name, each.kind) for each in recordings(tmp_path)] == [
        ("b.wav", Kind.SOUND),
        ("d.raw", Kind.SOUND),
        ("in/a.FLAC", Kind.SOUND),
        ("in/seen.jsonl", Kind.TRACE),
        ("in/talk.yaml", Kind.SCENARIO),
    ]


def test_a_corpus_in_a_folder_keeps_its_index(tmp_path: Path) -> None:
    corpus(laid(tmp_path, "top.wav", "in/stray.wav") / "in", {"audio": "a.wav", "text": "Yes."})
    assert [(each.name, each.text) for each in recordings(tmp_path)] == [
        ("a.wav", "Yes."),
        ("top.wav", "top"),
    ]


@pytest.mark.parametrize(
    ("name", "kind"), [("a.wav", Kind.SOUND), ("a", Kind.SOUND), ("a.yml", Kind.SCENARIO)]
)
def test_a_file_is_what_its_name_says(tmp_path: Path, name: str, kind: Kind) -> None:
    path = laid(tmp_path, name) / name
    assert list(gather([path])) == [Recording(name, path, kind)]


def test_lines_of_events_are_a_trace(tmp_path: Path) -> None:
    (tmp_path / "day.jsonl").write_text('{"kind":"woken","at":320}\n{"kind":"cut o')
    assert [each.kind for each in recordings(tmp_path / "day.jsonl")] == [Kind.TRACE]


def test_recordings_of_the_same_name_are_told_apart(tmp_path: Path) -> None:
    laid(tmp_path, "one/a.wav", "two/a.wav", "two/b.wav")
    names = [str(tmp_path / "one" / "a.wav"), str(tmp_path / "two" / "a.wav"), "b.wav"]
    found = told_apart(recordings(tmp_path / "one", tmp_path / "two"))
    assert [each.name for each in found] == names


def test_a_file_has_the_same_name_in_every_working_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    laid(tmp_path, "in/a.wav", "in/talk.yaml", "other/a.wav")
    keys = []
    for folder, up in ((tmp_path, Path()), (tmp_path / "in", Path(".."))):
        monkeypatch.chdir(folder)
        both = (up / "in" / "a.wav", up / "in" / "talk.yaml")
        keys.append([each.key for each in recordings(*both)])
        apart = told_apart(recordings(up / "in" / "a.wav", tmp_path / "other" / "a.wav"))
        assert all(Path(each.name).is_absolute() for each in apart)
    assert keys[0] == keys[1] == [("a.wav", "", 1), ("talk.yaml", "", 1)]


# --- names that are words


@pytest.mark.parametrize(
    ("stem", "said"),
    [
        ("turn_on_the_lights", "turn on the lights"),
        ("add-two-eggs_2", "add two eggs"),
        ("add two eggs (3)", "add two eggs"),
        ("add-2-eggs", "add 2 eggs"),
        ("where's-my-order", "where's my order"),
        ("turn-on-the-tv", "turn on the tv"),
        ("Yes", "Yes"),
        ("añade-leche", "añade leche"),
        ("우유-주세요", "우유 주세요"),
        ("0075d273-51bb-47cb-b323-4437bd0de029", None),
        ("d41d8cd98f00b204e9800998ecf8427e", None),
        ("deadbeefcafe", None),
        ("kqzxvbn", None),
        ("84-121123-0001", None),
        ("p225_001", None),
        ("clip_0001", None),
        ("New Recording 3", None),
        ("7", None),
        ("_", None),
    ],
)
def test_a_name_is_taken_for_words_only_where_it_is_some(stem: str, said: str | None) -> None:
    assert words(stem) == said


def test_the_recordings_of_a_plain_folder_have_their_names_as_text(tmp_path: Path) -> None:
    laid(tmp_path, "add-two-eggs_2.flac", "0001.flac", "talk.yaml")
    assert [each.text for each in recordings(tmp_path)] == [None, "add two eggs", None]


def test_of_what_is_out_of_the_vocabulary_nothing_may_be_understood(tmp_path: Path) -> None:
    laid(tmp_path, "oov/what-time-is-it.wav", "oov_1.wav", "OOV-sing.wav", "oovy.wav")
    rejected = {each.name: each.expect.rejected for each in recordings(tmp_path)}
    assert rejected == {
        "OOV-sing.wav": True,
        "oov_1.wav": True,
        "oov/what-time-is-it.wav": True,
        "oovy.wav": None,
    }
    assert all(each.text is None for each in recordings(tmp_path / "oov"))
    assert recordings(tmp_path / "oov")[0].expect == Expectation(rejected=True)


@pytest.mark.parametrize(
    ("text", "taken", "name"),
    [
        ("Where's my order?", {}, "wheres-my-order"),
        ("Add 2 eggs, please.", {}, "add-2-eggs-please"),
        ("Yes!", {"yes"}, "yes_2"),
        ("Yes!", {"yes", "yes_2"}, "yes_3"),
        ("../../etc/passwd", {}, "etc-passwd"),
        ("word " * 50, {}, "-".join(["word"] * 20)),
        ("x" * 300, {}, "sentence"),
    ],
)
def test_a_name_is_made_of_words(text: str, taken: set[str], name: str) -> None:
    assert name_of(text, taken) == name


# --- again, and under other conditions


def test_each_recording_is_played_under_each_condition_in_every_round() -> None:
    first, second = (Recording(name, Path(name)) for name in "ab")
    loud, soft = (Condition(steps=(Gain(db=db),), seed=7) for db in (6, -6))
    found = varied([first, second], [loud, soft], 2)
    assert [(each.name, each.condition.label, each.repetition) for each in found] == [
        (name, label, repetition)
        for repetition in (1, 2)
        for label in ("gain +6 dB", "gain -6 dB")
        for name in "ab"
    ]
    assert {each.condition.seed for each in found} == {7}
    assert len({each.id for each in found}) == len(found)


def test_without_conditions_recordings_are_played_as_they_are() -> None:
    recording = Recording("a", Path("a"), text="Yes.")
    assert varied([recording], []) == [recording]


# --- what cannot be played


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "JSON"),
        ('{"text": "no audio"}', "audio"),
        ('{"audio": ""}', "audio"),
        ('{"audio": 7}', "audio"),
        ('{"audio": "good.flac", "speaker": 3}', 'There is no key "speaker"'),
        (
            '{"audio": "a", "expect": {"intnt": "Yes"}}',
            'expect: there is no key "intnt"; did you mean "intent"?',
        ),
        (
            '{"audio": "a", "expect": {"cart": [{"quantity": 1}]}}',
            "expect, cart, item 1, product: is missing.",
        ),
        ('{"audio": "a", "expect": "Yes"}', "expect"),
        ('{"audio": "a", "speech": [2, 1]}', "Speech ends before it begins."),
        ('{"audio": "a", "speech": [1]}', "speech: is to be a begin and an end in seconds, as [0.5, 1.75]."),
        (
            '{"audio": "a", "expect": {"intent": "AdToCart"}}',
            'no intent "AdToCart"; did you mean "AddToCart"?',
        ),
        ('{"audio": "a", "expect": {"state": "idl"}}', 'there is no state "idl"; did you mean "idle"?'),
        ('{"audio": "a", "expect": {"lights": ["off", "lisening"]}}', "expect, lights, item 2: there is no"),
        ('{"audio": "a", "expect": {"orders": [{"total": "five"}]}}', "expect, orders, item 1, total: "),
        (
            '{"audio": "a", "expect": {"earcons": ["ping"]}}',
            "there are: listening, closed, notice, trouble, done.",
        ),
        ('{"audio": "a", "expect": {"cart": [{"product": "x", "quantity": 0}]}}', "is to be at least 1."),
        (
            '{"audio": "a", "expect": {"reply": 7}}',
            "expect, reply: is to be a text or a table, not a number.",
        ),
        (
            '{"audio": "a", "expect": {"reply": {"none": true, "key": "x"}}}',
            "expect, reply, none: is the only",
        ),
        (
            '{"audio": "a", "expect": {"within": {"reply": "quick"}}}',
            'reply: is to be a time like 1.5, "1.5 s"',
        ),
        ('{"audio": "a", "expect": {"rejected": true, "rejected": false}}', 'key "rejected" is there twice'),
        ('{"audio": "a" "text": "b"}', "It is no valid JSON: expected `,` or `}`, at character 15."),
        ('{"audio": "a", "speech": [-1, 1e999]}', "speech"),
        ('{"audio": "a\\u0000b"}', "no file name"),
        ("[1]", "object"),
        ("[" * 10_000, "JSON"),
        ('{"audio": "good.flac", "text": "' + "a" * 1_000_000 + '"}', "longer than 1 MB"),
    ],
)
def test_a_bad_line_is_told_with_its_number_and_the_rest_is_played(
    tmp_path: Path, line: str, reason: str
) -> None:
    bad, good = gather([corpus(tmp_path, line, {"audio": "good.flac"})])
    assert isinstance(bad, Problem)
    assert bad.name == "corpus.jsonl, line 1"
    assert reason in bad.reason
    assert named(good) == "good.flac"


def test_what_a_bad_line_holds_is_not_told(tmp_path: Path) -> None:
    lines = ({"audio": 7, "text": "a secret"}, {"audio": "a", "text": ["a secret"]}, '{"text": "a secret')
    assert len(problems(corpus(tmp_path, *lines))) == 3
    assert all("secret" not in problem.reason for problem in problems(tmp_path))


@pytest.mark.parametrize("audio", ["../a.flac", "/etc/passwd", "in/../../a.flac"])
def test_a_recording_outside_the_corpus_is_refused(tmp_path: Path, audio: str) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "corpus.jsonl").write_text(json.dumps({"audio": audio}))
    (problem,) = problems(tmp_path / "in")
    assert problem.name == audio
    assert "outside" in problem.reason


def test_a_link_does_not_lead_out_of_the_corpus(tmp_path: Path) -> None:
    laid(tmp_path, "other/a.flac", "corpus/b.flac")
    (tmp_path / "corpus" / "a.flac").symlink_to(tmp_path / "other" / "a.flac")
    (tmp_path / "corpus" / "c.flac").symlink_to(tmp_path / "corpus" / "b.flac")
    (tmp_path / "corpus" / "circle.flac").symlink_to(tmp_path / "corpus" / "circle.flac")
    lines = [json.dumps({"audio": name}) for name in ("a.flac", "c.flac", "circle.flac")]
    outside, inside, circle = gather([corpus(tmp_path / "corpus", *lines)])
    assert isinstance(outside, Problem)
    assert "outside" in outside.reason
    assert isinstance(inside, Recording)
    assert isinstance(circle, Problem)


def test_files_that_are_missing_empty_or_none_are_told_before_anything_is_played(tmp_path: Path) -> None:
    names = ("none.wav", "empty.wav", "folder.wav", "pipe.wav", "good.wav")
    (tmp_path / "empty.wav").touch()
    (tmp_path / "folder.wav").mkdir()
    os.mkfifo(tmp_path / "pipe.wav")
    laid(tmp_path, "good.wav")
    told = problems(corpus(tmp_path, *(json.dumps({"audio": name}) for name in names)))
    assert [each.name for each in told] == list(names[:-1])
    for each, reason in zip(told, ("There is no file", "is empty", "is a folder", "is a pipe"), strict=True):
        assert reason in each.reason
    assert [each.name for each in recordings(tmp_path)] == ["good.wav"]


@pytest.mark.parametrize(
    ("name", "beginning", "reason"),
    [
        ("a.wav", b"fLaC\0\0\0\x22", "It is FLAC inside a .wav: call it a.flac."),
        ("a.flac", b"RIFF\0\0\0\0WAVE", "It is WAV inside a .flac: call it a.wav."),
        ("a.wav", b"\xff\xfb\x90\x64", "It is MP3 inside a .wav: call it a.mp3."),
        ("a.WAV", b"ID3\4\0\0\0\0\0\2\0\0fLaC", "It is FLAC inside a .wav: call it a.flac."),
        ("a.wav", b"\0\0\0\x20ftypM4A ", "It is MPEG-4 inside a .wav: convert it to FLAC or WAV."),
        ("a.mp3", b"\xff\xf1\x50\x80", "It is AAC inside a .mp3: convert it to FLAC or WAV."),
        ("a.raw", b"fLaC\0\0\0\x22", "It is FLAC inside a .raw: call it a.flac."),
        ("a.m4a", b"\0\0\0\x20ftypM4A ", ".m4a files are not read: convert it to FLAC or WAV."),
        ("a.webm", b"anything", ".webm files are not read: convert it to FLAC or WAV."),
        ("a.m4a", b"OggS", "It is Ogg inside a .m4a: call it a.ogg."),
    ],
)
def test_what_is_not_what_its_name_says_is_told_and_the_rest_is_played(
    tmp_path: Path, name: str, beginning: bytes, reason: str
) -> None:
    (tmp_path / name).write_bytes(beginning)
    assert list(gather([tmp_path / name])) == [Problem(name, reason)]
    assert problems(laid(tmp_path, "good.wav")) == [Problem(name, reason)]
    assert list(map(named, gather([corpus(tmp_path, {"audio": name}, {"audio": "good.wav"})]))) == [
        name,
        "good.wav",
    ]
    assert [each.name for each in recordings(tmp_path)] == ["good.wav"]


@pytest.mark.parametrize(
    ("name", "beginning"),
    [
        ("a.wav", b"RF64\xff\xff\xff\xffWAVE"),
        ("a.wav", b"NIST_1A\n   1024"),
        ("a.aif", b"FORM\0\0\0\0AIFC"),
        ("a.opus", b"OggS"),
        ("a.mp3", b"ID3\4\0\0\0\0\0\0\0\0"),
        # A sample may be any number.
        ("a.raw", b"\xff\xfb\x90\x64"),
        # No suffix says nothing.
        ("a", b"fLaC"),
    ],
)
def test_what_is_what_its_name_says_is_played(tmp_path: Path, name: str, beginning: bytes) -> None:
    (tmp_path / name).write_bytes(beginning)
    assert [each.name for each in recordings(tmp_path / name)] == [name]


def test_what_holds_sound_in_a_folder_is_never_passed_over_in_silence(tmp_path: Path) -> None:
    laid(tmp_path, "README.md", "notes", "in/notes.txt", "a.wav")
    (tmp_path / "in" / "take 1").write_bytes(b"fLaC\0\0\0\x22")
    (tmp_path / "memo.dat").write_bytes(b"#!AMR\n")
    (tmp_path / "photo.heic").write_bytes(b"\0\0\0\x20ftypheic")
    (tmp_path / "text.utf16").write_text("Yes.", encoding="utf-16")
    (tmp_path / "zz").symlink_to(tmp_path / "in", target_is_directory=True)
    os.mkfifo(tmp_path / "pipe")
    assert [(each.name, each.reason) for each in problems(tmp_path)] == [
        ("in/take 1", "It is FLAC, which its name does not say: call it take 1.flac."),
        ("memo.dat", "It is AMR, which its name does not say: convert it to FLAC or WAV."),
        ("zz", "It is a link to a folder, and is not followed."),
    ]
    assert [each.name for each in recordings(tmp_path)] == ["a.wav"]


@pytest.mark.timeout(10)
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    for name in ("corpus.jsonl", "trace.jsonl", "a.yaml", "in/b.jsonl"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        os.mkfifo(tmp_path / name)
        assert "pipe" in problems(tmp_path / name)[0].reason
    assert "pipe" in problems(tmp_path)[0].reason
    assert "neither" in problems(tmp_path / "in")[0].reason


def test_an_empty_index_an_empty_folder_and_a_missing_path_are_told(tmp_path: Path) -> None:
    assert "lists no recordings" in problems(corpus(tmp_path, "", "  "))[0].reason
    assert "is empty" in problems(corpus(tmp_path))[0].reason
    (tmp_path / "empty").mkdir()
    assert "neither" in problems(tmp_path / "empty")[0].reason
    for name in ("none/corpus.jsonl", "none.wav", "none", "none.yaml"):
        assert problems(tmp_path / name)[0].name in {Path(name).name, str(tmp_path / "none/corpus.jsonl")}
        assert f"There is no file {tmp_path / name}" in problems(tmp_path / name)[0].reason


def test_text_that_is_no_utf_8_spoils_only_its_line(tmp_path: Path) -> None:
    laid(tmp_path, "a", "b")
    (tmp_path / "corpus.jsonl").write_bytes(
        b'\xef\xbb\xbf{"audio": "a"}\r\n{"audio": "\xff"}\n\n{"audio": "b"}'
    )
    assert list(map(named, gather([tmp_path]))) == ["a", "corpus.jsonl, line 2", "b"]


def test_a_name_that_is_no_text_can_be_written_all_the_same(tmp_path: Path) -> None:
    strange = Path(os.fsdecode(bytes(tmp_path) + b"/\xff.wav"))
    strange.write_text("sound")
    (recording,) = recordings(tmp_path)
    assert (recording.name, recording.path, recording.text) == ("?.wav", strange, None)
    strange.write_bytes(b"")
    (problem,) = problems(tmp_path)
    assert (problem.name + problem.reason).encode()


# --- what comes twice


def test_a_file_that_is_named_twice_is_played_once(tmp_path: Path) -> None:
    laid(tmp_path, "a.wav", "talk.yaml")
    for name in ("a.wav", "talk.yaml"):
        first, second = gather([tmp_path / name, tmp_path / "." / name])
        assert isinstance(first, Recording)
        assert isinstance(second, Problem)
        assert second == Problem(name, f"{name} was named before; it is played once.")


def test_a_line_about_the_same_file_is_told(tmp_path: Path) -> None:
    found = list(gather([corpus(tmp_path, {"audio": "a.wav"}, {"audio": "./a.wav", "text": "Yes."})]))
    told = "./a.wav is the same file as a.wav in line 1; it is played once."
    assert found[1] == Problem("corpus.jsonl, line 2", told)
    assert named(found[0]) == "a.wav"


def test_a_second_line_about_a_file_names_the_first(tmp_path: Path) -> None:
    lines = [{"audio": "a.wav"}, {"audio": "b.wav"}, {"audio": "a.wav", "text": "Yes."}]
    (problem,) = problems(corpus(tmp_path, *lines))
    told = "a.wav was named before in line 1; it is played once."
    assert problem == Problem("corpus.jsonl, line 3", told)
    alone, twice = list(gather([tmp_path, tmp_path / "b.wav"]))[-1], list(gather([tmp_path, tmp_path]))[-1]
    assert alone == Problem(
        "b.wav", f"b.wav was named before in line 2 of {tmp_path / 'corpus.jsonl'}; it is played once."
    )
    assert twice == Problem("corpus.jsonl, line 3", told)


def test_the_same_sound_under_another_name_is_played_once(tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_bytes(b"sound")
    (tmp_path / "b.wav").write_bytes(b"other")
    (tmp_path / "c.wav").write_bytes(b"sound")
    (tmp_path / "d.wav").write_bytes(b"sound")
    assert [each.name for each in recordings(tmp_path)] == ["a.wav", "b.wav"]
    copy = "It is a copy of a.wav, and is not played again."
    assert problems(tmp_path) == [Problem("c.wav", copy), Problem("d.wav", copy)]


# --- right or wrong


def test_carts_are_compared_by_product_quantity_and_options_in_any_order() -> None:
    expected = [
        ExpectedLine(product="Latte", quantity=2, options={"size": "large", "milk": "soy"}),
        ExpectedLine(product="mocha"),
    ]
    found = [
        {"product": "mocha", "quantity": 1, "options": {}},
        {"product": "latte", "quantity": 2, "options": {"milk": "soy", "size": "large"}},
    ]
    assert same_cart(expected, found)
    assert not same_cart(expected, found[1:])
    assert not same_cart(expected, [*found, found[0]])
    assert not same_cart(expected, [found[0], found[1] | {"quantity": 1}])
    assert not same_cart(expected, [found[0], found[1] | {"options": {"size": "large"}}])
    assert same_cart([], [])


def test_every_thing_that_is_expected_is_judged_by_itself() -> None:
    turns = [
        Exchange(
            intent="AddToCart", slots={"items": [{"text": "oat milk", "quantity": 2, "unit": "carton"}]}
        ),
        Exchange(intent="Choose", keys=["added"], replies=["I've added 2 of the Oatly."]),
    ]
    expect = Expectation.model_validate(
        {
            "intent": "AddToCart",
            "slots": {"items": [{"text": "Oat milk", "quantity": 2}]},
            "cart": [LATTE],
            "reply": "added",
        }
    )
    assert came_about(expect, turns) == {"intent": True, "slots": True, "cart": False, "reply": True}
    assert came_about(Expectation(reply="2 of the oatly"), turns) == {"reply": True}
    assert came_about(Expectation(reply="of the o"), turns) == {"reply": False}
    assert came_about(Expectation(slots={"items": []}), turns) == {"slots": False}
    assert came_about(Expectation(), turns) == {}


def came_about(expect: Expectation, turns: list[Exchange]) -> dict[str, bool]:
    return {what: not complaint for what, complaint in judged(expect, Observed(turns=turns)).items()}
