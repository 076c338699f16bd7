"""What may be told to the public, when, and in which words. Pure."""
