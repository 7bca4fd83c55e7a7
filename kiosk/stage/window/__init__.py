"""The window: opening it, showing a frame in it, and what happens to it."""
