"""Fresh households and shops: every recording begins with an empty cart, an empty list and full shelves."""

import asyncio
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from assistant.bootstrap import open_store
from assistant.settings import Settings
from assistant.shopping.household import Household


@contextmanager
def fresh_settings(settings: Settings) -> Iterator[Settings]:
    """Settings with an empty data folder, which is gone afterwards."""
    with TemporaryDirectory(prefix="aisle-", ignore_cleanup_errors=True) as folder:
        yield settings.model_copy(update={"data_dir": Path(folder)})


def prepared(settings: Settings, folder: Path) -> Settings:
    """Settings whose data folder holds a household and a shop that were never used: to be copied, not used.

    Args:
        settings: which shop.
        folder: an empty one, in which the copies are to be made, too.

    Raises:
        SettingsError: if there is no such store, or one of its options does not fit.
        StorageError: if there is no room for it.
    """
    ready = settings.model_copy(update={"data_dir": folder / "prepared"})
    asyncio.run(_prepare(ready))
    return ready


async def _prepare(settings: Settings) -> None:
    Household(settings.data_dir / "household.db").close()
    await open_store(settings).close()


@contextmanager
def copied(ready: Settings) -> Iterator[Settings]:
    """Settings for one run, whose household and shop are gone afterwards.

    Copying is far quicker than filling the shelves.
    """
    folder = ready.data_dir
    with TemporaryDirectory(dir=folder.parent, ignore_cleanup_errors=True) as copy:
        shutil.copytree(folder, copy, dirs_exist_ok=True)
        yield ready.model_copy(update={"data_dir": Path(copy)})
