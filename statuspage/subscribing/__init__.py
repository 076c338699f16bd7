"""Those who want to be told: how they come and go, and how what is published reaches each of them once."""
