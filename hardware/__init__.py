"""Bytes and devices: serial links, camera, microphone, speaker, and their stand-ins on a pty, a file or a clock."""
