"""The support seat: what is open, what may be said, who called, and the next word, for who answers the phone."""
