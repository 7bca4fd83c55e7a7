"""Serial links: how they come up, fail and come back."""
