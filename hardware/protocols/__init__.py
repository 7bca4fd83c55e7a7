"""Robot protocols, sans-IO: bytes in, reports out. Each offers the `Codec` of `codec.py`."""
