"""Calls by aiortc, and what it leaves undone."""
