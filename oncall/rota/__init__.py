"""Who has duty when: rotations, layers and hand-overs as pure policies."""
