"""Measures what differs from machine to machine, with a technician beside it."""
