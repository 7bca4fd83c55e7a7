"""Websockets of a node, and what is told to all of them."""
