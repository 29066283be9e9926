"""Fresh households and shops: every recording begins with an empty cart, an empty list and full shelves."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from pydantic import SecretStr

from assistant.bootstrap import open_store
from assistant.errors import SettingsError
from assistant.ports import Store
from assistant.settings import Settings
from assistant.shopping.household import HOUSEHOLD_FILE, Household
from assistant.shopping.stores import Capability

PAYMENT = SecretStr("tok_rehearsal")
"""Stands for the household's token of a payment instrument: it buys nothing."""


@asynccontextmanager
async def rehearsal(settings: Settings) -> AsyncIterator[Store]:
    """The settings' shop, for recordings to be played to; closed at the end.

    Raises:
        SettingsError: if it sells for real, is unknown, or one of its options does not fit.
        StorageError: if its database cannot be used.
    """
    store = open_store(settings)
    try:
        if Capability.REHEARSAL not in store.capabilities:
            raise SettingsError(
                f"The store {settings.store.name!r} sells for real: what is ordered in a recording would be"
                " bought there.",
                "Name one that can rehearse, for example --store market.",
            )
        yield store
    finally:
        await store.close()


@contextmanager
def fresh_settings(settings: Settings) -> Iterator[Settings]:
    """Settings with an empty data folder, which is gone afterwards, and with nothing to pay with."""
    with TemporaryDirectory(prefix="aisle-", ignore_cleanup_errors=True) as folder:
        yield _in(settings, Path(folder))


def prepared(settings: Settings, folder: Path) -> Settings:
    """Settings whose data folder holds a household and a shop that were never used: to be copied, not used.

    The household keeps its name and its address, and has nothing to pay with.

    Args:
        settings: which shop.
        folder: an empty one, in which the copies are to be made, too.

    Raises:
        SettingsError: if the store sells for real, is unknown, or one of its options does not fit.
        StorageError: if there is no room for it.
    """
    ready = _in(settings, folder / "prepared")
    asyncio.run(_prepare(ready))
    return ready


def _in(settings: Settings, folder: Path) -> Settings:
    household = settings.household.model_copy(update={"payment": PAYMENT})
    return settings.model_copy(update={"data_dir": folder, "household": household})


async def _prepare(settings: Settings) -> None:
    Household(settings.data_dir / HOUSEHOLD_FILE).close()
    async with rehearsal(settings):
        pass


@contextmanager
def copied(ready: Settings) -> Iterator[Settings]:
    """Settings for one run, whose household and shop are gone afterwards.

    Copying is far quicker than filling the shelves.
    """
    folder = ready.data_dir
    with TemporaryDirectory(dir=folder.parent, ignore_cleanup_errors=True) as copy:
        shutil.copytree(folder, copy, dirs_exist_ok=True)
        yield ready.model_copy(update={"data_dir": Path(copy)})
