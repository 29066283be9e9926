"""Whether two runs on the same recordings differ by more than chance."""


def mcnemar(worse: int, better: int) -> float:
    """The exact, two-sided p of McNemar's test (Psychometrika 12, 1947).

    Only the recordings that changed tell something. If neither run were better, each of them would have
    become worse or better with the same chance: the p is how often a fair coin, thrown once for each, falls
    at least as unevenly.

    Args:
        worse: recordings that were right and are wrong.
        better: recordings that were wrong and are right.

    Returns:
        0..1; 1 where nothing changed.
    """
    changed, fewer = worse + better, min(worse, better)
    ways = total = 1
    for count in range(fewer):
        ways = ways * (changed - count) // (count + 1)
        total += ways
    # Whole numbers, as 2 to the power of the changes is soon too large for a float.
    return min(1.0, (2 * total) / (1 << changed))
