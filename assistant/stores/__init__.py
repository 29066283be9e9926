"""Merchants behind the `Store` port, one file an adapter."""
