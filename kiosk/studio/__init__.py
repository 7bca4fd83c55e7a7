"""Tools for people who draw avatars: pictures and sheets, the check of a pack, the preview window, SVG both ways."""
