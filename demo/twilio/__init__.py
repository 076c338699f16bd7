"""A small Twilio on loopback: it takes messages, remembers them in a file, and calls back as the real one does."""
