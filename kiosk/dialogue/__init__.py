"""The pure core: events in, commands out; no clock, no chance, no I/O."""
