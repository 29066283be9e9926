"""How well recognisers hear orders, side by side, on the same sound."""
