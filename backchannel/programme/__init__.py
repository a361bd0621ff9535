"""The programme: a schedule read from its file, looked at from any moment, and what a post has to do with it."""
