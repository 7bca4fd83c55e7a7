"""The staff service: who waits at which kiosk, who helps, what is said between them, and who may do what."""
