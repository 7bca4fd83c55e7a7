"""A ledger drawn again: which stretches of it, what was said in them, and the film of both."""
