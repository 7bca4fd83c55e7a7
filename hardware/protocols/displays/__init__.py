"""Displays on a line: pole displays and Nextion, and text that fits them."""
