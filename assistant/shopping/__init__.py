"""The domain: money, products, carts, checkouts, orders and the household."""
