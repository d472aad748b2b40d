"""How plans and records of treatments are written down and shown."""
