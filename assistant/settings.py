"""Settings, from one TOML file."""

import re
import tomllib
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, TypeVar

import platformdirs
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
)

from assistant.errors import SettingsError
from assistant.manner import Manner

Options = Mapping[str, Any]
"""What an engine or store is told; each checks its own with `checked`."""
M = TypeVar("M", bound=BaseModel)
AUTO = "auto"
"""The recogniser's name where it is to be chosen by what is installed."""
_CARD_NUMBER = re.compile(r"(?:\d[ -]*){12,19}")


def _below_sure(perhaps: float, info: ValidationInfo) -> float:
    return _at_most(perhaps, "wake.sure", info.data.get("sure"))


def _below_unfinished_silence(end: float, info: ValidationInfo) -> float:
    return _at_most(end, "listening.unfinished_silence", info.data.get("unfinished_silence"))


def _below_end_silence(silence: float, info: ValidationInfo) -> float:
    return _at_most(silence, "listening.end_silence", info.data.get("end_silence"))


def _below_brief_silence(preview: float, info: ValidationInfo) -> float:
    return _at_most(preview, "listening.brief_silence", info.data.get("brief_silence"))


def _at_most(value: float, key: str, limit: float | None) -> float:
    """The value, checked against another setting; that one is None if it is wrong by itself."""
    if limit is not None and value > limit:
        raise ValueError(f"is {value}, but may not be above {key}, which is {limit}")
    return value


def _no_card(payment: SecretStr) -> SecretStr:
    if _CARD_NUMBER.fullmatch(payment.get_secret_value().strip()):
        raise ValueError("is to be the shop's token, never a card number")
    return payment


def _spoken(language: str) -> str:
    folders = (files("intents") / "sentences").iterdir()
    known = sorted(folder.name for folder in folders if folder.name.isalpha())
    if language not in known:
        raise ValueError(f"there is no such language; there are: {', '.join(known)}")
    return language


def _for_one_engine(options: dict[str, Any], info: ValidationInfo) -> dict[str, Any]:
    # What fits one engine does not fit the other, and which it is depends on what is installed.
    if options and info.data.get("engine") == AUTO:
        raise ValueError('are for one engine; name it: recognition.engine = "moonshine" or "vosk"')
    return options


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class EngineChoice(_Table):
    """Which engine fills a port, and what it is told."""

    engine: str
    """The name of its entry point."""
    options: dict[str, Any] = {}


class Wake(EngineChoice):
    """The wake word."""

    engine: str = "micro"
    sure: float = Field(default=0.97, gt=0, le=1)
    """A score above this wakes at once."""
    perhaps: Annotated[float, AfterValidator(_below_sure)] = Field(
        default=0.4, gt=0, le=1, validate_default=True
    )
    """A score above this is looked at a second time, by the recogniser."""
    second_look: bool = True


class Listening(_Table):
    """When a turn begins and ends. Times in seconds."""

    pre_roll: float = Field(default=1.6, ge=0, le=5)
    """Sound kept from before the wake word was detected; holds the wake word itself."""
    unfinished_silence: float = Field(default=1.2, ge=0.1, le=5)
    """Silence that ends a turn in which something was still to follow: "add two boxes of"."""
    end_silence: Annotated[float, AfterValidator(_below_unfinished_silence)] = Field(
        default=0.5, ge=0.1, le=5, validate_default=True
    )
    """Silence that ends any other turn."""
    brief_silence: Annotated[float, AfterValidator(_below_end_silence)] = Field(
        default=0.3, ge=0.1, le=5, validate_default=True
    )
    """Silence that ends a turn after a short answer, which hardly anything follows: "yes", "stop"."""
    preview_silence: Annotated[
        float, AfterValidator(_below_end_silence), AfterValidator(_below_brief_silence)
    ] = Field(default=0.2, ge=0.1, le=5, validate_default=True)
    """Silence after which recognition begins, in case the turn proves to be over."""
    speech_on: float = Field(default=0.5, gt=0, lt=1)
    speech_off: float = Field(default=0.35, gt=0, lt=1)
    no_speech: float = Field(default=6.0, gt=0, le=60)
    """How long to wait for the person to begin."""
    answer: float = Field(default=8.0, gt=0, le=60)
    """How long to wait for an answer, without the wake word."""
    longest: float = Field(default=20.0, gt=1, le=120)
    """Seconds of speech after which a turn is cut, so that memory stays bounded."""


class Recognition(EngineChoice):
    """Speech to text."""

    engine: str = AUTO
    """With "auto", Vosk where an English model of it is installed, else Moonshine."""
    options: Annotated[dict[str, Any], AfterValidator(_for_one_engine)] = {}


class Activity(EngineChoice):
    """Telling speech from other sound."""

    engine: str = "silero"


class Voice(EngineChoice):
    """Text to speech."""

    engine: str = "hibari"


class Shop(_Table):
    """The store."""

    name: str = "market"
    """The name of its entry point."""
    options: dict[str, Any] = {}


class Household(_Table):
    """Who buys."""

    name: str = ""
    address: SecretStr = SecretStr("")
    """Street and number."""
    city: SecretStr = SecretStr("")
    postal_code: str = ""
    region: str = ""
    """State or province: "CA"."""
    country: str = ""
    """ISO 3166 code: "US"; empty for the shop's own."""
    phone: SecretStr = SecretStr("")
    """Where a driver can call."""
    payment: Annotated[SecretStr, AfterValidator(_no_card)] = SecretStr("tok_house")
    """The token of the payment instrument."""
    payments: dict[str, Annotated[SecretStr, AfterValidator(_no_card)]] = {}
    """Several payment instruments instead: the name of each to its token, the usual one first."""

    def token(self, name: str = "") -> SecretStr:
        """The token of the payment instrument of a name; of the usual one where there is none of it."""
        usual = next(iter(self.payments.values()), self.payment)
        return self.payments.get(name, usual)


class Notices(_Table):
    """What is told of orders that were placed: shipped, late, delivered."""

    every: float = Field(default=60.0, ge=5, le=86400)
    """Seconds after which the shop is asked again."""
    aloud: bool = False
    """Tell it at once, when nobody is talking. Otherwise a light and an earcon say that there is something;
    ask "any news?"."""


class Sound(_Table):
    """The sound devices of a live assistant."""

    input: str = ""
    """The microphone's name or number; empty for the system's own."""
    output: str = ""
    latency: float = Field(default=0.15, ge=0.05, le=1)
    """Seconds; below 0.1 some systems lose samples without saying so."""
    earcons: bool = False
    """Give short sounds: woken, nobody spoke, something failed. There is no echo canceller: a microphone
    near the loudspeaker hears them, the first one at the beginning of what the person says."""


class Settings(_Table):
    """All settings."""

    data_dir: Annotated[Path, AfterValidator(Path.expanduser)] = Field(
        default_factory=lambda: Path(platformdirs.user_data_dir("aisle"))
    )
    """Where the household's and the embedded stores' databases are."""
    language: Annotated[str, AfterValidator(_spoken)] = "en"
    by_meaning: bool = False
    """Small talk that no template fits is compared with known phrases; with the extra `meaning`, and takes
    some three seconds more at each start."""
    wake: Wake = Wake()
    activity: Activity = Activity()
    listening: Listening = Listening()
    recognition: Recognition = Recognition()
    voice: Voice = Voice()
    store: Shop = Shop()
    household: Household = Household()
    sound: Sound = Sound()
    notices: Notices = Notices()
    manner: Manner = Manner()
    """How the assistant speaks until it is told otherwise."""


def default_path() -> Path:
    """Where the settings are read from when no file is named."""
    return Path(platformdirs.user_config_dir("aisle")) / "aisle.toml"


def load(path: Path | None = None) -> Settings:
    """Read the settings; without a path the default file where there is one, else the defaults.

    Raises:
        SettingsError: if the file cannot be read, is no TOML, or holds a key or value that does not fit.
    """
    file = path or default_path()
    if path is None and not file.exists():
        return Settings()
    try:
        tables = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise SettingsError(
            f"The settings file {file} cannot be read: {error.strerror}.", "Check its path."
        ) from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"The settings file {file} is not UTF-8 text.", "Save it as UTF-8.") from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(
            f"The settings file {file} is not valid TOML: {error}.", "Mend that line."
        ) from error
    return checked(Settings, tables, str(file))


def checked(model: type[M], values: Options, where: str) -> M:
    """Check a table against its model.

    Args:
        model: what the table may hold.
        values: the table.
        where: the file or engine that it belongs to, for the message.

    Raises:
        SettingsError: naming each key that does not fit and what was expected.
    """
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise SettingsError(
            f"{where}: {'; '.join(map(_complaint, error.errors()))}.", "Correct the setting."
        ) from error


def _complaint(error: Any) -> str:
    """What is wrong with one key. Its value is not told: it may be an address or a payment token."""
    key = ".".join(map(str, error["loc"])) or "the table"
    if error["type"] == "extra_forbidden":
        return f"there is no setting called {key}"
    message = error["msg"].removeprefix("Value error, ")
    return f"{key}: {message[0].lower()}{message[1:]}"
