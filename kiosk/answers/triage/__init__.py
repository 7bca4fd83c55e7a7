"""What comes before any answer: who is in need, who wants a person, who is upset, and what no machine answers alone."""
