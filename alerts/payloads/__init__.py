"""What senders of alerts write, understood: one module for each format."""
