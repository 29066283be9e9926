"""Expectations rewritten to what came about: only those that did not hold, and nothing around them."""

import json
import string
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.errors import StorageError, UnusableInputError
from devices.recordings.conditions.steps import Condition, Gain
from devices.recordings.corpus import Recording
from devices.recordings.expectation import Expectation, ExpectedTimes
from devices.recordings.judging import Observed, judged
from devices.recordings.observation import seen
from devices.recordings.outcome import Result, Step, result
from devices.recordings.scenarios.document import parse
from devices.recordings.scenarios.loading import load
from devices.recordings.scenarios.model import Loaded
from devices.recordings.scenarios.rewriting import rewritten, with_value
from devices.recordings.scenarios.updating import Update, updated, updated_index
from devices.recordings.stopwatch import Exchange, Latency, Stopwatch

FILE = Path("trip.yaml")
TRIP = """\
# What Jo buys.
store: market

turns:
  - say: "Add milk."   # politely
    expect:
      intent:  AddToCart    # always
      reply: 'added'
      state: idle
      slots: {items: [{text: milk, quantity: 2}]}
      cart:   # in any order
        # the first
        - {product: Milk, quantity: 2}   # cartons
        # the second
        - product: eggs
          quantity: 1

      lights: [listening,  thinking]

  # the end
  - say: Yes
    expect: { intent: "Yes", reply: {key: ordered, mentions: [price 4.99]}, within: {sound: 1.5 s} }
expect:
  orders: [{total: $4.99}]
"""
MILK = {"product": "milk", "quantity": 2}


def loaded(folder: Path, text: str = TRIP) -> Loaded:
    file = folder / FILE
    file.write_bytes(text.encode())
    return load(file)


def step(found: Loaded, turn: int | None, observed: Mapping[str, Any], *right: str) -> Step:
    """A step of which all that was expected did not come about, but for what is right."""
    scenario = found.scenario
    expect = scenario.expect if turn is None else scenario.turns[turn - 1].expect
    given = [name for name in Expectation.model_fields if getattr(expect, name) is not None]
    return Step(
        name="end" if turn is None else f"turn {turn}: say",
        expect=expect,
        verdicts={name: name in right for name in given},
        observed=observed,
    )


def changed(update: Update) -> list[str]:
    """The lines that go and come."""
    lines = update.difference.splitlines()[2:]
    return [line[0] + line[1:].strip() for line in lines if line[0] in "+-"]


# --- scenarios


def test_what_held_is_left_to_the_letter(tmp_path: Path) -> None:
    found = loaded(tmp_path)
    everything = tuple(Expectation.model_fields)
    update = updated(found, [step(found, 1, {"intent": "Search"}, *everything)])
    assert not update.changes
    assert (update.after, update.difference, update.left) == (TRIP, "", ())


def test_only_the_letters_of_what_did_not_hold_change(tmp_path: Path) -> None:
    found = loaded(tmp_path)
    observed = {
        "intent": "Search",
        "reply": {"key": "found", "text": "There is milk."},
        "state": "choosing",
        "slots": {"items": [{"text": "oat milk", "quantity": 2, "unit": "carton"}], "place": "cart"},
        "cart": [{"product": "eggs", "quantity": 12}, MILK],
        "lights": ["listening", "off"],
    }
    update = updated(found, [step(found, 1, observed)])
    assert update.left == ()
    assert changed(update) == [
        "-intent:  AddToCart    # always",
        "-reply: 'added'",
        "-state: idle",
        "-slots: {items: [{text: milk, quantity: 2}]}",
        "+intent:  Search    # always",
        "+reply: 'found'",
        "+state: choosing",
        "+slots: {items: [{text: oat milk, quantity: 2}]}",
        "-quantity: 1",
        "+quantity: 12",
        "-lights: [listening,  thinking]",
        '+lights: [listening,  "off"]',
    ]


@pytest.mark.parametrize(
    ("cart", "lines"),
    [
        ([MILK], ["-- product: eggs", "-quantity: 1"]),
        ([], None),
        (
            [MILK, {"product": "tea", "quantity": 1}, {"product": "eggs", "quantity": 1}],
            ["+- {product: tea, quantity: 1}"],
        ),
        (
            [{"product": "tea", "quantity": 3, "options": {"size": "large"}}],
            [
                "-- {product: Milk, quantity: 2}   # cartons",
                "+- {product: tea, quantity: 3, options: {size: large}}   # cartons",
                "-- product: eggs",
                "-quantity: 1",
            ],
        ),
    ],
    ids=["one fewer", "none", "one more", "another"],
)
def test_a_carts_lines_come_and_go_one_by_one(
    cart: list[dict[str, Any]], lines: list[str] | None, tmp_path: Path
) -> None:
    found = loaded(tmp_path)
    others = set(Expectation.model_fields) - {"cart"}
    update = updated(found, [step(found, 1, {"cart": cart}, *others)])
    assert changed(update) == lines or lines is None
    update.write()
    assert judged(
        Expectation(cart=load(found.file).scenario.turns[0].expect.cart),
        Observed(cart=[{"options": {}, **line} for line in cart]),
    ) == {"cart": ""}


def test_what_nobody_can_decide_for_a_person_is_left_and_told(tmp_path: Path) -> None:
    found = loaded(tmp_path)
    observed = {"reply": {"key": "ordered", "text": "Ordered."}}
    update = updated(found, [step(found, 2, observed)])
    assert not update.changes
    assert update.left == (
        "turn 2, expect, intent: there was nothing that could be expected instead.",
        "turn 2, expect, reply, mentions: what a reply must hold is for somebody to decide.",
        "turn 2, expect, within: a limit of time is for somebody to decide.",
    )


def test_of_a_reply_that_is_rewritten_in_part_the_rest_is_told(tmp_path: Path) -> None:
    text = "turns: [{say: a, expect: {reply: {key: cart, pattern: m.lk, mentions: [price 4.99]}}}]\n"
    found = loaded(tmp_path, text)
    update = updated(found, [step(found, 1, {"reply": {"key": "added", "text": "The milk, added."}})])
    assert "key: added," in update.after
    assert update.left == (
        "turn 1, expect, reply, mentions: what a reply must hold is for somebody to decide.",
    )
    said = {"reply": {"key": "added", "text": "Tea for $4.99."}}
    assert [left.partition(":")[0] for left in updated(found, [step(found, 1, said)]).left] == [
        "turn 1, expect, reply, pattern"
    ]


def test_a_turn_without_its_moment_is_told(tmp_path: Path) -> None:
    found = loaded(tmp_path)
    missed = Step(name="turn 2: say", expect=Expectation(), verdicts={"at": False})
    told = "turn 2, expect: it did not have its moment, or not come to its end."
    assert updated(found, [missed]).left == (told,)


def test_the_end_is_rewritten_with_the_keys_that_it_had(tmp_path: Path) -> None:
    found = loaded(tmp_path)
    orders = [{"lines": [MILK], "total": "$5.20"}, {"lines": [], "total": "$1.00"}]
    update = updated(found, [step(found, None, {"orders": orders})])
    assert changed(update) == ["-orders: [{total: $4.99}]", "+orders: [{total: $5.20}, {total: $1.00}]"]


def test_an_expectation_that_others_share_is_left(tmp_path: Path) -> None:
    text = "turns:\n  - say: a\n    expect: &same {intent: 'Yes'}\n  - say: b\n    expect: *same\n"
    found = loaded(tmp_path, text)
    update = updated(found, [step(found, 1, {"intent": "No"}), step(found, 2, {"intent": "No"})])
    assert not update.changes
    assert len(update.left) == 2


def test_windows_line_ends_and_a_byte_order_mark_stay(tmp_path: Path) -> None:
    found = loaded(tmp_path, "\ufeff" + TRIP.replace("\n", "\r\n"))
    others = set(Expectation.model_fields) - {"cart"}
    tea = {"product": "tea", "quantity": 1}
    update = updated(found, [step(found, 1, {"cart": [MILK, tea]}, *others)])
    update.write()
    data = found.file.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf# What")
    assert data.count(b"\n") == data.count(b"\r\n")
    assert load(found.file).scenario.turns[0].expect.cart is not None


VALUES = st.recursive(
    st.booleans() | st.integers(-9, 9) | st.text(string.printable + "äß:#-", max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from("abcd"), inner, max_size=3),
    max_leaves=8,
)


@settings(deadline=None)
@given(
    before=st.sampled_from(
        ["[a,  b] # c", "{a: 1 , b: [x]}", "\n    - a # x\n    - b\n", "\n    a: 1\n    b: x #y", "'q'"]
    ),
    after=VALUES,
)
def test_whatever_is_written_is_read_again_and_all_else_is_the_same(before: str, after: Any) -> None:
    text = f"one: 1 # first\nhere: {before}\n# last\ntwo: 2\n"
    data = parse(text, FILE).data
    written = rewritten(text, FILE, ("here",), after)
    assert written is not None
    assert parse(written, FILE).data == with_value(data, ("here",), after)
    assert written.startswith("one: 1 # first\nhere:")
    assert written.endswith("\n# last\ntwo: 2\n")


# --- what was observed


def test_what_was_seen_is_told_as_it_would_be_expected() -> None:
    expect = Expectation.model_validate(
        {
            "woken": False,
            "rejected": True,
            "transcript": "",
            "intent": "No",
            "slots": {},
            "state": "",
            "cart": [],
            "orders": [],
            "reply": "bye",
            "lights": [],
            "earcons": [],
            "within": {"sound": 1},
        }
    )
    turn = Exchange(
        text="add milk", intent="AddToCart", slots={"items": ({"text": "milk"},)}, keys=["wait", "added"],
        replies=["Just a moment.", "Added."], latency=Latency(silence=500, sound=1250),
    )  # fmt: skip
    observed = Observed(
        turns=[turn],
        cart=[{"product": "milk", "quantity": 2, "options": {}}],
        woken=True,
        state="choosing",
        lights=["listening"],
    )
    found = seen(expect, observed)
    assert found == {
        "woken": True,
        "rejected": False,
        "transcript": "add milk",
        "intent": "AddToCart",
        "slots": {"items": [{"text": "milk"}]},
        "state": "choosing",
        "cart": [{"product": "milk", "quantity": 2}],
        "orders": [],
        "reply": {"key": "added", "text": "Added."},
        "lights": ["listening"],
        "earcons": [],
        "within": {"sound": 1.25},
    }
    again = Expectation.model_validate(found)
    assert set(judged(again, observed).values()) == {""}


def test_of_several_replies_the_expected_one_is_told_and_else_the_last() -> None:
    observed = Observed(turns=[Exchange(keys=["added", "total"], replies=["Added.", "That's $4.99."])])
    assert seen(Expectation(reply="added"), observed)["reply"]["text"] == "Added."
    assert seen(Expectation(reply="ordered"), observed)["reply"]["text"] == "That's $4.99."


def test_what_is_said_of_rejected_is_what_it_was_judged_by() -> None:
    called = Observed(woken=True)
    assert seen(Expectation(rejected=True), called) == {"rejected": False}
    assert judged(Expectation(rejected=False), called) == {"rejected": ""}
    assert seen(Expectation(transcript="help"), Observed(turns=[Exchange()])) == {"transcript": ""}
    assert judged(Expectation(transcript=""), Observed(turns=[Exchange()])) == {"transcript": ""}


def test_nothing_is_told_of_what_was_not_there_or_not_expected() -> None:
    expect = Expectation(intent="No", slots={}, reply="bye", within=ExpectedTimes(sound=1))
    assert seen(expect, Observed(turns=[Exchange()])) == {}
    assert seen(Expectation(), Observed(woken=True)) == {}


# --- corpora


def results(folder: Path, *entries: Mapping[str, Any], condition: Condition | None = None) -> list[Result]:
    """What came of recordings in each of which milk was added."""
    made = []
    for entry in entries:
        watch = Stopwatch()
        watch.turns.append(
            Exchange(
                text="add milk",
                intent="AddToCart",
                slots={"items": [{"text": "milk"}]},
                keys=["added"],
                replies=["Added."],
            )
        )
        watch.cart = ({**MILK, "options": {}},)
        expect = Expectation.model_validate(entry.get("expect", {}))
        recording = Recording(entry["audio"], folder / entry["audio"], expect=expect)
        if condition is not None:
            recording = Recording(entry["audio"], folder / entry["audio"], expect=expect, condition=condition)
        made.append(result(recording, 1.0, watch))
    return made


def index(folder: Path, *lines: str) -> Path:
    file = folder / "corpus.jsonl"
    file.write_bytes("".join(lines).encode())
    return file


def test_lines_of_a_corpus_that_hold_stay_byte_for_byte(tmp_path: Path) -> None:
    right = '{"expect":  {"intent": "AddToCart"},"audio":"a.wav", "text": "\\u00e9"}\r\n'
    wrong = '{"audio": "b.wav", "text": "\u00e9", "expect": {"reply": "cart", "intent": "AddToCart"}}\n'
    tight = '{"audio":"c.wav","expect":{"cart":[{"product":"milk"}],"intent":"No"}}'
    lines = (right, "\n", "{broken\n", wrong, '{"audio": "d.wav"}\n', tight)
    file = index(tmp_path, *lines)
    entries = [json.loads(line) for line in (right, wrong, tight)]
    update = updated_index(file, results(tmp_path, *entries))
    assert update.after.splitlines(keepends=True) == [
        right,
        "\n",
        "{broken\n",
        wrong.replace('"cart"', '"added"'),
        '{"audio": "d.wav"}\n',
        '{"audio":"c.wav","expect":{"cart":[{"product":"milk","quantity":2}],"intent":"AddToCart"}}',
    ]
    assert update.left == ()


def test_all_that_came_of_a_sound_can_be_expected_of_it(tmp_path: Path) -> None:
    wrong = {"state": "choosing", "lights": ["off"], "earcons": ["listening"], "orders": [{}]}
    file = index(tmp_path, json.dumps({"audio": "a.wav", "expect": wrong}))
    update = updated_index(file, results(tmp_path, {"audio": "a.wav", "expect": wrong}))
    assert json.loads(update.after)["expect"] == {"state": "idle", "lights": [], "earcons": [], "orders": []}
    assert update.left == ()


def test_what_was_not_there_is_left_and_told(tmp_path: Path) -> None:
    entry = {"audio": "a.wav", "expect": {"intent": "No", "within": {"sound": 1}}}
    file = index(tmp_path, json.dumps(entry))
    (made,) = results(tmp_path, entry)
    update = updated_index(file, [made.model_copy(update={"observed": {}})])
    assert update.left == (
        "line 1, expect, intent: there was nothing that could be expected instead.",
        "line 1, expect, within: a limit of time is for somebody to decide.",
    )


def test_recordings_are_found_by_their_whole_path_where_names_clash(tmp_path: Path) -> None:
    entry = {"audio": "a.wav", "expect": {"intent": "No"}}
    file = index(tmp_path, json.dumps(entry))
    (made,) = results(tmp_path, entry)
    named = made.model_copy(update={"audio": str(tmp_path / "a.wav")})
    assert '"AddToCart"' in updated_index(file, [named]).after


def test_what_noise_and_repetitions_make_of_a_recording_is_none_of_the_corpus(tmp_path: Path) -> None:
    entry = {"audio": "a.wav", "expect": {"intent": "No"}}
    file = index(tmp_path, json.dumps(entry))
    noisy = results(tmp_path, entry, condition=Condition(steps=(Gain(db=-6),)))
    (plain,) = results(tmp_path, entry)
    assert not updated_index(file, noisy).changes
    assert not updated_index(file, [plain.model_copy(update={"repetition": 2})]).changes
    assert updated_index(file, [*noisy, plain]).changes


# --- the difference, and writing


def test_the_difference_is_shown_in_colours_and_written_at_once(tmp_path: Path) -> None:
    found = loaded(tmp_path)
    others = set(Expectation.model_fields) - {"intent"}
    update = updated(found, [step(found, 1, {"intent": "Search"}, *others)])
    shown = update.shown()
    assert shown.plain == update.difference
    assert {"green", "red", "cyan"} <= {str(span.style) for span in shown.spans}
    found.file.chmod(0o640)
    update.write()
    assert found.file.read_text() == update.after
    assert found.file.stat().st_mode & 0o777 == 0o640
    assert list(tmp_path.iterdir()) == [found.file]


def test_a_file_that_was_changed_meanwhile_is_not_written(tmp_path: Path) -> None:
    found = loaded(tmp_path)
    update = Update(found.file, TRIP, "turns: []")
    found.file.write_text("turns: [{say: mine}]")
    with pytest.raises(UnusableInputError, match="changed meanwhile"):
        update.write()
    assert found.file.read_text() == "turns: [{say: mine}]"


def test_a_folder_that_cannot_be_written_is_told() -> None:
    text = Path("/proc/version").read_text(encoding="utf-8")
    with pytest.raises(StorageError, match="cannot be written"):
        Update(Path("/proc/version"), text, "other").write()
