"""How good the assistant is, from what came of recordings: pure figures."""
