"""The serial robot as a part: pose, gaze, jaw and gestures."""
