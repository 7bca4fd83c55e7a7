"""Nodes of a desk: what they tell each other, and how each knows of the others."""
