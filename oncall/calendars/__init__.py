"""Calendar files of other programs, read and written. Pure."""
