"""Other words for one answer that staff wrote, from a language model; whatever it adds or changes is refused."""
