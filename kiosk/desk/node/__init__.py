"""One node of the desk: its hub, and what hangs on it."""
