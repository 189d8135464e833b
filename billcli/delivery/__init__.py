"""How letters leave: messages, the ways they go, and the durable journal of what went."""
