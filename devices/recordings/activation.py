"""How a recording wakes the assistant."""

from enum import StrEnum


class Activation(StrEnum):
    """What the assistant is woken by."""

    AUTO = "auto"
    """By the wake word; a recording in which it is not heard is played again, with the button."""
    WAKE = "wake"
    """By the wake word only."""
    BUTTON = "button"
    """By the button, pressed as the recording begins."""
