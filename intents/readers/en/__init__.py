"""English numbers, money, digits, quantities and days."""

from collections.abc import Mapping

from intents.readers import SlotReader
from intents.readers.en.amounts import read_digits, read_money, read_quantity
from intents.readers.en.dates import read_day
from intents.readers.en.numbers import read_number
from intents.readers.en.recurrences import read_recurrence
from intents.readers.en.times import read_hours
from intents.readers.en.written import spell_digits

__all__ = ["SLOTS", "read_number", "spell_digits"]

SLOTS: Mapping[str, SlotReader] = {
    "money": read_money,
    "least": read_money,
    "most": read_money,
    "date": read_day,
    "recurrence": read_recurrence,
    "digits": read_digits,
    "quantity": read_quantity,
    "time": read_hours,
}
