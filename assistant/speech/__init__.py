"""One file an engine: wake word, voice activity, recognition and speech."""
