"""The report: one page with plots, results, players and traces."""
