"""One page to one person: its ways, its words, and what may be answered."""
