"""The embedded store in one SQLite file."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from assistant.ports import Clock, PaymentGateway
from assistant.settings import checked
from assistant.shopping.database import PATIENCE
from assistant.stores.catalogue import bundled
from assistant.stores.embedded.engine import Engine, SqliteEngine
from assistant.stores.embedded.finding import Finder
from assistant.stores.embedded.seeding import seed
from assistant.stores.embedded.store import EmbeddedStore, SystemClock
from assistant.stores.search.finder import WordFinder
from assistant.stores.search.fts5 import Fts5
from assistant.stores.search.opening import best_finder
from assistant.stores.terms import Shop


class StoreOptions(BaseModel):
    """What the settings may say about an embedded store."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    catalogue: Path | None = None
    """A catalogue file of your own instead of the bundled one."""
    delivery_fee: int | None = Field(default=None, ge=0)
    """Minor units; None for what the catalogue says."""
    free_delivery_from: int | None = Field(default=None, ge=0)
    """The subtotal, in minor units, from which delivery is free; None for what the catalogue says."""
    patience: float = Field(default=PATIENCE, ge=0, le=60)
    """Seconds to wait for another process that writes to the same file."""

    def over(self, terms: Shop) -> Shop:
        """A catalogue's terms with those changed that the settings speak of."""
        spoken_of = {"fee": self.delivery_fee, "free_from": self.free_delivery_from}
        changes = {name: value for name, value in spoken_of.items() if value is not None}
        return terms.model_copy(update={"fulfilment": terms.fulfilment.model_copy(update=changes)})


class SqliteStore(EmbeddedStore):
    """A shop in a file. Several processes may use one file.

    Args:
        path: the database; made where there is none.
        name: the shop's name as it is said; empty for that of its catalogue.
        clock: the time, for orders, the carrier and everything that lapses.
        options: what the settings say. Without a catalogue the file is taken as it is.
        gateway: the payment service; None for the embedded one.
        finder: searches; None for a search by words.

    Raises:
        StorageError: if the database cannot be opened, made or filled.
        SettingsError: if the catalogue cannot be read or does not fit.
    """

    def __init__(
        self,
        path: Path,
        *,
        name: str = "",
        clock: Clock | None = None,
        options: StoreOptions | None = None,
        gateway: PaymentGateway | None = None,
        finder: Finder | None = None,
    ) -> None:
        chosen, time = options or StoreOptions(), clock or SystemClock()
        searching = finder or WordFinder(Fts5())
        super().__init__(
            partial(_opened, path, chosen, searching, time),
            searching,
            name=name,
            clock=time,
            terms=chosen.over,
            gateway=gateway,
        )


def open_market(options: Mapping[str, Any], data_dir: Path) -> SqliteStore:
    """The market: groceries and household goods, delivered.

    Args:
        options: the settings' table for it.
        data_dir: the folder of `market.db`.

    Raises:
        SettingsError: if an option or the catalogue does not fit.
        StorageError: if the database cannot be opened, made or filled.
    """
    return _open("market", options, data_dir)


def open_coffee(options: Mapping[str, Any], data_dir: Path) -> SqliteStore:
    """The coffee shop: drinks made to order and picked up. Arguments and errors as for `open_market`."""
    return _open("coffee", options, data_dir)


def _open(name: str, options: Mapping[str, Any], data_dir: Path) -> SqliteStore:
    chosen = checked(StoreOptions, options, f"store {name}")
    catalogue = chosen.catalogue.expanduser() if chosen.catalogue else bundled(name)
    options_here = chosen.model_copy(update={"catalogue": catalogue})
    store = SqliteStore(data_dir / f"{name}.db", options=options_here, finder=best_finder(Fts5()))
    store.warm_up()
    return store


def _opened(path: Path, options: StoreOptions, finder: Finder, clock: Clock) -> Engine:
    engine = SqliteEngine(path, finder.schema, patience=options.patience)
    try:
        if options.catalogue is not None:
            seed(engine, finder, options.catalogue, clock.now())
    except BaseException:
        engine.close()
        raise
    return engine
