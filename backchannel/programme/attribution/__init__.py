"""Which session a post is about, and why. Pure: the same programme and post give the same answer."""
