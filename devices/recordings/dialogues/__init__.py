"""Typed dialogues: scenarios without sound, played to the real parser, dialogue, household and shop."""
