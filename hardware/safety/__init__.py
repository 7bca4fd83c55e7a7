"""What keeps a person safe beside a robot: the latched stop, the limits of its motors, and proofs that they work."""
