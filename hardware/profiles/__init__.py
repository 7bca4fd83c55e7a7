"""Kinds of devices as files: robots, displays, lights, motors, and what was measured of one of them."""
