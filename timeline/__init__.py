"""What has happened: append-only, one writer."""
