"""What to say and do next: states, manager, memory and replies, without any input or output."""
