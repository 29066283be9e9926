"""Units in which goods are measured, under the names that feeds have for them."""

from types import MappingProxyType

_NAMES = {
    "mg": "mg milligram milligrams",
    "g": "g gr gram grams gramm",
    "kg": "kg kilo kilos kilogram kilograms kilogramm",
    "oz": "oz ounce ounces",
    "lb": "lb lbs pound pounds",
    "ml": "ml milliliter milliliters millilitre millilitres",
    "cl": "cl centiliter centiliters centilitre centilitres",
    "l": "l liter liters litre litres",
    "cbm": "cbm",
    "floz": "floz fluidounce fluidounces",
    "pt": "pt pint pints",
    "qt": "qt quart quarts",
    "gal": "gal gallon gallons",
    "cm": "cm centimeter centimeters centimetre centimetres",
    "m": "m meter meters metre metres",
    "in": "in inch inches",
    "ft": "ft foot feet",
    "yd": "yd yard yards",
    "sqft": "sqft",
    "sqm": "sqm",
    "ct": "ct count piece pieces pc pcs pack packs each ea c62",
    "sheet": "sheet sheets",
    "item": "item items",
}
CODES = MappingProxyType(
    {
        "mg": "MGM",
        "g": "GRM",
        "kg": "KGM",
        "oz": "ONZ",
        "lb": "LBR",
        "ml": "MLT",
        "cl": "CLT",
        "l": "LTR",
        "cbm": "MTQ",
        "floz": "OZA",
        "pt": "PTL",
        "qt": "QTL",
        "gal": "GLL",
        "cm": "CMT",
        "m": "MTR",
        "in": "INH",
        "ft": "FOT",
        "yd": "YRD",
        "sqft": "FTK",
        "sqm": "MTK",
        "ct": "H87",
    }
)
"""Codes by UN/CEFACT Recommendation 20, which schema.org uses."""
SAID = MappingProxyType(
    {
        "mg": ("milligram", "milligrams"),
        "g": ("gram", "grams"),
        "kg": ("kilogram", "kilograms"),
        "oz": ("ounce", "ounces"),
        "lb": ("pound", "pounds"),
        "ml": ("milliliter", "milliliters"),
        "cl": ("centiliter", "centiliters"),
        "l": ("liter", "liters"),
        "cbm": ("cubic meter", "cubic meters"),
        "floz": ("fluid ounce", "fluid ounces"),
        "pt": ("pint", "pints"),
        "qt": ("quart", "quarts"),
        "gal": ("gallon", "gallons"),
        "cm": ("centimeter", "centimeters"),
        "m": ("meter", "meters"),
        "in": ("inch", "inches"),
        "ft": ("foot", "feet"),
        "yd": ("yard", "yards"),
        "sqft": ("square foot", "square feet"),
        "sqm": ("square meter", "square meters"),
        "ct": ("count", "count"),
        "sheet": ("sheet", "sheets"),
        "item": ("piece", "pieces"),
    }
)
"""Of one and of several, as it is said."""
_UNITS = {name: known for known, names in _NAMES.items() for name in names.split()} | {
    code.lower(): known for known, code in CODES.items()
}
_BETWEEN = str.maketrans("", "", " .-_")


def unit(name: str) -> str:
    """The unit's name in product data: "g", "floz", "ct"; empty where it is unknown."""
    return _UNITS.get(name.casefold().translate(_BETWEEN), "")
