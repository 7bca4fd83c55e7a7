"""Help for a colleague: suggestions, ready replies, and how the note after a talk begins."""
