"""HTTP: where a request comes from, what it may, what it holds, and the description of all that."""
