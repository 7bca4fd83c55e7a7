"""Panels and face put together into one picture, by the main or a graphics processor."""
