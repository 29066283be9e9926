"""The store that comes with Aisle: catalogue, carts, orders and what comes after, in tables."""
