"""Cameras behind one seam, and whether their pictures are pictures."""
