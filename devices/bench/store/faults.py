"""What must not be, as it is shown."""

from collections.abc import Sequence

from rich.console import Console

_SHOWN = 30


def show_faults(console: Console, faults: Sequence[str], none: str) -> None:
    """Print what must not be.

    Args:
        console: where.
        faults: in sentences.
        none: what is said where there is nothing.
    """
    if not faults:
        console.print(none, style="green")
    for fault in faults[:_SHOWN]:
        console.print(fault, style="red", markup=False, soft_wrap=True)
    if len(faults) > _SHOWN:
        console.print(f"... and {len(faults) - _SHOWN:,} more", style="red")
