"""Product feeds: what shops hand out about their goods, read into a catalogue and written from it."""
