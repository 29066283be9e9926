"""Where Aisle runs: the command line, the speaker, and the harness for recordings."""
