"""The engine of a call, whichever library connects: its seam, its gate, its epochs."""
