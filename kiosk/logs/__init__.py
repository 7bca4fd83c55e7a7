"""The log: its format, who writes and reads it, and what of a run stands in it."""
