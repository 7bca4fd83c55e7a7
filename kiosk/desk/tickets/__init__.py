"""Asks for a person: what can happen to them, who waits, what is told of it, when they are forgotten."""
