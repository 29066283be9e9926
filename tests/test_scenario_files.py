"""Scenario files: what is read, and how everything that does not fit is told."""

import json
import string
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from typer.testing import CliRunner

from assistant.errors import UnusableInputError
from devices.cli.app import build
from devices.cli.schema import File, schema, schema_of
from devices.recordings.files import write_wav
from devices.recordings.results import Report
from devices.recordings.scenarios.loading import load
from devices.recordings.scenarios.model import (
    ButtonTurn,
    IntoReply,
    Loaded,
    PowerCutTurn,
    RecordingTurn,
    Scenario,
    SilenceTurn,
    SpeechTurn,
)
from repository import ROOT

WHOLE = """\
# yaml-language-server: $schema=scenario.schema.json
name: A trip
store: market
household: {name: Jo, list: [tea]}
turns:
  - say: "Alexa, add milk."
    expect:
      intent: AddToCart
      cart: [{product: milk, quantity: 2}]
  - silence: 300 ms
  - button: pressed
    at: 1.2s into reply
  - recording: yes.wav
    text: "Yes."
  - power_cut: true
    at: in state placing
expect: {within: {sound: 1.5 s}, reply: {mentions: [price 4.99]}}
"""


def written(folder: Path, text: str | bytes) -> Path:
    file = folder / "trip.yaml"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return file


def loaded(folder: Path, text: str) -> Loaded:
    return load(written(folder, text))


def complaint(folder: Path, text: str | bytes) -> str:
    """What a person is told of a file, without its folder."""
    with pytest.raises(UnusableInputError) as error:
        load(written(folder, text))
    assert error.value.fix
    return error.value.what.replace(f"{folder}/", "")


def complaints(folder: Path, text: str) -> list[str]:
    head, *rest = complaint(folder, text).split("\n  ")
    assert head == "trip.yaml cannot be used:"
    return rest


def test_a_scenario_is_read_with_the_lines_of_its_parts(tmp_path: Path) -> None:
    write_wav(tmp_path / "yes.wav", bytes(640))
    found = loaded(tmp_path, WHOLE)
    turns = found.scenario.turns
    assert isinstance(turns[0], SpeechTurn)
    assert turns[0].expect.intent == "AddToCart"
    assert isinstance(turns[1], SilenceTurn)
    assert turns[1].silence == 0.3
    assert isinstance(turns[2], ButtonTurn)
    assert turns[2].at == IntoReply(seconds=1.2)
    assert isinstance(turns[4], PowerCutTurn)
    assert found.scenario.expect.within is not None
    assert found.scenario.expect.within.sound == 1.5
    assert (found.line("turns", 0, "expect", "cart"), found.line("turns", 2)) == (9, 11)
    assert found.line("turns", 1, "expect", "cart") == 10


def test_a_byte_order_mark_and_windows_line_ends_are_read(tmp_path: Path) -> None:
    found = loaded(tmp_path, "\ufeff" + "turns:\n  - typed: hello\n  - typed: bye\n".replace("\n", "\r\n"))
    assert (len(found.scenario.turns), found.line("turns", 1)) == (2, 3)


def test_yes_and_no_are_words_and_not_truth_values(tmp_path: Path) -> None:
    turn = loaded(tmp_path, "turns: [{typed: yes, expect: {intent: Yes, transcript: no}}]").scenario.turns[0]
    assert (turn.expect.intent, turn.expect.transcript) == ("Yes", "no")


def test_an_anchor_is_told_where_its_alias_stands(tmp_path: Path) -> None:
    text = "turns:\n  - typed: a\n    expect: &nothing {cart: []}\n  - typed: b\n    expect: *nothing\n"
    found = loaded(tmp_path, text)
    assert found.scenario.turns[1].expect.cart == ()
    assert found.line("turns", 1, "expect") == 5


def test_all_that_is_wrong_is_told_at_once_by_line_and_key(tmp_path: Path) -> None:
    text = """\
turns:
  - sya: hello
  - say: hello
    typed: hello
  - say: 5
    voice: jo
    expect:
      intnet: Choose
      cart: [{produkt: milk}]
      reply: {mention: [milk]}
      within: {sound: soon}
  - silence: long
  - 7
  - recording: no.wav
  - button: presed
household: {lits: []}
"""
    assert complaints(tmp_path, text) == [
        'line 2: turn 1: there is no key "sya"; did you mean "say"?',
        'line 4: turn 2: a turn is either "say" or "typed"; write two turns.',
        "line 5: turn 3, say: is to be a text, not a number.",
        'line 6: turn 3, voice: there is no voice "jo"; did you mean "joe"?',
        'line 8: turn 3, expect: there is no key "intnet"; did you mean "intent"?',
        'line 9: turn 3, expect, cart, item 1: there is no key "produkt"; did you mean "product"?',
        'line 10: turn 3, expect, reply: there is no key "mention"; did you mean "mentions"?',
        'line 11: turn 3, expect, within, sound: is to be a time like 1.5, "1.5 s" or "300 ms".',
        'line 12: turn 4, silence: is to be a time like 1.5, "1.5 s" or "300 ms".',
        "line 13: turn 5: is to be a table, not a number.",
        'line 14: turn 6, recording: there is no file "no.wav".',
        "line 15: turn 7, button: is to be 'pressed'.",
        'line 16: household: there is no key "lits"; did you mean "list"?',
    ]


@pytest.mark.parametrize(
    ("turn", "told"),
    [
        (
            "{expect: {}}",
            "turn 1: does not say what happens; it needs one of the keys recording, say, typed,",
        ),
        ("{say: ''}", "turn 1, say: is not to be empty."),
        ("{silence: -1}", "turn 1, silence: is to be at least 0."),
        ("{silence: 1000000 s}", "turn 1, silence: is to be at most 3600 s."),
        (
            "{say: a, expect: {lights: [of]}}",
            'lights, item 1: there is no light pattern "of"; did you mean "',
        ),
        (
            "{say: a, expect: {earcons: [close]}}",
            'item 1: there is no earcon "close"; did you mean "closed"?',
        ),
        (
            "{say: a, expect: {orders: [{total: twenty}]}}",
            "orders, item 1, total: is to be money as it is wri",
        ),
        ("{say: a, expect: {orders: [{total: twenty}]}}", '; did you mean "$20"?'),
        ("{say: a, expect: {orders: [{total: '4,99'}]}}", '; did you mean "$4.99"?'),
        ("{say: a, expect: {orders: [{total: much}]}}", 'is to be money as it is written, like "$4.99".'),
        (
            "{say: a, expect: {reply: {mentions: [milk, price four]}}}",
            "mentions, item 2: a price is to be a n",
        ),
        ("{say: a, expect: {reply: {mentions: [price four]}}}", '"price 4.99"; did you mean "price 4"?'),
        ("{say: a, expect: {reply: 'price 4,99'}}", "expect, reply: a price is to be a number in digits"),
        ("{say: a, expect: {reply: price four fifty}}", 'in digits, like "price 4.99".'),
        (
            "{typed: a, expect: {within: {sound: 1 s}}}",
            "turn 1, expect, within: typed words have no end of speech to count from.",
        ),
        ("{button: pressed, expect: {within: {sound: 1}}}", "there is no end of speech to count from."),
        ("{say: a, at: soon}", 'turn 1, at: is to be written like "1.2s into reply".'),
        ("{power_cut: true, at: in state plcing}", 'at: there is no state "plcing"; did you mean "placing"?'),
        ("{power_cut: false}", "turn 1, power_cut: is to be true."),
        (
            "{say: a, expect: {intent: AddToCard}}",
            'there is no intent "AddToCard"; did you mean "AddToCart"?',
        ),
        ("{say: a, expect: {state: choosin}}", 'there is no state "choosin"; did you mean "choosing"?'),
        ("{say: a, expect: {reply: 5}}", "turn 1, expect, reply: is to be a text or a table, not a number."),
        ("{say: a, expect: {reply: {pattern: '('}}}", "pattern: is no regular expression: missing )"),
        ("{say: a, expect: {woken: maybe}}", "turn 1, expect, woken: is to be true or false"),
        ("{say: a, expect: {lights: off}}", "turn 1, expect, lights: is to be a list, not a text."),
        ("{say: a, expect: {cart: [{quantity: 2}]}}", "turn 1, expect, cart, item 1, product: is missing."),
        ("{say: a, expect: [b]}", "turn 1, expect: is to be a table, not a list."),
        ("{silence: .inf}", "turn 1, silence: is to be a finite number."),
        ("{say: a, expect: {within: {sound: .inf}}}", "within, sound: is to be a finite number."),
        ("{say: a, at: " + 400 * "9" + "s into reply}", 'at: is to be written like "1.2s into reply".'),
        ("{noise: a.wav, gain: .nan}", "turn 1, gain: is to be"),
        ("{noise: a.wav, gain: 9000}", "turn 1, gain: is to be at most 60."),
        ("{typed: a, confidence: 1.1}", "turn 1, confidence: is to be at most 1."),
        ("{recording: .}", "turn 1, recording: is a folder, not a recording."),
        ("{noise: ../noise.wav}", "turn 1, noise: is outside the scenario's folder; copy it there."),
        ("{recording: /etc/hostname}", "turn 1, recording: is outside the scenario's folder; copy it there."),
        (r'{recording: "a\0b"}', "turn 1, recording: is no file name."),
    ],
)
def test_a_turn_is_judged_as_the_kind_that_was_meant(tmp_path: Path, turn: str, told: str) -> None:
    assert told in complaint(tmp_path, f"turns: [{turn}]")


@pytest.mark.parametrize(
    "text",
    [
        "turns: [{say: a, expect: {reply: {mentions: [price 4, 'Price $4.99', price tag, price]}}}]",
        "turns: [{say: a, expect: {orders: [{total: $4.99}, {total: -$1.00}, {total: 12.50 CHF}]}}]",
        "turns: [{say: a, expect: {lights: [off, listening], earcons: [closed], within: {sound: 1 s}}}]",
        "turns: [{typed: a}, {say: b}]\nexpect: {within: {reply: 2 s}}\nstore: {name: coffee}",
        "turns: [{silence: 3600}]",
    ],
)
def test_what_can_come_about_may_be_expected(tmp_path: Path, text: str) -> None:
    assert loaded(tmp_path, text).scenario.turns


def test_a_misspelt_recording_is_told_with_the_one_that_is_there(tmp_path: Path) -> None:
    (tmp_path / "clips").mkdir()
    write_wav(tmp_path / "clips" / "add-milk.wav", bytes(640))
    told = complaint(tmp_path, "turns: [{recording: clips/add-mlk.wav}]")
    assert told.endswith('there is no file "clips/add-mlk.wav"; did you mean "clips/add-milk.wav"?')


def test_a_link_out_of_the_folder_is_outside_of_it(tmp_path: Path) -> None:
    folder = tmp_path / "inside"
    folder.mkdir()
    write_wav(tmp_path / "secret.wav", bytes(640))
    (folder / "clip.wav").symlink_to(tmp_path / "secret.wav")
    assert "outside" in complaint(folder, "turns: [{recording: clip.wav}]")


def test_settings_are_checked_as_in_their_own_file(tmp_path: Path) -> None:
    text = "turns: [{typed: a}]\nsettings:\n  sond: {}\n  data_dir: /\n  wake: {sure: 3}\n"
    assert complaints(tmp_path, text) == [
        'line 3: settings: there is no key "sond"; did you mean "sound"?',
        "line 4: settings, data_dir: is not for a scenario, which has a data folder of its own.",
        "line 5: settings, wake, sure: is to be at most 1.",
    ]


def test_addresses_and_tokens_are_never_told(tmp_path: Path) -> None:
    text = "turns: [{typed: a}]\nhousehold: {address: [12 Elm Street], payment: {tok: tok_secret}}\n"
    told = complaint(tmp_path, text)
    assert "Elm" not in told
    assert "tok_secret" not in told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "trip.yaml is empty."),
        ("  \n\n", "trip.yaml is empty."),
        ("# nothing\n", "trip.yaml, line 1: a scenario is a table with the key `turns`."),
        ("- say: a\n", "trip.yaml, line 1: a scenario is a table with the key `turns`."),
        ("hello", "trip.yaml, line 1: a scenario is a table with the key `turns`."),
        ("{}", "turns: is missing."),
        ("turns: []", "trip.yaml, line 1: turns: is to hold something."),
        ("turns: {say: a}", "trip.yaml, line 1: turns: is to be a list, not a table."),
        ("turns:\n  - say: 'a\n", "trip.yaml, line 3: this is no valid YAML:"),
        ("turns:\n\t- say: a\n", "trip.yaml, line 2: this is no valid YAML:"),
        ("turns: [\n{say: a}", "trip.yaml, line 2: this is no valid YAML:"),
        ("a: b: c", "trip.yaml, line 1: this is no valid YAML:"),
        ("turns:\n  - say: \x07\n", "trip.yaml, line 2: this is no valid YAML: it has a character"),
        ("turns: [{say: a}]\n---\nturns: []\n", "this is no valid YAML"),
        ('a: "\\UFFFFFFFF"', "trip.yaml is no valid YAML."),
        (b"turns:\n  - say: caf\xe9\n", "trip.yaml, line 2: this is not UTF-8 text."),
        ("turns: [{say: a}]\nturns: [{say: b}]\n", "line 2: turns: is there twice; first in line 1."),
        ("? [a]\n: b\nturns: [{say: a}]", "line 1: a key is to be a text."),
        ("5: a\nturns: [{say: a}]", 'there is no key "5"; there are also: cart, expect, '),
        ("5: a", 'there is no key "5"; there are: cart, expect, '),
        ("name: a\nturns:\n  - say: a\n\n  -\n", "trip.yaml, line 5: turn 2: is empty."),
        ("turns: [{say: a, expect: {cart: [~]}}]", "turn 1, expect, cart, item 1: is empty."),
        ("turns: [{say: a, expect: {lights: [~]}}]", "turn 1, expect, lights, item 1: is empty."),
        ("turns: [{say: a}]\nstore: supermarket", 'line 2: store: there is no store "supermarket"; did you'),
        ("turns: [{say: a}]\nstore: {name: coffe}", 'store, name: there is no store "coffe"; did you mean'),
        ("turns: [{say: a}]\nsettings: {store: {name: cofee}}", "settings, store, name: there is no store"),
        ("turns: [{typed: a}]\nexpect: {within: {reply: 1}}", "expect, within: typed words have no end of"),
        ("turns: [{say: a}]\n" * 60_000, "is larger than it can be"),
    ],
)
def test_what_is_no_scenario_is_told_in_a_sentence(tmp_path: Path, text: str | bytes, told: str) -> None:
    assert told in complaint(tmp_path, text)


def test_a_missing_file_and_a_folder_are_told(tmp_path: Path) -> None:
    with pytest.raises(UnusableInputError, match="There is no file"):
        load(tmp_path / "none.yaml")
    with pytest.raises(UnusableInputError, match="is a folder"):
        load(tmp_path)
    with pytest.raises(UnusableInputError, match="cannot be read"):
        load(Path("a\0b.yaml"))


def test_tags_make_nothing(tmp_path: Path) -> None:
    made = tmp_path / "made"
    text = f"turns: !!python/object/apply:os.mkdir ['{made}']\n"
    assert "has a tag, which has no meaning here" in complaint(tmp_path, text)
    assert not made.exists()


@pytest.mark.parametrize(
    "text",
    [
        "turns: &turns [*turns]",
        "turns: " + "[" * 1_000,
        "turns: " + "{a: " * 60 + "b" + "}" * 60,
        "\n".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}' if n else 'lol'] * 9)}]" for n in range(12)),
    ],
    ids=["circle", "open brackets", "deep", "a billion laughs"],
)
def test_hostile_files_are_turned_down(tmp_path: Path, text: str) -> None:
    assert "trip.yaml" in complaint(tmp_path, text)


def test_of_very_many_complaints_the_first_are_told(tmp_path: Path) -> None:
    told = complaints(tmp_path, "turns:\n" + "  - {say: a, x: b}\n" * 30)
    assert len(told) == 21
    assert told[-1] == "and 10 more"


@settings(deadline=None, max_examples=50)
@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(string.printable), st.lists))
def test_whatever_the_turns_are_nothing_but_a_sentence_is_raised(value: Any) -> None:
    with TemporaryDirectory() as folder, suppress(UnusableInputError):
        load(written(Path(folder), json.dumps({"turns": value, "expect": {"cart": value}})))


# --- schemas


@pytest.mark.parametrize("which", File)
def test_each_kind_of_file_has_a_schema_with_descriptions(which: File) -> None:
    found = schema_of(which)
    tables = {"": found, **found["$defs"]}
    bare = [
        (table, key)
        for table, what in tables.items()
        for key, field in what.get("properties", {}).items()
        if not {"description", "$ref", "const"} & field.keys()
    ]
    assert bare == []


def test_the_schema_of_a_scenario_allows_what_is_read_and_nothing_else() -> None:
    found = schema_of(File.SCENARIO)
    kinds = {each["$ref"].rpartition("/")[2] for each in found["properties"]["turns"]["items"]["oneOf"]}
    assert {"SpeechTurn", "PowerCutTurn", "RecordingTurn"} <= kinds
    assert found["required"] == ["turns"]
    assert found["additionalProperties"] is False
    assert {"type": "string"} in found["$defs"]["SpeechTurn"]["properties"]["at"]["anyOf"]
    silence = found["$defs"]["SilenceTurn"]["properties"]["silence"]
    assert {each["type"] for each in silence["anyOf"]} == {"number", "string"}


def test_the_schema_of_a_report_is_the_one_that_is_written() -> None:
    assert set(schema_of(File.REPORT)["properties"]) >= set(Report.model_fields)


def test_the_command_writes_a_schema(tmp_path: Path) -> None:
    app = build()
    if "schema" not in {command.name for command in app.registered_commands}:
        app.command("schema")(schema)
    file = tmp_path / "scenario.schema.json"
    assert CliRunner().invoke(app, ["schema", "scenario", "--output", str(file)]).exit_code == 0
    assert json.loads(file.read_text()) == schema_of(File.SCENARIO)
    printed = CliRunner().invoke(app, ["schema", "corpus"])
    assert json.loads(printed.stdout)["title"] == "A line of a corpus of Aisle"


def test_an_unknown_kind_of_file_is_told_in_a_sentence() -> None:
    ended = CliRunner().invoke(build(), ["schema", "foo"])
    assert ended.exit_code == 2
    told = " ".join(ended.output.replace("│", " ").split())
    assert "'foo' is none of scenario, corpus, report." in told
    assert "Value error" not in told


def test_the_models_own_errors_are_about_one_kind_of_turn() -> None:
    with pytest.raises(ValidationError) as error:
        Scenario.model_validate({"turns": [{"say": "a", "gain": 3}]})
    assert len([each for each in error.value.errors() if each["type"] != "too_short"]) == 1


def test_the_scenario_of_the_readme_can_be_loaded(tmp_path: Path) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    file = tmp_path / "readme.yaml"
    file.write_text(readme.split("```yaml\n")[1].split("```")[0], encoding="utf-8")
    write_wav(tmp_path / "alexa-wheres-my-order.flac", bytes(3_200))
    assert [turn.at for turn in load(file).scenario.turns if isinstance(turn, RecordingTurn)] == [
        IntoReply(seconds=1)
    ]
