"""The forms of this room, one module for each STORM stage. Every act's form carries what the page showed (`seen`)."""
