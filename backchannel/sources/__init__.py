"""One package per network. Everything peculiar to a network stays behind `Source`."""
