"""How quickly and how well the store finds, sells and keeps its accounts, beside others."""
