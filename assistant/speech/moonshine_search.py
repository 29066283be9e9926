"""Where Moonshine's network makes things up."""

from assistant.audio import seconds

_TOKENS_A_SECOND = 6.5
"""Nobody says more: beyond this the network makes things up (Jeffries et al. 2024)."""
_MORE_TOKENS = 4
_LOOP_TOKENS = 12
_LOOP_ROUNDS = 3


def most_tokens(samples: int) -> int:
    """How many tokens, the end included, speech of so many samples may have."""
    return int(seconds(samples) * _TOKENS_A_SECOND) + _MORE_TOKENS


def circles(tokens: list[int]) -> bool:
    """Whether the last tokens are the same few, over and over: three rounds at least, and a dozen tokens."""
    for period in range(1, len(tokens) // _LOOP_ROUNDS + 1):
        rounds = max(_LOOP_ROUNDS, -(-_LOOP_TOKENS // period))
        if tokens[-period * rounds :] == tokens[-period:] * rounds:
            return True
    return False
