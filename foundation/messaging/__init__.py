"""Messages that leave the house: outbox, gateways, and what became of each."""
