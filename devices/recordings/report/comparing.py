"""What was expected beside what was found, as texts that can be laid side by side."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from devices.recordings.expectation import Expectation
from devices.recordings.outcome import Result
from devices.recordings.telling import NAMES, cart_line


@dataclass(frozen=True, slots=True)
class Compared:
    """One thing that was expected."""

    name: str
    right: bool
    expected: str
    """A line for each part of it."""
    found: str
    """Likewise; empty where there was nothing."""
    complaint: str
    """What is wrong, as a sentence; empty where it is right."""


def compared(result: Result) -> list[Compared]:
    """Lay what was expected of a sound beside what was found."""
    failed = [what for what, right in result.verdicts.items() if not right]
    complaints = dict(zip(failed, result.complaints, strict=False))
    wanted = _given(result.expect)
    return [
        Compared(
            name=NAMES.get(what, what),
            right=right,
            expected=_told(what, wanted.get(what)),
            found=_told(what, result.observed.get(what)),
            complaint=complaints.get(what, ""),
        )
        for what, right in result.verdicts.items()
    ]


def outlined(expect: Expectation) -> list[str]:
    """All that is expected, each as one line: "intent: order"."""
    lines = {what: _told(what, value).splitlines() for what, value in _given(expect).items()}
    return [f"{NAMES[what]}: {'; '.join(told)}" for what, told in lines.items()]


def _given(expect: Expectation) -> dict[str, Any]:
    return expect.model_dump(mode="json", exclude_defaults=True)


def _told(what: str, value: Any) -> str:
    """A thing that is expected or was found, as text; empty for nothing."""
    match what, value:
        case _, None:
            return ""
        case _, bool():
            return "yes" if value else "no"
        case "cart", _:
            return _cart(value)
        case "orders", _:
            return "\n".join(map(_order, value)) or "none"
        case "within", _:
            return "\n".join(f"{stage}: {1000 * time:.0f} ms" for stage, time in value.items())
        case _, Mapping():
            return "\n".join(f"{name}: {_plainly(each)}" for name, each in value.items()) or "none"
        case _, list():
            return ", ".join(map(str, value)) or "none"
    return str(value)


def _plainly(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def _cart(lines: Iterable[Mapping[str, Any]]) -> str:
    return "\n".join(sorted(map(cart_line, lines))) or "empty"


def _order(order: Mapping[str, Any]) -> str:
    lines = _cart(order["lines"]).replace("\n", "; ") if "lines" in order else ""
    return ": ".join(filter(None, [lines, order.get("total")])) or "any order"
