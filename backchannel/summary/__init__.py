"""From an archive to a summary that lasts. Pure: the same posts, header and choices give the same bytes."""
