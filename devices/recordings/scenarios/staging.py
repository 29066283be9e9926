"""The stage before a scenario begins: its household, its shop and its cart, set up by their own code."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from pydantic import SecretStr

from assistant.errors import UnusableInputError
from assistant.ports import Store
from assistant.settings import Household as Buying
from assistant.settings import Settings, Shop, checked
from assistant.shopping.carts import Buyer, LineRequest
from assistant.shopping.household import HOUSEHOLD_FILE, Household
from assistant.shopping.products import Product
from assistant.shopping.searching import SearchQuery
from assistant.shopping.stores import StoreError
from devices.recordings.expectation import ExpectedLine
from devices.recordings.fresh import rehearsal
from devices.recordings.scenarios.model import Loaded, ScenarioHousehold, ScenarioStore

_SEARCHED = 50


def staged(loaded: Loaded, settings: Settings) -> Settings:
    """Settings with the scenario's own over them; the data folder stays.

    Raises:
        SettingsError: if one of the scenario's settings does not fit, naming the file.
    """
    scenario = loaded.scenario
    where = f"{loaded.file}, line {loaded.line('settings') or 1}"
    chosen = checked(Settings, over(settings, scenario.settings), where)
    shop = chosen.store if scenario.store is None else _shop(scenario.store)
    who = buying(chosen.household, scenario.household, loaded.address)
    return chosen.model_copy(update={"store": shop, "household": who, "data_dir": settings.data_dir})


def fits(engines_of: Settings, settings: Settings) -> bool:
    """Whether engines that were loaded for some settings are those of others."""
    ports = ("wake", "activity", "recognition", "voice")
    return all(_engine(engines_of, port) == _engine(settings, port) for port in ports)


async def set_up(loaded: Loaded, settings: Settings) -> None:
    """Write the shopping list and fill the cart.

    Args:
        loaded: the scenario.
        settings: staged ones, with a fresh data folder.

    Raises:
        UnusableInputError: if the shop does not have what is to be in the cart, naming file and line.
        SettingsError: if the shop sells for real, is unknown, or one of its options does not fit.
        StorageError: if a database cannot be written.
    """
    home = Household(settings.data_dir / HOUSEHOLD_FILE)
    try:
        for item in loaded.scenario.household.list:
            home.add_to_list(item)
        await _fill_cart(loaded, settings, home)
    finally:
        home.close()


def over(settings: Settings, own: Mapping[str, Any]) -> dict[str, Any]:
    """Settings as tables, with others over them."""
    tables: dict[str, Any] = settings.model_dump()
    for name, value in own.items():
        under = tables.get(name)
        if isinstance(value, Mapping) and isinstance(under, Mapping):
            # Another engine or shop is not told what was meant for the first one.
            fresh: dict[str, Any] = {"options": {}} if {"engine", "name"} & set(value) & set(under) else {}
            tables[name] = {**under, **fresh, **value}
        else:
            tables[name] = value
    return tables


def _engine(settings: Settings, port: str) -> tuple[str, dict[str, Any]]:
    choice = getattr(settings, port)
    return choice.engine, choice.options


def _shop(store: ScenarioStore | str) -> Shop:
    return Shop(name=store) if isinstance(store, str) else Shop(name=store.name, options=store.options)


def buying(buying: Buying, own: ScenarioHousehold, otherwise: str = "") -> Buying:
    """Who buys.

    Args:
        buying: as the settings tell.
        own: what a scenario tells.
        otherwise: the address where neither tells one.
    """
    address = own.address
    if address is None and not buying.address.get_secret_value().strip():
        address = otherwise
    given = {
        "name": own.name,
        "address": None if address is None else SecretStr(address),
        "payment": None if own.payment is None else SecretStr(own.payment),
    }
    return buying.model_copy(update={name: value for name, value in given.items() if value is not None})


async def _fill_cart(loaded: Loaded, settings: Settings, home: Household) -> None:
    wanted = loaded.scenario.cart
    async with rehearsal(settings) as store:
        if wanted:
            lines = [await _request(loaded, store, at, line) for at, line in enumerate(wanted)]
            buying = settings.household
            buyer = Buyer(name=buying.name, address=buying.address.get_secret_value())
            cart = await store.create_cart(lines, buyer, uuid4().hex)
            home.keep_cart(store.name, cart.id)


async def _request(loaded: Loaded, store: Store, at: int, line: ExpectedLine) -> LineRequest:
    try:
        product = await sold(store, line.product, line.options)
    except UnusableInputError as error:
        where = f"{loaded.file}, line {loaded.line('cart', at) or 1}"
        raise UnusableInputError(f"{where}: the cart cannot be filled: {error.what}", error.fix) from error
    return LineRequest(variant_id=product.variant.id, quantity=line.quantity)


async def sold(store: Store, name: str, options: Mapping[str, str]) -> Product:
    """The product of exactly this name, its variant the one with these options.

    Raises:
        UnusableInputError: if the shop has none.
    """
    page = await store.search(SearchQuery(text=name, limit=_SEARCHED))
    found = [each for each in page.items if each.name.casefold() == name.casefold()]
    if not found:
        near = ", ".join(each.name for each in page.items[:3]) or "nothing like it"
        raise UnusableInputError(f"{store.name} has no {name!r}, but {near}.", "Name what the shop sells.")
    try:
        return await store.product(found[0].id, options)
    except StoreError as error:
        raise UnusableInputError(error.what, "Name what the shop sells.") from error
