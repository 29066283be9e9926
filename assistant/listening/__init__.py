"""Pure logic that decides when to listen: the wake gate and the end of a turn."""
