"""The composition root: which parts run together, on which Redis, by which clock, until when."""
