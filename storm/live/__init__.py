"""The live process: tells open pages what has changed, so that they ask at once instead of every few seconds."""
