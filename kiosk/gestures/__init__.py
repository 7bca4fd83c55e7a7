"""Gestures, the same for face and robot: as their files hold them, in time, and turned to a place."""
