"""Motors on a bus: Dynamixel and Feetech."""
