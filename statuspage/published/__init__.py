"""The published copy: how it is made, and the shapes in which readers get it."""
