"""What a shop decides: prices, taxes, coupons, windows, parcels, returns. Without tables and clocks."""
