"""A trace from a device as a scenario: the same talk again, with what it led to expected."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from assistant.audio import samples
from assistant.bootstrap import Engines
from assistant.errors import UnusableInputError
from assistant.events import (
    CartUpdated,
    Event,
    Heard,
    Meant,
    NotHeard,
    NothingSaid,
    NotMeant,
    OrderConfirmed,
    Replied,
    SpeakingEnded,
    SpeakingStarted,
    SpeechEnded,
    SpeechStarted,
    StateChanged,
    Woken,
)
from assistant.settings import Household, Settings
from assistant.trace import TraceWriter
from devices.cli.typed import TypedTalk
from devices.recordings.corpus import is_trace
from devices.recordings.expectation import Expectation, ExpectedLine, ExpectedOrder, ExpectedReply
from devices.recordings.scenarios.from_trace import scenario_of
from devices.recordings.scenarios.model import ButtonTurn, IntoReply, SilenceTurn, TypedTurn
from devices.recordings.scenarios.performing import perform
from devices.recordings.scenarios.staging import staged
from devices.recordings.scenarios.voices import Voices
from fakes import FakeRecognizer, FakeSynthesizer, FakeVoiceActivity, FakeWakeWord

MILK = {"product": "milk", "quantity": 2, "options": {}}


def at(seconds: float) -> int:
    return samples(seconds)


def written(folder: Path, *events: Event) -> Path:
    file = folder / "monday.jsonl"
    with TraceWriter(file) as writer:
        for event in events:
            writer.saw(event)
    return file


def spoken(when: float, key: str = "added", *, complete: float = 1.0, invites: bool = False) -> list[Event]:
    """A reply of a second."""
    text = "Done."
    return [
        Replied(at=at(when), key=key, text=text, invites=invites),
        SpeakingStarted(at=at(when)),
        SpeakingEnded(at=at(when + complete), complete=complete == 1, heard=text if complete == 1 else ""),
    ]


def said(when: float, text: str = "add milk", by: str = "alexa", *, confidence: float = 0.9) -> list[Event]:
    return [
        Woken(at=at(when), by=by),
        SpeechStarted(at=at(when)),
        SpeechEnded(at=at(when + 1), ended=at(when + 0.5)),
        Heard(at=at(when + 1), text=text, confidence=confidence),
    ]


def added(when: float, *lines: dict[str, Any]) -> list[Event]:
    slots = {"items": [{"text": "milk"}]}
    return [
        Meant(at=at(when), intent="AddToCart", slots=slots, confidence=1.0),
        CartUpdated(at=at(when), lines=lines or (MILK,), subtotal="$5.00"),
    ]


def turns(path: Path) -> Sequence[Any]:
    return scenario_of(path).scenario.turns


def bare(path: Path) -> list[Any]:
    return [turn.model_copy(update={"expect": Expectation()}) for turn in turns(path)]


def test_what_was_heard_is_typed_and_expected_to_lead_to_the_same(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        *said(0),
        *added(1),
        StateChanged(at=at(1), before="idle", after="choosing"),
        *spoken(1),
        *said(3, "buzz"),
        NotMeant(at=at(4), reason="no sense"),
        *spoken(4, "not_understood"),
        OrderConfirmed(at=at(5), number="7", total="$5.00"),
    )
    found = scenario_of(path)
    cart = (ExpectedLine(product="milk", quantity=2),)
    first, second = found.scenario.turns
    assert first == TypedTurn(
        typed="add milk",
        confidence=0.9,
        expect=Expectation(
            intent="AddToCart",
            slots={"items": [{"text": "milk"}]},
            reply=ExpectedReply(key="added"),
            state="choosing",
            cart=cart,
        ),
    )
    assert first.expect.cart == cart
    assert second.expect == Expectation(
        rejected=True,
        reply=ExpectedReply(key="not_understood"),
        state="choosing",
        cart=(),
        orders=(ExpectedOrder(total="$5.00"),),
    )
    assert found.scenario.expect.orders is not None
    assert [order.total for order in found.scenario.expect.orders] == ["$5.00"]
    assert (found.scenario.name, found.file) == ("monday", path)
    assert [found.line("turns", index) for index in (0, 1)] == [4, 14]


def test_a_call_into_a_reply_is_the_button_as_far_into_it(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        *said(0),
        *added(1),
        *spoken(1, complete=0.4),
        StateChanged(at=at(1.4), before="choosing", after="idle"),
        *said(1.4, "stop"),
    )
    assert bare(path) == [
        TypedTurn(typed="add milk", confidence=0.9),
        ButtonTurn(button="pressed", at=IntoReply(seconds=0.4)),
        TypedTurn(typed="stop", confidence=0.9),
    ]
    assert turns(path)[0].expect.state == "idle"


def test_words_typed_into_a_reply_are_typed_as_far_into_it(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        *said(0),
        *spoken(1, complete=0.4),
        Woken(at=at(1.4), by="typed"),
        Heard(at=at(1.4), text="stop", confidence=1),
    )
    assert bare(path)[1] == TypedTurn(typed="stop", at=IntoReply(seconds=0.4))


@pytest.mark.parametrize(("given", "taken"), [(0.3, 0.3), (7.0, 1.0), (-1.0, 0.0)])
def test_words_are_as_sure_as_they_were_to_the_device(tmp_path: Path, given: float, taken: float) -> None:
    (turn,) = turns(written(tmp_path, *said(0, confidence=given)))
    assert turn.confidence == taken


def test_a_yes_that_was_too_unsure_for_an_order_is_so_again(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        *said(0, "add two cage free brown eggs to my cart"),
        *spoken(1),
        *said(3, "check out"),
        *spoken(4, "read_back"),
        StateChanged(at=at(5), before="quoting", after="confirming"),
        *said(6, "yes", confidence=0.3),
        *spoken(7, "confirm_again"),
    )
    found = scenario_of(path)
    household = Household(name="Jo", address=SecretStr("12 Elm Street"))
    settings = Settings(data_dir=tmp_path / "data", household=household)
    engines = Engines(FakeWakeWord(), FakeVoiceActivity(), FakeRecognizer(), FakeSynthesizer())
    played = asyncio.run(perform(found, settings, engines, Voices(tmp_path / "speech")))
    assert [step.complaints for step in played.steps] == [()] * 3
    assert played.orders == ()


def test_silence_is_kept_where_the_assistant_waited(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        *said(0),
        *spoken(1, "which_one", invites=True),
        Woken(at=at(2), by="follow-up"),
        NothingSaid(at=at(10)),
        StateChanged(at=at(10), before="choosing", after="idle"),
        Woken(at=at(20), by="button"),
        NothingSaid(at=at(26)),
        Woken(at=at(30), by="button"),
        *said(30)[1:],
    )
    assert bare(path) == [
        TypedTurn(typed="add milk", confidence=0.9),
        SilenceTurn(silence=8.5),
        ButtonTurn(button="pressed"),
        SilenceTurn(silence=6.5),
        TypedTurn(typed="add milk", confidence=0.9),
    ]
    assert turns(path)[1].expect.state == "idle"


def test_what_was_not_recognised_is_left_out_and_blames_nobody(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        *said(0),
        *spoken(1),
        *said(5)[:-1],
        NotHeard(at=at(6), reason="no words"),
        StateChanged(at=at(6), before="idle", after="choosing"),
        *spoken(6, "not_heard"),
    )
    (only,) = turns(path)
    assert (only.expect.reply, only.expect.state) == (ExpectedReply(key="added"), "idle")


def test_what_was_in_the_cart_before_is_there_again(tmp_path: Path) -> None:
    tea = {"product": "tea", "quantity": 1, "options": {"size": "large"}}
    found = scenario_of(written(tmp_path, *said(0), *added(1, tea, MILK), *spoken(1)))
    assert found.scenario.cart == (ExpectedLine(product="tea", options={"size": "large"}),)
    assert scenario_of(written(tmp_path, *said(0), *added(1), *spoken(1))).scenario.cart == ()


def test_each_turn_stands_in_the_line_of_its_own_event(tmp_path: Path) -> None:
    path = written(tmp_path, *said(0), *spoken(1), Woken(at=at(5), by="button"), NothingSaid(at=at(11)))
    path.write_text("\n" + path.read_text() + '{"at":1,"kind":"sneezed"}\n')
    found = scenario_of(path)
    assert [found.line("turns", index) for index in range(3)] == [5, 10, 10]


@pytest.mark.parametrize(
    ("events", "own", "otherwise"),
    [
        ([StateChanged(at=at(2), before="quoting", after="confirming")], None, True),
        ([OrderConfirmed(at=at(2), number="7", total="$5.00")], None, True),
        (spoken(1, "needs_buyer"), "", False),
        ([], None, False),
    ],
    ids=["read back", "ordered", "no address", "no order"],
)
def test_an_address_is_there_where_the_device_had_one(
    events: Sequence[Event], own: str | None, otherwise: bool, tmp_path: Path
) -> None:
    found = scenario_of(written(tmp_path, *said(0), *events))
    assert (found.scenario.household.address, bool(found.address)) == (own, otherwise)


def test_the_address_of_the_settings_comes_before_the_one_that_is_made_up(tmp_path: Path) -> None:
    found = scenario_of(written(tmp_path, *said(0), OrderConfirmed(at=at(2), number="7", total="$5.00")))
    nowhere = Settings(data_dir=tmp_path)
    somewhere = nowhere.model_copy(update={"household": Household(address=SecretStr("12 Elm Street"))})
    assert staged(found, nowhere).household.address.get_secret_value() == found.address
    assert staged(found, somewhere).household.address == SecretStr("12 Elm Street")


def test_of_a_trace_that_was_cut_off_the_last_turn_expects_only_what_is_known(tmp_path: Path) -> None:
    path = written(tmp_path, *said(0), *added(1), *spoken(1), *said(5), *added(6))
    with path.open("ab") as file:
        file.write(b'{"at":100000,"kind":"repl')
    first, last = turns(path)
    assert first.expect.cart is not None
    assert (last.expect.intent, last.expect.cart, last.expect.state) == ("AddToCart", None, None)


def test_events_of_newer_versions_are_passed_over(tmp_path: Path) -> None:
    path = written(tmp_path, *said(0), *spoken(1))
    with path.open("ab") as file:
        file.write(b'{"at":1,"kind":"sneezed","loud":true}\n')
    assert len(turns(path)) == 1


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"audio": "a.wav"}\n', "is no trace"),
        ("[1]\n", "is no trace"),
        ("hello\n", "is no trace"),
        ('{"at":1,"kind":"nothing_said"}\n', "nothing was said"),
        ('{"at":1,"kind":"nothing_said"}\n{"a": 1}\n{"at":2,"kind":"nothing_said"}\n', "line 2"),
        ("", "empty"),
    ],
)
def test_what_is_no_trace_is_told(text: str, told: str, tmp_path: Path) -> None:
    path = tmp_path / "other.jsonl"
    path.write_text(text)
    with pytest.raises(UnusableInputError, match=told):
        scenario_of(path)


def test_a_missing_trace_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnusableInputError, match="no file"):
        scenario_of(tmp_path / "none.jsonl")


def test_a_trace_is_told_from_a_corpus(tmp_path: Path) -> None:
    assert is_trace(written(tmp_path, *said(0)))
    corpus = tmp_path / "corpus.jsonl"
    corpus.write_text('{"audio": "a.wav"}\n')
    assert not is_trace(corpus)


def test_a_talk_leads_to_the_same_when_it_is_played_again(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "first")
    trace = tmp_path / "talk.jsonl"
    with TraceWriter(trace) as writer, TypedTalk(settings, (writer,), lambda _: None) as talk:
        for sentence in ("add two cartons of oat milk", "the cheaper one", "what's in my cart", "nonsense"):
            talk.say(sentence)
    found = scenario_of(trace)
    engines = Engines(FakeWakeWord(), FakeVoiceActivity(), FakeRecognizer(), FakeSynthesizer())
    again = settings.model_copy(update={"data_dir": tmp_path / "again"})
    played = asyncio.run(perform(found, again, engines, Voices(tmp_path / "speech")))
    assert [step.complaints for step in played.steps] == [()] * 4
    assert [len(step.verdicts) >= 3 for step in played.steps] == [True] * 4
    assert all(step.observed for step in played.steps)


def test_a_talk_that_led_to_orders_does_so_again_without_an_address_in_the_settings(tmp_path: Path) -> None:
    buying = Household(name="Jo", address=SecretStr("12 Elm Street"), payment=SecretStr("tok_test"))
    settings = Settings(data_dir=tmp_path / "first", household=buying)
    trace = tmp_path / "talk.jsonl"
    order = ("add two cage free brown eggs to my cart", "check out", "yes")
    with TraceWriter(trace) as writer, TypedTalk(settings, (writer,), lambda _: None) as talk:
        for sentence in (*order, "what's in my cart", *order, "where's my order"):
            talk.say(sentence)
    assert "Elm" not in trace.read_text()
    found = scenario_of(trace)
    engines = Engines(FakeWakeWord(), FakeVoiceActivity(), FakeRecognizer(), FakeSynthesizer())
    again = Settings(data_dir=tmp_path / "again")
    played = asyncio.run(perform(found, again, engines, Voices(tmp_path / "speech")))
    assert [step.complaints for step in played.steps] == [()] * 9
    assert len(played.orders) == 2
    assert [step.verdicts.get("orders") for step in played.steps].count(True) == 3
