"""What was measured of dialogues with recognition errors, as a table."""

from rich.console import Console
from rich.table import Table

from devices.bench.marking import marked
from devices.bench.understanding.robustness import Robustness

_RIGHT = 0.85


def show_robustness(console: Console, found: Robustness) -> None:
    """Print the table, and the dialogues in which something was bought amiss."""
    right = marked(f"{100 * found.right:.1f} %", found.right >= _RIGHT)
    wrong = marked(str(found.wrong_orders), found.wrong_orders == 0)
    table = Table(
        title=f"{found.dialogues} dialogues, {100 * found.rate:g} % of words misheard: right cart {right},"
        f" wrong orders {wrong}",
        title_justify="left",
    )
    for name in ("seed", "right cart", "caught at the read-back", "wrong orders"):
        table.add_column(name, justify="right")
    for trial in found.trials:
        share = f"{100 * trial.right / found.dialogues:.1f} %"
        table.add_row(str(trial.seed), share, str(trial.caught), str(len(trial.wrong_orders)))
    console.print(table)
    for trial in found.trials:
        for name in trial.wrong_orders:
            console.print(f"Bought amiss with seed {trial.seed}: {name}", style="red")
