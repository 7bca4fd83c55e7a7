"""Calls by reactor-webrtc, the extra `webrtc`."""
