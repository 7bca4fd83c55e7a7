"""Clients of the store's back ends."""
