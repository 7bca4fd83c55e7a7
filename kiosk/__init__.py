"""Balie: an in-store kiosk with a face, offline ears and a real person one tap away."""

__version__ = "0.1.0"
