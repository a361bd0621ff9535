"""Mastodon and what speaks its API: tag timelines of several servers, read forward and looked at again."""
