"""How staff make and change status pages, their components and the links to private ones."""
