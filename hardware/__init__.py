"""Bytes and devices: robots, displays, cameras, microphones, loudspeakers; with stand-ins on a pty, a file, a clock."""
