"""Boards that drive servos: ours, Maestro, Firmata, Ohbot."""
