"""Devices on a serial port: what is there, and what keeps it going."""
