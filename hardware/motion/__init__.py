"""Motion without devices: poses, joints, limits."""
