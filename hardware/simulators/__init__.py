"""Devices that are not there: programs on a pty that speak a device's real protocol, with faults on purpose."""
