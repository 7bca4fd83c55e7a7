"""Conversations written by store staff, played through the dialogue and the answers in virtual time."""
