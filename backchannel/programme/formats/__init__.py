"""One module for each format: bytes in, sessions as told out."""
