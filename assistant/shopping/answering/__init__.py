"""Answers questions about a product from what the catalogue says of it, and from nothing else."""
