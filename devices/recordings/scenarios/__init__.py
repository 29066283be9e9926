"""Scenarios: a whole dialogue as a YAML file, with what must come of each turn."""
