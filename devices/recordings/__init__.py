"""The recorded-audio front end: sound files, and a room in which time is counted in samples."""
