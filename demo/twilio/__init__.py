"""A small Twilio on loopback: it takes messages, keeps them in a file, and calls back like the real one."""
