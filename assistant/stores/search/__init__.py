"""Finds products by what was said: for ears, not for keyboards."""
