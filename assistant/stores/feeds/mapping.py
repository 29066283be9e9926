"""The file in which people say what the columns of their own table mean."""

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from assistant.errors import SettingsError
from assistant.settings import checked
from assistant.stores.feeds.raw import FIELDS
from assistant.stores.feeds.units import unit

OPTION = "option."
"""Before the name of an option: a column "Farbe" may be "option.color"."""
ATTRIBUTE = "attribute."
AMOUNT, UNIT = "content_amount", "content_unit"
"""How much is in a package, in two columns."""


class ColumnMapping(BaseModel):
    """What the columns of a table mean, and how its figures are written."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    columns: dict[str, str] = Field(default_factory=dict)
    """A column's name to a field: "Preis" to "price"; or to "option.…" or "attribute.…"; or to "", which
    leaves it unread. Columns that are not here are known by the names of product data."""
    defaults: dict[str, str] = Field(default_factory=dict)
    """A field to what holds where its column is empty, or there is none."""
    values: dict[str, dict[str, str]] = Field(default_factory=dict)
    """A field to its values: {"availability": {"lieferbar": "in_stock"}}."""
    units: dict[str, str] = Field(default_factory=dict)
    """A unit's name to one that is known: {"Stk": "ct"}."""
    currency: Annotated[str, Field(pattern=r"^([A-Z]{3})?$")] = ""
    """Of prices that do not say theirs."""
    prices: Literal["major", "minor"] = "major"
    """"minor" where a price of 1299 is 12.99."""
    decimal: Literal[".", ","] = "."
    """What stands before the decimals of a price."""
    delimiter: Annotated[str, Field(min_length=1, max_length=1)] | None = None
    """What stands between the columns; found out where it is not said."""
    encoding: str | None = None
    """Found out where it is not said."""

    @field_validator("columns")
    @classmethod
    def _known(cls, columns: dict[str, str]) -> dict[str, str]:
        for column, meaning in columns.items():
            if not _means_something(meaning):
                raise ValueError(f"{column!r} cannot be {meaning!r}; the fields are: {', '.join(FIELDS)}")
        return columns

    @field_validator("units")
    @classmethod
    def _units(cls, units: dict[str, str]) -> dict[str, str]:
        for name, known in units.items():
            if not unit(known):
                raise ValueError(f"{name!r} cannot be {known!r}, which is no unit")
        return {name.casefold(): known for name, known in units.items()}

    @model_validator(mode="after")
    def _minor_in_a_currency(self) -> Self:
        if self.prices == "minor" and not self.currency:
            raise ValueError("prices in minor units need a currency")
        return self


def _means_something(meaning: str) -> bool:
    if meaning.startswith((OPTION, ATTRIBUTE)):
        return bool(meaning.partition(".")[2].strip())
    return meaning in {*FIELDS, AMOUNT, UNIT, ""}


def load(path: Path) -> ColumnMapping:
    """Read a mapping file.

    Raises:
        SettingsError: if it cannot be read or does not fit.
    """
    import yaml

    try:
        tables = yaml.safe_load(path.read_bytes())
    except OSError as error:
        raise SettingsError(
            f"The mapping {path} cannot be read: {error.strerror}.", "Check its path."
        ) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise SettingsError(f"The mapping {path} is not valid YAML: {error}.", "Mend that line.") from error
    if not isinstance(tables, dict):
        raise SettingsError(
            f"The mapping {path} names no columns.", "Begin with columns: and a line for each."
        )
    return checked(ColumnMapping, tables, str(path))
