"""What the store's staff wrote: entries with their answers and the ways shoppers ask for them, per language."""
