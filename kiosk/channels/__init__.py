"""What two parts hand each other beside the bus: pictures and sound of a call, and how its ends find one another."""
