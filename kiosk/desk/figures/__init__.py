"""Figures of a period, from the asks alone."""
