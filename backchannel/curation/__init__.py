"""What may be shown, and why. Pure: the same facts give the same ruling, in whatever order they came."""
