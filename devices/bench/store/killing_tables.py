"""What came of killing assistants, as a table."""

from rich.console import Console
from rich.table import Table

from devices.bench.store.faults import show_faults
from devices.bench.store.killing import Report


def show(console: Console, report: Report) -> None:
    """Print the table."""
    table = Table(title=f"Killed {report.kills} times in {report.seconds:g} s", title_justify="left")
    table.add_column("when")
    table.add_column("times", justify="right")
    for moment, count in report.moments.items():
        table.add_row(moment, f"{count:,}")
    console.print(table)
    console.print(
        f"{report.journalled:,} orders in the journal: {report.placed:,} placed once, {report.refused:,} not"
        f" at all; {report.imports:,} feeds taken in as a whole, {report.cut_off:,} not at all"
    )
    show_faults(console, report.faults, "The file opened every time, and everything that must hold held.")
