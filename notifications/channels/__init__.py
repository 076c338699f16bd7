"""Ways to carry a message to a person: one protocol, one adapter a provider, one registry."""
