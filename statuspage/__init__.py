"""What the public may read: components, incidents as told to customers, published copies."""
