"""Backchannel: the hashtag talk around a live event, on a wall now and in a summary afterwards."""

__version__ = "0.1.0"
