"""Who lives in a household, what they may spend, where it goes, and what they like. All of it is private."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from assistant.shopping.database import Database
from assistant.shopping.names import folded

HOME_TABLES = """
CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT NOT NULL, folded TEXT NOT NULL UNIQUE);
CREATE TABLE house (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE preferences (
    id INTEGER PRIMARY KEY,
    person TEXT NOT NULL,
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    UNIQUE (person, kind, value)
);
"""


class House(StrEnum):
    """What is kept of a household once."""

    SPEAKER = "speaker"
    """Who has said last that it is they who speak."""
    ADDRESS = "address"
    VOICE_PURCHASES = "voice_purchases"
    """"off" where nothing may be bought by voice."""
    KID_MODE = "kid_mode"
    """"on" where children are about."""
    LIMIT_ORDER = "limit_order"
    """The most that one order may cost, in hundredths of the currency's unit."""
    LIMIT_WEEK = "limit_week"
    LIMIT_MONTH = "limit_month"


LIMITS: Mapping[str, House] = {
    "order": House.LIMIT_ORDER,
    "week": House.LIMIT_WEEK,
    "month": House.LIMIT_MONTH,
}
"""Where the limit for an order, a week or a month is kept."""


class PreferenceKind(StrEnum):
    """In what way something is preferred."""

    TRAIT = "trait"
    """What a thing must be: "vegan"."""
    WITHOUT = "without"
    """What must not be in it: "nuts"."""
    THING = "thing"
    """What is taken where several would do: "oatly"."""


class Preference(BaseModel):
    """Something that holds whenever products are looked for."""

    model_config = ConfigDict(frozen=True)

    person: str = Field(default="", repr=False)
    """Whose it is; empty for the whole household's."""
    kind: PreferenceKind
    value: str


class Home(BaseModel):
    """What is known of a household."""

    model_config = ConfigDict(frozen=True)

    people: tuple[str, ...] = Field(default=(), repr=False)
    speaker: str = Field(default="", repr=False)
    """Who speaks, as far as they have said so."""
    address: str = Field(default="", repr=False)
    voice_purchases: bool = True
    """Things may be bought by voice."""
    kid_mode: bool = False
    """Children are about."""
    limits: Mapping[str, int] = {}
    """The most that may be spent, for each of "order", "week" and "month" that has a limit."""
    preferences: tuple[Preference, ...] = ()

    @property
    def valid(self) -> tuple[Preference, ...]:
        """The preferences of who speaks and of the household."""
        return tuple(each for each in self.preferences if each.person in {"", self.speaker})

    def known_as(self, name: str) -> str:
        """A person's name as it was first said; empty for nobody of the household."""
        return next((each for each in self.people if folded(each) == folded(name)), "")


class HomeBook:
    """The household in its database. May be called from any thread.

    Args:
        database: the household's.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def read(self) -> Home:
        """All that is known."""
        with self._database.reading() as connection:
            people = [row["name"] for row in connection.execute("SELECT name FROM people ORDER BY id")]
            house = {House(row["key"]): row["value"] for row in connection.execute("SELECT * FROM house")}
            rows = connection.execute("SELECT person, kind, value FROM preferences ORDER BY id")
            liked = tuple(Preference.model_validate(dict(row)) for row in rows)
        return Home(
            people=tuple(people),
            speaker=house.get(House.SPEAKER, ""),
            address=house.get(House.ADDRESS, ""),
            voice_purchases=house.get(House.VOICE_PURCHASES) != "off",
            kid_mode=house.get(House.KID_MODE) == "on",
            limits={each: int(house[key]) for each, key in LIMITS.items() if key in house},
            preferences=liked,
        )

    def meet(self, name: str) -> None:
        """Remember a person."""
        with self._database.writing() as connection:
            connection.execute(
                "INSERT OR IGNORE INTO people (name, folded) VALUES (?, ?)", (name, " ".join(folded(name)))
            )

    def set(self, key: House, value: str | None) -> None:
        """Keep something of the household; None forgets it."""
        with self._database.writing() as connection:
            connection.execute("DELETE FROM house WHERE key = ?", (key,))
            if value is not None:
                connection.execute("INSERT INTO house (key, value) VALUES (?, ?)", (key, value))

    def prefer(self, preferences: Iterable[Preference]) -> None:
        """Remember preferences."""
        with self._database.writing() as connection:
            connection.executemany(
                "INSERT OR IGNORE INTO preferences (person, kind, value) VALUES (?, ?, ?)",
                [(each.person, each.kind, each.value) for each in preferences],
            )

    def drop(self, preferences: Iterable[Preference]) -> None:
        """Forget preferences, whoever's they are."""
        with self._database.writing() as connection:
            connection.executemany(
                "DELETE FROM preferences WHERE kind = ? AND value = ?",
                [(each.kind, each.value) for each in preferences],
            )

    def forget_person(self, name: str) -> None:
        """Forget a person and what they like."""
        with self._database.writing() as connection:
            connection.execute("DELETE FROM people WHERE name = ?", (name,))
            connection.execute("DELETE FROM preferences WHERE person = ?", (name,))
            connection.execute("DELETE FROM house WHERE key = 'speaker' AND value = ?", (name,))

    def forget_everything(self) -> None:
        """Forget people, preferences and the address; limits and locks stay, lest they be got rid of so."""
        with self._database.writing() as connection:
            connection.execute("DELETE FROM people")
            connection.execute("DELETE FROM preferences")
            connection.execute("DELETE FROM house WHERE key IN ('speaker', 'address')")
