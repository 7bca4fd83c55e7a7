"""The window: avatar view, captions, cards, touch."""
