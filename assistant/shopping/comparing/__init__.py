"""Puts products side by side: what differs, what an ounce costs, and which is better by which figures."""
