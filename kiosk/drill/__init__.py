"""Fault drills: a real kiosk, a crowd of simulated shoppers, faults on purpose, and what the shoppers noticed."""
