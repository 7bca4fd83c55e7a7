"""A run as a person would look at it: what happened when, how fast, and how it was drawn."""
