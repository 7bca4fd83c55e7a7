"""What the stage recorded, drawn again as a film, and what can be measured in it."""
