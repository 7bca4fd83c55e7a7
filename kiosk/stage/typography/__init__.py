"""Letters: typefaces, shaping, where a line may end, and text set into a box."""
