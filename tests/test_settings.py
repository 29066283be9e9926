"""The settings file: what it may hold, and what a person is told of what it may not."""

import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from assistant import settings
from assistant.errors import SettingsError
from assistant.settings import Settings, checked, load


def written(folder: Path, text: str) -> Path:
    path = folder / "aisle.toml"
    path.write_text(text, encoding="utf-8")
    return path


def complaint(folder: Path, text: str) -> str:
    """What is said of a settings file."""
    with pytest.raises(SettingsError) as caught:
        load(written(folder, text))
    assert caught.value.exit_code == 2
    assert caught.value.fix
    return str(caught.value)


def test_without_a_file_the_defaults_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert load() == Settings()


def test_the_default_file_is_read_where_there_is_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    settings.default_path().parent.mkdir(parents=True)
    settings.default_path().write_text('store.name = "coffee"')
    assert load().store.name == "coffee"


def test_a_file_changes_what_it_names_and_nothing_else(tmp_path: Path) -> None:
    text = '[wake]\nsure = 0.9\n[recognition]\nengine = "vosk"\noptions = {model = "small"}\n'
    found = load(written(tmp_path, text))
    assert (found.wake.sure, found.wake.perhaps) == (0.9, Settings().wake.perhaps)
    assert (found.recognition.engine, found.recognition.options) == ("vosk", {"model": "small"})
    assert found.voice == Settings().voice


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[wake]\nsure = 2", ("wake.sure", "less than or equal to 1")),
        ('[listening]\nend_silence = "long"', ("listening.end_silence", "valid number")),
        ("[voice]\nengine = 3", ("voice.engine", "valid string")),
        ("[wake]\nsecond_look = 7", ("wake.second_look", "valid boolean")),
        ('store = "market"', ("store", "valid dictionary")),
        ("[wake]\nloud = true", ("wake.loud", "no setting")),
        ("[wakeword]\nsure = 0.9", ("wakeword", "no setting")),
    ],
)
def test_a_setting_that_does_not_fit_is_named_with_what_was_expected(
    tmp_path: Path, text: str, told: tuple[str, ...]
) -> None:
    message = complaint(tmp_path, text)
    assert all(part in message for part in (*told, "aisle.toml"))


def test_every_wrong_setting_is_told_at_once(tmp_path: Path) -> None:
    message = complaint(tmp_path, "[wake]\nsure = 2\nloud = true\n[sound]\nlatency = 9")
    assert all(key in message for key in ("wake.sure", "wake.loud", "sound.latency"))


@pytest.mark.parametrize(
    "text",
    [
        '[household]\npayment = ["tok_secret"]',
        '[household]\naddress = {street = "tok_secret"}',
        'household = "tok_secret"',
        '[household]\nname = {payment = "tok_secret"}',
    ],
)
def test_a_secret_in_the_wrong_place_is_not_repeated(tmp_path: Path, text: str) -> None:
    assert "tok_secret" not in complaint(tmp_path, text)


def test_secrets_do_not_show_when_settings_are_printed() -> None:
    found = Settings.model_validate({"household": {"payment": "tok_9", "address": "1 High Street"}})
    assert not {"tok_9", "High"} & set(re.findall(r"\w+", repr(found)))


def test_broken_toml_is_told_with_its_line(tmp_path: Path) -> None:
    message = complaint(tmp_path, '[wake]\nsure = 0.9\nphrase = "alexa\n')
    assert "not valid TOML" in message
    assert "line 3" in message


def test_a_file_of_other_bytes_is_no_toml(tmp_path: Path) -> None:
    path = tmp_path / "aisle.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingsError, match="is not UTF-8 text"):
        load(path)


def test_a_byte_order_mark_is_no_part_of_the_settings(tmp_path: Path) -> None:
    assert load(written(tmp_path, '\ufeffstore.name = "coffee"')).store.name == "coffee"


@pytest.mark.parametrize("language", ["de", "", "EN", "../en", "__init__"])
def test_a_language_that_is_not_spoken_is_answered_with_those_that_are(tmp_path: Path, language: str) -> None:
    assert "there are: en, es." in complaint(tmp_path, f'language = "{language}"')


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("[wake]\nsure = 0.5\nperhaps = 0.6", ("wake.sure", "wake.perhaps")),
        ("[wake]\nsure = 0.3", ("wake.sure", "wake.perhaps")),
        (
            "[listening]\npreview_silence = 0.9\nend_silence = 0.5",
            ("listening.preview_silence", "listening.end_silence"),
        ),
    ],
)
def test_settings_that_contradict_each_other_are_both_named(
    tmp_path: Path, text: str, keys: tuple[str, ...]
) -> None:
    message = complaint(tmp_path, text)
    assert all(key in message for key in keys)


@pytest.mark.parametrize("number", ["4111111111111111", "4111 1111 1111 1111", " 4111-1111-1111 "])
def test_a_card_number_is_no_token_and_is_not_repeated(tmp_path: Path, number: str) -> None:
    message = complaint(tmp_path, f'[household]\npayment = "{number}"')
    assert "household.payment: is to be the shop's token, never a card number" in message
    assert "4111" not in message


def test_a_token_may_hold_digits(tmp_path: Path) -> None:
    assert load(written(tmp_path, '[household]\npayment = "tok_4111111111111111"'))


def test_a_named_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="No such file"):
        load(tmp_path / "none.toml")


def test_a_folder_is_no_settings_file(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="Is a directory"):
        load(tmp_path)


def test_an_engine_checks_its_own_options_and_names_itself() -> None:
    class Options(BaseModel, extra="forbid"):
        beam: int = 8

    with pytest.raises(SettingsError, match=r"moonshine: beam: .*valid integer"):
        checked(Options, {"beam": "wide"}, "moonshine")
