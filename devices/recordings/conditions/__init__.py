"""Conditions under which a recording is heard: noise, distance, a bad microphone, lost frames."""
