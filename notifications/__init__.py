"""Messages to people: channels, deliveries, receipts, replies."""
