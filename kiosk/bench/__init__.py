"""The figures, part by part."""
