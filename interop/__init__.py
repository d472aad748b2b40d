"""What comes into the clinic from other systems: registers kept elsewhere."""
