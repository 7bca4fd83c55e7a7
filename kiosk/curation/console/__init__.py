"""What the staff console does with a store's knowledge, as tasks of a process of its own."""
